-- Two-step sign-in, and what happened at the door.
ALTER TABLE role ADD second TINYINT NOT NULL DEFAULT 0
    COMMENT '1: whoever has it must sign in by two steps' AFTER name;

ALTER TABLE user ADD second_key VARCHAR(200)
    CHARACTER SET ascii COLLATE ascii_bin NULL
    COMMENT 'secret of the second step, sealed; NULL: one step'
    AFTER password_hash;

CREATE TABLE second_step (
	user_id BIGINT NOT NULL COMMENT 'whose: user',
	last_step BIGINT NOT NULL
	    COMMENT 'step of the last code taken, UTC seconds / 30',
	codes_rev INT NOT NULL COMMENT 'set of recovery codes, from 1',
	codes_at BIGINT NOT NULL COMMENT 'made at, UTC seconds',
	codes_used INT NOT NULL COMMENT 'a bit for each that was used',
	PRIMARY KEY (user_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
    COMMENT='what of the second step was used up';

CREATE TABLE sign_in (
	id BIGINT NOT NULL AUTO_INCREMENT,
	user_id BIGINT NULL COMMENT 'user; NULL: a login that there is not',
	what TINYINT NOT NULL COMMENT 'enum door of mod/users/door.h',
	at BIGINT NOT NULL COMMENT 'UTC seconds',
	addr VARCHAR(45) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
	    COMMENT 'IP address',
	agent VARCHAR(200) NOT NULL COMMENT 'browser, shortened',
	by_id BIGINT NULL COMMENT 'who did it, when it was another: user',
	PRIMARY KEY (id),
	KEY sign_in_user (user_id, id),
	KEY sign_in_at (at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
    COMMENT='signing in and what touches it, half a year back';
