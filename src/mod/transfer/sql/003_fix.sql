-- Cells of refused rows that somebody has corrected on the page.
CREATE TABLE import_fix (
	run_id BIGINT NOT NULL COMMENT 'import_run',
	line BIGINT NOT NULL COMMENT 'of the file, from 1',
	col INT NOT NULL COMMENT 'column of the file, from 0',
	value TEXT NOT NULL COMMENT 'what stands there instead',
	state TINYINT NOT NULL
	    COMMENT 'of the row: 0 still refused, 1 passed the trial, 2 written',
	reason TEXT NULL COMMENT 'why it is still refused, in words',
	cols VARCHAR(500) CHARACTER SET ascii NULL
	    COMMENT 'columns it is still refused for, "2 5"',
	PRIMARY KEY (run_id, line, col)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
    COMMENT='corrected cells of files being imported';
