-- How somebody is told of his tasks.
ALTER TABLE user
	ADD remind_by VARCHAR(6) CHARACTER SET ascii COLLATE ascii_bin NULL
	    COMMENT 'page letter none; NULL: on pages and by letter'
	    AFTER density,
	ADD daily TINYINT NOT NULL DEFAULT 0
	    COMMENT '1: a letter each morning with what is to be done'
	    AFTER remind_by;
