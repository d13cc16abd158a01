-- Counts and sums of records by day, owner and whatever they are asked by.
-- Changes are appended to tally_delta, so that saves do not wait for each
-- other, and added up into tally now and then; the truth is the sum of both.

DROP TABLE IF EXISTS counter;

DROP TABLE IF EXISTS counter_delta;

CREATE TABLE tally (
	kind VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
	    COMMENT 'what is counted: board, funnel, sales',
	span TINYINT NOT NULL
	    COMMENT '0 no time, 1 a day, 2 a month, 3 a year: each is kept',
	day INT NOT NULL
	    COMMENT 'first day of it, days since 1970-01-01; 0 no time',
	a BIGINT NOT NULL
	    COMMENT 'first key of the kind: pipeline of a board; 0 none',
	b BIGINT NOT NULL
	    COMMENT 'second key of the kind: stage of a board; 0 none',
	owner_id BIGINT NOT NULL
	    COMMENT 'owner of the records: user; 0 nobody',
	team_id BIGINT NOT NULL
	    COMMENT 'their team; 0 none',
	currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
	    COMMENT 'ISO 4217 of amount; empty when nothing is summed',
	code VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
	    COMMENT 'third key of the kind: country of sales; empty none',
	n BIGINT NOT NULL
	    COMMENT 'how many',
	amount BIGINT NOT NULL
	    COMMENT 'their sum, minor units',
	PRIMARY KEY (kind, span, day, a, b, owner_id, team_id, currency, code)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
    COMMENT='counts and sums, without the deltas not folded yet';

CREATE TABLE tally_delta (
	id BIGINT NOT NULL AUTO_INCREMENT,
	kind VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
	    COMMENT 'as in tally',
	day INT NOT NULL
	    COMMENT 'days since 1970-01-01; 0 no time',
	a BIGINT NOT NULL
	    COMMENT 'as in tally',
	b BIGINT NOT NULL
	    COMMENT 'as in tally',
	owner_id BIGINT NOT NULL
	    COMMENT 'as in tally',
	team_id BIGINT NOT NULL
	    COMMENT 'as in tally',
	currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
	    COMMENT 'as in tally',
	code VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
	    COMMENT 'as in tally',
	n BIGINT NOT NULL
	    COMMENT 'more, or below 0 less',
	amount BIGINT NOT NULL
	    COMMENT 'more, or below 0 less, minor units',
	PRIMARY KEY (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
    COMMENT='changes of tallies, appended so that no save waits for another';

CREATE TABLE tally_kind (
	kind VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
	    COMMENT 'as in tally',
	upto BIGINT NOT NULL
	    COMMENT 'records up to this id were counted when it was new',
	done TINYINT NOT NULL
	    COMMENT '1: all of them; since then deltas follow',
	PRIMARY KEY (kind)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
    COMMENT='which tallies are filled';
