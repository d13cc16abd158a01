-- What search finds records by.  All of it follows from the records: kept with
-- every save, made anew by doctor, left out of backups.

CREATE TABLE posting (
	kind SMALLINT UNSIGNED NOT NULL
	    COMMENT 'kind of record: 16 bits of a hash of its name',
	word VARCHAR(40) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL
	    COMMENT 'folded word; #END.TRAB of a number: its end, the rest back; or empty',
	id BIGINT NOT NULL
	    COMMENT 'the record, not one in the bin',
	words VARCHAR(1500) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL
	    COMMENT 'where word is empty: its words by code, with blanks around',
	numbers VARCHAR(300) CHARACTER SET ascii COLLATE ascii_bin NULL
	    COMMENT 'where word is empty: digits of its phones and codes',
	PRIMARY KEY (kind, word, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
    COMMENT='which records hold a word or the end of a number';

CREATE TABLE search_state (
	kind SMALLINT UNSIGNED NOT NULL
	    COMMENT 'as in posting',
	fold INT NOT NULL
	    COMMENT 'which rules made its words',
	upto BIGINT NOT NULL
	    COMMENT 'records up to this id have been taken in',
	done TINYINT NOT NULL
	    COMMENT '1: all of them',
	PRIMARY KEY (kind)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
    COMMENT='how far the records of before have been taken in';
