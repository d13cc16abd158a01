-- Mappings saved by name, and which of them a file is read by.
CREATE TABLE mapping (
	id BIGINT NOT NULL AUTO_INCREMENT,
	name VARCHAR(60) NOT NULL DEFAULT '' COMMENT 'as it is offered',
	entity VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
	    DEFAULT '' COMMENT 'kind of record that is imported: contact',
	share VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
	    DEFAULT 'own' COMMENT 'who may use it: own its owner, all',
	columns TEXT NULL
	    COMMENT 'lines "field=Header of a column" and "field:value"',
	match_by VARCHAR(80) NULL
	    COMMENT 'field that says which record a row is; NULL: none',
	mode VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NULL
	    COMMENT 'create update both',
	missing VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NULL
	    COMMENT 'refuse create empty: a record named that is not there',
	owner_id BIGINT NULL COMMENT 'whose: user',
	team_id BIGINT NULL COMMENT 'of the owner when it was made: team',
	rev INT NOT NULL DEFAULT 1 COMMENT 'counts its changes',
	created_by BIGINT NULL COMMENT 'who made it: user',
	created_at BIGINT NOT NULL DEFAULT 0 COMMENT 'when, UTC seconds',
	deleted_at BIGINT NULL COMMENT 'in the bin since, UTC seconds',
	ext_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL
	    COMMENT 'its id in the system it came from',
	PRIMARY KEY (id),
	KEY mapping_owner (owner_id, entity),
	KEY mapping_share (share, entity),
	KEY mapping_ext (ext_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
    COMMENT='what goes where in files of one kind, saved by name';

ALTER TABLE import_run
	ADD COLUMN mapping_id BIGINT NULL
	    COMMENT 'it is read by: mapping; NULL: none';
