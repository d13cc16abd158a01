-- How the words of a list were taken when its records were counted: each
-- slice takes them so.

ALTER TABLE bulk
	ADD COLUMN way TINYINT NOT NULL DEFAULT 0
	    COMMENT 'of a list with words: 0 as typed, 1 other layout, 2 and 3 the nearest';
