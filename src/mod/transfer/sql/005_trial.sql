-- A trial goes on in the background, as the writing does.
ALTER TABLE import_run
	MODIFY state TINYINT NOT NULL
	    COMMENT '1 read, 2 tried, 3 being written, 4 written, 5 stopped, 6 being tried',
	ADD COLUMN begun INT NOT NULL DEFAULT 0
	    COMMENT 'how often it was begun to be tried or written',
	ADD COLUMN mark_bytes BIGINT NOT NULL DEFAULT 0
	    COMMENT 'of the file of what the trial has made that count',
	ADD COLUMN alone TINYINT NOT NULL DEFAULT 0
	    COMMENT '1: the trial took rows without the many they lean on',
	ADD COLUMN active_at BIGINT NOT NULL DEFAULT 0
	    COMMENT 'when anything was last done with it, UTC seconds',
	DROP KEY import_run_at,
	ADD KEY import_run_active (active_at);

-- What was tried before was the first rows alone: it is tried again.
UPDATE import_run SET active_at = at, state = IF(state = 2, 1, state);
