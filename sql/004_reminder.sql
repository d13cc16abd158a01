-- What somebody is to be told, when, and how.

CREATE TABLE reminder (
	id BIGINT NOT NULL AUTO_INCREMENT,
	user_id BIGINT NOT NULL COMMENT 'who is told: user',
	activity_id BIGINT NOT NULL COMMENT 'of what: activity',
	kind VARCHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
	    COMMENT 'due: it is due; asked: asked for it; back: given back',
	by_id BIGINT NULL COMMENT 'of asked and back: by whom: user',
	due_at BIGINT NOT NULL COMMENT 'told from then on, UTC seconds',
	state TINYINT NOT NULL COMMENT '0 to be told, 1 put away',
	letter TINYINT NOT NULL
	    COMMENT '1 a letter is to be written, 0 it was, or none is',
	made_at BIGINT NOT NULL COMMENT 'UTC seconds',
	PRIMARY KEY (id),
	UNIQUE KEY reminder_of (activity_id, user_id, kind),
	KEY reminder_user (user_id, state, due_at),
	KEY reminder_letter (letter, due_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
    COMMENT='what users are told of tasks; kept while it may be of use';

ALTER TABLE mail_out ADD user_id BIGINT NULL
    COMMENT 'to which of the users, held back while he is not active: user';
