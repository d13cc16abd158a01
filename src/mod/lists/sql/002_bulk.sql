-- Changes of many records at once: what was asked for, how far it is, and
-- which records were refused.

CREATE TABLE bulk (
	id BIGINT NOT NULL AUTO_INCREMENT,
	user_id BIGINT NOT NULL
	    COMMENT 'who asked for it: user',
	entity VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
	    COMMENT 'kind of record: contact',
	act VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
	    COMMENT 'set a field, tag, untag, delete',
	field VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NULL
	    COMMENT 'which field is set',
	value TEXT NULL
	    COMMENT 'to what, as programs write it; the name of the tag; NULL: it is emptied',
	query TEXT NULL
	    COMMENT 'all records of a list: its filters as in its address; NULL: chosen ones',
	upto BIGINT NOT NULL
	    COMMENT 'of a list: the last id it had; later ones are left alone',
	at_id BIGINT NOT NULL
	    COMMENT 'of a list: the last id looked at; 0 none yet',
	total BIGINT NOT NULL
	    COMMENT 'how many were asked for, as far as counted',
	state TINYINT NOT NULL
	    COMMENT '1 in work, 2 done, 3 stopped',
	changed BIGINT NOT NULL
	    COMMENT 'records changed',
	same BIGINT NOT NULL
	    COMMENT 'records that were so already',
	refused BIGINT NOT NULL
	    COMMENT 'records left as they were, for a reason',
	error VARCHAR(500) NULL
	    COMMENT 'why it stopped by itself, in the language of its user',
	set_id BIGINT NOT NULL
	    COMMENT 'its changes: change_set',
	at BIGINT NOT NULL
	    COMMENT 'when it was asked for, UTC seconds',
	PRIMARY KEY (id),
	KEY bulk_at (at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
    COMMENT='changes of many records at once';

CREATE TABLE bulk_bad (
	bulk_id BIGINT NOT NULL
	    COMMENT 'part of: bulk',
	record_id BIGINT NOT NULL
	    COMMENT 'the record that was refused',
	reason VARCHAR(500) NOT NULL
	    COMMENT 'why, in the language of the user',
	PRIMARY KEY (bulk_id, record_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
    COMMENT='records that a change of many left alone; at most 1,000 of each';
