-- What was given to the other record at a merge besides records, so that it
-- can be taken back exactly.
CREATE TABLE merge_side (
	id BIGINT NOT NULL AUTO_INCREMENT,
	loser_id BIGINT NOT NULL
	    COMMENT 'the record that went to the bin, in contact',
	kind VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
	    COMMENT 'observer star seen file exchange: a row of that table',
	which BIGINT NOT NULL
	    COMMENT 'whose observer, star, seen: user; which file; else 0',
	name VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NULL
	    COMMENT 'of exchange: the system',
	PRIMARY KEY (id),
	KEY merge_side_loser (loser_id, kind)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
    COMMENT='what a merge gave to the record that stayed';
