-- When somebody is told of what is due.
ALTER TABLE activity
	ADD remind VARCHAR(4) CHARACTER SET ascii COLLATE ascii_bin NULL
	    COMMENT 'told so long before it is due: 0m 10m 1h 1d; NULL: not'
	    AFTER priority;
