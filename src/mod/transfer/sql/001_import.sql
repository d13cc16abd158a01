-- Files that somebody brings in through the browser, from the upload to the
-- result; what was written is in change_set.
CREATE TABLE import_run (
	id BIGINT NOT NULL AUTO_INCREMENT,
	user_id BIGINT NOT NULL COMMENT 'whose: user; nobody else sees it',
	entity VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
	    COMMENT 'kind of record: contact',
	token CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
	    COMMENT 'name of the kept file in the data folder',
	name VARCHAR(200) NOT NULL COMMENT 'of the file, as the browser said',
	size BIGINT NOT NULL COMMENT 'of the file, bytes',
	nrows BIGINT NOT NULL COMMENT 'of the file, without the header',
	encoding VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
	    COMMENT 'it is read in',
	delimiter CHAR(1) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
	    COMMENT 'between its cells',
	sheet VARCHAR(200) NULL
	    COMMENT 'of a workbook; NULL: the first with anything in it',
	mapping TEXT NULL
	    COMMENT 'lines "COLUMN=field" and "field:value"; NULL: guessed',
	match_by VARCHAR(80) NULL
	    COMMENT 'field that says which record a row is; NULL: guessed',
	mode VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
	    COMMENT 'create update both',
	missing VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
	    COMMENT 'refuse create empty: a record named that is not there',
	state TINYINT NOT NULL
	    COMMENT '1 read, 2 tried, 3 being written, 4 written',
	done BIGINT NOT NULL COMMENT 'rows written or set aside so far',
	created BIGINT NOT NULL COMMENT 'of them, or in the trial',
	changed BIGINT NOT NULL COMMENT 'of them, or in the trial',
	same BIGINT NOT NULL COMMENT 'of them, or in the trial',
	refused BIGINT NOT NULL COMMENT 'of them, or in the trial',
	bad_bytes BIGINT NOT NULL
	    COMMENT 'of the file of refused rows that count',
	set_id BIGINT NULL COMMENT 'what was written: change_set',
	at BIGINT NOT NULL COMMENT 'when it came, UTC seconds',
	PRIMARY KEY (id),
	KEY import_run_user (user_id, entity, id),
	KEY import_run_at (at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
    COMMENT='files being imported through the browser';
