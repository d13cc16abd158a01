-- Imports are written in the background and can be stopped.
ALTER TABLE import_run
	MODIFY state TINYINT NOT NULL
	    COMMENT '1 read, 2 tried, 3 being written, 4 written, 5 stopped',
	ADD COLUMN error VARCHAR(500) NULL
	    COMMENT 'why it stopped by itself, in the language of its user';
