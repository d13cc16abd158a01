-- Changes of many records are taken back in the background.
CREATE TABLE undo_run (
	set_id BIGINT NOT NULL COMMENT 'what is taken back: change_set',
	user_id BIGINT NOT NULL COMMENT 'by whom: user',
	made_id BIGINT NULL COMMENT 'what that made: change_set',
	total BIGINT NOT NULL COMMENT 'rows of the set',
	done BIGINT NOT NULL COMMENT 'of them, those kept included',
	kept BIGINT NOT NULL COMMENT 'of them, that stay as they are: undo_kept',
	before_id BIGINT NOT NULL COMMENT 'next are change_rows below; 0: all',
	state TINYINT NOT NULL COMMENT '1 in hand, 2 done, 3 ended by itself',
	error VARCHAR(500) NULL COMMENT 'why, in the language of its user',
	at BIGINT NOT NULL COMMENT 'when it was asked for, UTC seconds',
	PRIMARY KEY (set_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
    COMMENT='large changes being taken back, and what became of it';

CREATE TABLE undo_kept (
	set_id BIGINT NOT NULL COMMENT 'undo_run',
	entity VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
	    COMMENT 'kind of record',
	record_id BIGINT NOT NULL,
	reason VARCHAR(500) NOT NULL
	    COMMENT 'why it stays, in the language of who undid',
	PRIMARY KEY (set_id, entity, record_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
    COMMENT='records that an undoing left as they are';
