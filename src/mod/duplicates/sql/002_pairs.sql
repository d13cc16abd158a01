-- Pairs of contacts that are likely one.  All but not_duplicate follows from
-- the contacts and is made anew by each scan.

CREATE TABLE dup_key (
	k BIGINT NOT NULL
	    COMMENT 'hash of a sign that two may share: phone, e-mail, code, name',
	id BIGINT NOT NULL COMMENT 'who has it, in contact',
	PRIMARY KEY (k, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
    COMMENT='signs of contacts during a scan for duplicates; else empty';

CREATE TABLE dup_pair (
	a_id BIGINT NOT NULL COMMENT 'the lower number, in contact',
	b_id BIGINT NOT NULL COMMENT 'the higher number, in contact',
	score SMALLINT NOT NULL COMMENT 'how likely, to 100',
	why INT NOT NULL COMMENT 'sum of what they share, as in pair.h',
	owner_id BIGINT NULL COMMENT 'who answers for the first: user',
	team_id BIGINT NULL COMMENT 'team of the first: team',
	scan INT NOT NULL COMMENT 'which scan found it last',
	PRIMARY KEY (a_id, b_id),
	KEY dup_pair_b (b_id),
	KEY dup_pair_score (score, a_id, b_id),
	KEY dup_pair_owner (owner_id, score, a_id, b_id),
	KEY dup_pair_team (team_id, score, a_id, b_id),
	KEY dup_pair_scan (scan)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
    COMMENT='contacts that are likely one, as the last scan found them';

CREATE TABLE dup_scan (
	id TINYINT NOT NULL COMMENT '1: there is one row',
	number INT NOT NULL COMMENT 'scans so far, this one included',
	stage TINYINT NOT NULL
	    COMMENT '0 over, 1 signs are read, 2 compared, 3 old pairs go',
	at BIGINT NOT NULL
	    COMMENT 'next: contacts above this number, or signs above it',
	last_id BIGINT NOT NULL COMMENT 'the last contact when it began',
	contacts BIGINT NOT NULL COMMENT 'read so far',
	pairs BIGINT NOT NULL COMMENT 'found so far, some twice',
	began_at BIGINT NULL COMMENT 'UTC seconds; NULL: never',
	ended_at BIGINT NULL COMMENT 'the last that ended, UTC seconds',
	PRIMARY KEY (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
    COMMENT='how far the scan for duplicates is';

INSERT INTO dup_scan VALUES (1, 0, 0, 0, 0, 0, 0, NULL, NULL);

CREATE TABLE not_duplicate (
	id BIGINT NOT NULL AUTO_INCREMENT,
	left_id BIGINT NOT NULL COMMENT 'contact',
	right_id BIGINT NOT NULL COMMENT 'is somebody else: contact',
	rev INT NOT NULL COMMENT 'revision, from 1',
	created_by BIGINT NULL COMMENT 'user',
	created_at BIGINT NOT NULL COMMENT 'UTC seconds',
	deleted_at BIGINT NULL COMMENT 'UTC seconds; in the bin since',
	ext_id VARCHAR(64) NULL COMMENT 'id in the system it came from',
	PRIMARY KEY (id),
	KEY not_duplicate_left (left_id, right_id),
	KEY not_duplicate_right (right_id, left_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
    COMMENT='contacts of which somebody said that they are two';
