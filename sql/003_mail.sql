-- Letters that the program sends.

CREATE TABLE mail_out (
	id BIGINT NOT NULL AUTO_INCREMENT,
	name VARCHAR(80) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
	    COMMENT 'what it is about, one letter for each: remind-17-3',
	message_id VARCHAR(254) CHARACTER SET ascii COLLATE ascii_bin NULL
	    COMMENT 'the same at each attempt; NULL: not tried yet',
	to_addr VARCHAR(254) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
	    COMMENT 'address',
	to_name VARCHAR(250) NOT NULL COMMENT 'whose; empty: not known',
	subject VARCHAR(250) NOT NULL COMMENT 'one line',
	body MEDIUMTEXT NOT NULL COMMENT 'plain text; empty when sent',
	state TINYINT NOT NULL
	    COMMENT '0 to be sent, 1 taken by the server, 2 given up',
	due_at BIGINT NOT NULL COMMENT 'not before, UTC seconds',
	until_at BIGINT NOT NULL
	    COMMENT 'of no use after, UTC seconds: then given up',
	attempts INT NOT NULL COMMENT 'begun so often',
	lease_until BIGINT NOT NULL
	    COMMENT 'in hand until then, UTC seconds of the database; 0 not',
	error VARCHAR(400) NULL
	    COMMENT 'the server''s words at the last attempt; NULL: none',
	made_at BIGINT NOT NULL COMMENT 'written, UTC seconds',
	sent_at BIGINT NULL COMMENT 'taken by the server, UTC seconds',
	PRIMARY KEY (id),
	UNIQUE KEY mail_name (name),
	KEY mail_due (state, due_at),
	KEY mail_sent (state, sent_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
    COMMENT='letters to be sent, and for a month what became of them';
