-- Work that is done without anybody waiting for it, and what brings it about.

CREATE TABLE job (
	id BIGINT NOT NULL AUTO_INCREMENT,
	kind VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
	    COMMENT 'what is done: sessions; kinds are in the program',
	name VARCHAR(80) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
	    COMMENT 'what it is about, one job for each; empty: of a regular kind',
	state TINYINT NOT NULL
	    COMMENT '0 to be done, 1 done, 2 given up after too many failures',
	due_at BIGINT NOT NULL
	    COMMENT 'not before, UTC seconds',
	lease_until BIGINT NOT NULL
	    COMMENT 'somebody is at it until then, UTC seconds of the database; 0 nobody',
	lease_by VARCHAR(120) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
	    COMMENT 'who: daemon HOST:PID TOKEN; empty nobody',
	attempts INT NOT NULL
	    COMMENT 'begun so often without success',
	asked INT NOT NULL
	    COMMENT 'how often it was asked for; one that grew meanwhile is done again',
	slices INT NOT NULL
	    COMMENT 'transactions so far',
	error VARCHAR(500) NULL
	    COMMENT 'why the last attempt failed; NULL: it did not',
	made_at BIGINT NOT NULL
	    COMMENT 'first asked for, UTC seconds',
	done_at BIGINT NULL
	    COMMENT 'last done, UTC seconds; NULL: never',
	PRIMARY KEY (id),
	UNIQUE KEY job_name (kind, name),
	KEY job_due (state, due_at),
	KEY job_done (state, done_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
    COMMENT='work to be done without anybody waiting, and what became of it';

CREATE TABLE tick (
	name VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
	    COMMENT 'daemon cron address page; quiet: see until_at',
	at BIGINT NOT NULL
	    COMMENT 'last looked for work, UTC seconds',
	until_at BIGINT NOT NULL
	    COMMENT 'of quiet: pages need not look before, UTC seconds; else 0',
	PRIMARY KEY (name)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
    COMMENT='who looked last for work to be done';
