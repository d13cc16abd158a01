-- Who uses the program, in which team, with which rights.
CREATE TABLE role (
	id BIGINT NOT NULL AUTO_INCREMENT,
	code VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
	    COMMENT 'as files and the tool name it: seller',
	name VARCHAR(80) NOT NULL
	    COMMENT 'as people read it',
	rev INT NOT NULL COMMENT 'revision, from 1',
	created_by BIGINT NULL COMMENT 'user',
	created_at BIGINT NOT NULL COMMENT 'UTC seconds',
	deleted_at BIGINT NULL COMMENT 'UTC seconds; in the bin since',
	ext_id VARCHAR(64) NULL COMMENT 'id in the system it came from',
	PRIMARY KEY (id),
	UNIQUE KEY role_code (code)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
    COMMENT='what somebody may see and do; verbs are in permission';

CREATE TABLE team (
	id BIGINT NOT NULL AUTO_INCREMENT,
	name VARCHAR(80) NOT NULL COMMENT 'as people read it',
	parent_id BIGINT NULL COMMENT 'the team it is part of: team',
	rev INT NOT NULL COMMENT 'revision, from 1',
	created_by BIGINT NULL COMMENT 'user',
	created_at BIGINT NOT NULL COMMENT 'UTC seconds',
	deleted_at BIGINT NULL COMMENT 'UTC seconds; in the bin since',
	ext_id VARCHAR(64) NULL COMMENT 'id in the system it came from',
	PRIMARY KEY (id),
	KEY team_name (name, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
    COMMENT='teams; a member sees what his team and those below it have';

CREATE TABLE user (
	id BIGINT NOT NULL AUTO_INCREMENT,
	login VARCHAR(120) NOT NULL COMMENT 'typed at sign-in',
	name VARCHAR(120) NOT NULL COMMENT 'as people read it',
	email VARCHAR(254) NULL COMMENT 'for letters of the program',
	phone VARCHAR(40) NULL COMMENT 'as typed',
	role_id BIGINT NOT NULL COMMENT 'what he may do: role',
	team_id BIGINT NULL COMMENT 'team',
	active TINYINT NOT NULL DEFAULT 1 COMMENT '1 may sign in',
	lang VARCHAR(2) CHARACTER SET ascii COLLATE ascii_bin NULL
	    COMMENT 'uk ru en; NULL: the firm''s',
	theme VARCHAR(5) CHARACTER SET ascii COLLATE ascii_bin NULL
	    COMMENT 'light dark; NULL: as the system',
	density VARCHAR(7) CHARACTER SET ascii COLLATE ascii_bin NULL
	    COMMENT 'compact; NULL: normal',
	password_hash VARCHAR(120) CHARACTER SET ascii COLLATE ascii_bin NULL
	    COMMENT 'scrypt; NULL: cannot sign in yet',
	rev INT NOT NULL COMMENT 'revision, from 1',
	created_by BIGINT NULL COMMENT 'user',
	created_at BIGINT NOT NULL COMMENT 'UTC seconds',
	deleted_at BIGINT NULL COMMENT 'UTC seconds; in the bin since',
	ext_id VARCHAR(64) NULL COMMENT 'id in the system it came from',
	PRIMARY KEY (id),
	UNIQUE KEY user_login (login),
	KEY user_name (name, id),
	KEY user_ext (ext_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
    COMMENT='who can sign in';
