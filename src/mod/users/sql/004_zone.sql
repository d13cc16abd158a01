-- Where somebody is, when it is not where the firm is.
ALTER TABLE user
	ADD zone VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NULL
	    COMMENT 'his time zone: Europe/Warsaw; NULL: the firm''s'
	    AFTER lang;
