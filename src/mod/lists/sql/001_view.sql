-- Views become records: with an owner, a revision and a place in the change
-- log, private or shared.

ALTER TABLE view
	ADD COLUMN share VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'own'
	    COMMENT 'who sees it: own its owner, role, all' AFTER owner_id,
	ADD COLUMN team_id BIGINT NULL
	    COMMENT 'of the owner when it was made: team',
	ADD COLUMN rev INT NOT NULL DEFAULT 1
	    COMMENT 'counts its changes',
	ADD COLUMN created_by BIGINT NULL
	    COMMENT 'who made it: user; NULL: the system',
	ADD COLUMN created_at BIGINT NOT NULL DEFAULT 0
	    COMMENT 'when, UTC seconds',
	ADD COLUMN deleted_at BIGINT NULL
	    COMMENT 'when it went to the bin, UTC seconds; NULL: it is there',
	ADD COLUMN ext_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL
	    COMMENT 'its id in the system it came from',
	ALTER COLUMN position SET DEFAULT 0,
	ALTER COLUMN name SET DEFAULT '',
	ALTER COLUMN entity SET DEFAULT '',
	MODIFY COLUMN query TEXT NULL
	    COMMENT 'filter, columns, sort and groups as in the address of a list; NULL: none',
	ADD KEY view_share (share, role_id);

UPDATE view SET share = CASE WHEN owner_id IS NOT NULL THEN 'own'
    WHEN role_id IS NOT NULL THEN 'role' ELSE 'all' END, created_by = owner_id;
