-- Tables that belong to no module.  Moments are UTC seconds since 1970-01-01;
-- ids are those of the tables named in the comments; money is minor units.

CREATE TABLE setting (
	name VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
	    COMMENT 'which setting; "rev" counts changes of all of them',
	value TEXT NOT NULL
	    COMMENT 'its value as text',
	PRIMARY KEY (name)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
    COMMENT='settings of the firm';

CREATE TABLE session (
	token_hash BINARY(32) NOT NULL
	    COMMENT 'SHA-256 of the cookie',
	user_id BIGINT NOT NULL
	    COMMENT 'who signed in: user',
	created_at BIGINT NOT NULL
	    COMMENT 'sign-in, UTC seconds',
	seen_at BIGINT NOT NULL
	    COMMENT 'last request, UTC seconds, written once a minute',
	addr VARCHAR(45) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
	    COMMENT 'IP address at sign-in',
	agent VARCHAR(200) NOT NULL
	    COMMENT 'browser at sign-in, shortened',
	PRIMARY KEY (token_hash),
	KEY session_user (user_id),
	KEY session_seen (seen_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
    COMMENT='who is signed in';

CREATE TABLE throttle (
	kind VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
	    COMMENT 'what is slowed: login, addr, site',
	key_hash BINARY(32) NOT NULL
	    COMMENT 'SHA-256 of the account or address',
	n INT NOT NULL
	    COMMENT 'failures in a row',
	at BIGINT NOT NULL
	    COMMENT 'last failure, UTC seconds',
	until_at BIGINT NOT NULL
	    COMMENT 'refused before this moment, UTC seconds',
	PRIMARY KEY (kind, key_hash),
	KEY throttle_at (at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
    COMMENT='failed attempts to sign in';

CREATE TABLE permission (
	role_id BIGINT NOT NULL
	    COMMENT 'whose: role',
	entity VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
	    COMMENT 'kind of record: deal',
	verb VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
	    COMMENT 'see create edit delete export import bulk assign',
	scope TINYINT NOT NULL
	    COMMENT '0 none, 1 own, 2 team, 3 all',
	PRIMARY KEY (role_id, entity, verb)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
    COMMENT='what a role may do';

CREATE TABLE observer (
	entity VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
	    COMMENT 'kind of record: deal',
	record_id BIGINT NOT NULL
	    COMMENT 'the record observed',
	user_id BIGINT NOT NULL
	    COMMENT 'who sees it as an owner does: user',
	PRIMARY KEY (entity, record_id, user_id),
	KEY observer_user (user_id, entity)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
    COMMENT='who sees a record besides its owner and team';

CREATE TABLE change_set (
	id BIGINT NOT NULL AUTO_INCREMENT,
	user_id BIGINT NOT NULL
	    COMMENT 'who: user; 0 is the system',
	channel TINYINT NOT NULL
	    COMMENT '1 form, 2 board, 3 import, 4 rule, 5 tool, 6 undo',
	at BIGINT NOT NULL
	    COMMENT 'when, UTC seconds',
	request_key VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL
	    COMMENT 'of the form, so that it is taken once; NULL: no form',
	what VARCHAR(200) NULL
	    COMMENT 'of a batch: import of x.csv',
	answer VARCHAR(255) NULL
	    COMMENT 'address the form was answered with',
	undoes BIGINT NULL
	    COMMENT 'the set this one takes back: change_set',
	undone_by BIGINT NULL
	    COMMENT 'the set that took this one back: change_set',
	PRIMARY KEY (id),
	UNIQUE KEY change_set_request (request_key),
	KEY change_set_at (at),
	KEY change_set_user (user_id, at),
	KEY change_set_by (user_id, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
    COMMENT='one act of somebody: what is undone as a whole';

CREATE TABLE change_row (
	id BIGINT NOT NULL AUTO_INCREMENT,
	set_id BIGINT NOT NULL
	    COMMENT 'part of: change_set',
	entity VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
	    COMMENT 'kind of record: deal',
	record_id BIGINT NOT NULL
	    COMMENT 'the record changed',
	action TINYINT NOT NULL
	    COMMENT '1 create, 2 edit, 3 delete, 4 restore',
	rev INT NOT NULL
	    COMMENT 'revision of the record after it',
	data MEDIUMTEXT NOT NULL
	    COMMENT 'JSON: field: [old, new]; of a creation and deletion the row',
	PRIMARY KEY (id),
	KEY change_row_record (entity, record_id, id),
	KEY change_row_set (set_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
    COMMENT='what became of one record';

CREATE TABLE counter (
	kind VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
	    COMMENT 'what is counted: board',
	day INT NOT NULL
	    COMMENT 'days since 1970-01-01 of a daily figure, else 0',
	a BIGINT NOT NULL
	    COMMENT 'first key of the kind: stage of a board',
	b BIGINT NOT NULL
	    COMMENT 'second key of the kind: owner of a board; 0 none',
	currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
	    COMMENT 'ISO 4217 of amount; empty when nothing is summed',
	n BIGINT NOT NULL
	    COMMENT 'how many',
	amount BIGINT NOT NULL
	    COMMENT 'their sum, minor units',
	PRIMARY KEY (kind, day, a, b, currency)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
    COMMENT='counts and sums, without the deltas not folded yet';

CREATE TABLE counter_delta (
	id BIGINT NOT NULL AUTO_INCREMENT,
	kind VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
	    COMMENT 'as in counter',
	day INT NOT NULL
	    COMMENT 'as in counter',
	a BIGINT NOT NULL
	    COMMENT 'as in counter',
	b BIGINT NOT NULL
	    COMMENT 'as in counter',
	currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
	    COMMENT 'as in counter',
	n BIGINT NOT NULL
	    COMMENT 'more, or below 0 less',
	amount BIGINT NOT NULL
	    COMMENT 'more, or below 0 less, minor units',
	PRIMARY KEY (id),
	KEY counter_delta_kind (kind, day, a, b)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
    COMMENT='changes of counters, appended so that no save waits for another';

CREATE TABLE view (
	id BIGINT NOT NULL AUTO_INCREMENT,
	entity VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
	    COMMENT 'kind of record listed: deal',
	name VARCHAR(80) NOT NULL
	    COMMENT 'as it is offered above the list',
	owner_id BIGINT NULL
	    COMMENT 'whose own view: user; NULL: shared',
	role_id BIGINT NULL
	    COMMENT 'shared with: role; NULL: with all, or private',
	query TEXT NOT NULL
	    COMMENT 'filter, columns and sort as in the address of a list',
	position INT NOT NULL
	    COMMENT 'order among views, from 1',
	PRIMARY KEY (id),
	KEY view_entity (entity, owner_id, position)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
    COMMENT='saved lists';

CREATE TABLE file (
	id BIGINT NOT NULL AUTO_INCREMENT,
	entity VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
	    COMMENT 'kind of record it is attached to: deal',
	record_id BIGINT NOT NULL
	    COMMENT 'the record it is attached to, whose rights it has',
	sha256 BINARY(32) NOT NULL
	    COMMENT 'of its bytes; its name on the disk, in hex',
	size BIGINT NOT NULL
	    COMMENT 'bytes',
	name VARCHAR(200) NOT NULL
	    COMMENT 'as it was called when it came',
	type VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
	    COMMENT 'media type: application/pdf',
	created_by BIGINT NOT NULL
	    COMMENT 'who attached it: user',
	created_at BIGINT NOT NULL
	    COMMENT 'when, UTC seconds',
	deleted_at BIGINT NULL
	    COMMENT 'taken away, UTC seconds; NULL: there',
	PRIMARY KEY (id),
	KEY file_record (entity, record_id, id),
	KEY file_sha256 (sha256)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
    COMMENT='files kept outside the web root under their SHA-256';

CREATE TABLE exchange_id (
	system VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
	    COMMENT 'the other program: commerceml',
	entity VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
	    COMMENT 'kind of record: document',
	record_id BIGINT NOT NULL
	    COMMENT 'our record',
	guid VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
	    COMMENT 'what the other program calls it',
	rev_sent INT NULL
	    COMMENT 'revision last sent; NULL: never',
	acked_at BIGINT NULL
	    COMMENT 'when the other program said it took it, UTC seconds',
	PRIMARY KEY (system, entity, record_id),
	UNIQUE KEY exchange_id_guid (system, entity, guid)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
    COMMENT='our records as other programs know them';
