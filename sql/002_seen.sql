-- What each user has looked at and what he has starred; search shows both
-- first.

CREATE TABLE seen (
	user_id BIGINT NOT NULL
	    COMMENT 'who looked: user',
	entity VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
	    COMMENT 'kind of record: deal',
	record_id BIGINT NOT NULL
	    COMMENT 'the record',
	seen_at BIGINT NOT NULL
	    COMMENT 'the last time, UTC seconds',
	PRIMARY KEY (user_id, entity, record_id),
	KEY seen_latest (user_id, seen_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
    COMMENT='the records that a user has opened last, some fifty';

CREATE TABLE star (
	user_id BIGINT NOT NULL
	    COMMENT 'who starred it: user',
	entity VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
	    COMMENT 'kind of record: deal',
	record_id BIGINT NOT NULL
	    COMMENT 'the record',
	starred_at BIGINT NOT NULL
	    COMMENT 'when, UTC seconds',
	PRIMARY KEY (user_id, entity, record_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
    COMMENT='records that a user keeps at hand';
