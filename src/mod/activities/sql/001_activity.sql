-- What is done with clients and what is to be done: calls, meetings, letters,
-- notes, tasks.
CREATE TABLE activity (
	id BIGINT NOT NULL AUTO_INCREMENT,
	kind VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
	    COMMENT 'call meeting letter fax greeting note task shipment order',
	state VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
	    COMMENT 'planned done dropped',
	title VARCHAR(200) NOT NULL COMMENT 'in one line',
	body TEXT NULL COMMENT 'what was said or is to be done, whole',
	outcome VARCHAR(500) NULL COMMENT 'what came of it',
	priority VARCHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
	    DEFAULT 'normal' COMMENT 'high normal low',
	contact_id BIGINT NULL COMMENT 'with whom: contact',
	deal_id BIGINT NULL COMMENT 'about which deal: deal',
	invoice_id BIGINT NULL COMMENT 'about which paper: document',
	due_at BIGINT NULL COMMENT 'to be done by, UTC seconds',
	done_at BIGINT NULL COMMENT 'done or dropped, UTC seconds',
	at BIGINT NOT NULL
	    COMMENT 'its place in the history: done_at, else due_at, else made',
	see_owner_id BIGINT NULL
	    COMMENT 'owner of the deal, else contact, else paper: user',
	see_team_id BIGINT NULL COMMENT 'team of the same: team',
	owner_id BIGINT NULL COMMENT 'who is to do it: user',
	team_id BIGINT NULL COMMENT 'team',
	rev INT NOT NULL COMMENT 'revision, from 1',
	created_by BIGINT NULL COMMENT 'user',
	created_at BIGINT NOT NULL COMMENT 'UTC seconds',
	deleted_at BIGINT NULL COMMENT 'UTC seconds; in the bin since',
	ext_id VARCHAR(64) NULL COMMENT 'id in the system it came from',
	PRIMARY KEY (id),
	KEY activity_contact (contact_id, at, id),
	KEY activity_deal (deal_id, at, id),
	KEY activity_invoice (invoice_id, at, id),
	KEY activity_todo (owner_id, state, due_at, id),
	KEY activity_due (state, due_at, id),
	KEY activity_due_any (due_at, id),
	KEY activity_kind (kind, at, id),
	KEY activity_at (at, id),
	KEY activity_owner (owner_id, at, id),
	KEY activity_owner_due (owner_id, due_at, id),
	KEY activity_see_owner (see_owner_id, at, id),
	KEY activity_see_owner_due (see_owner_id, due_at, id),
	KEY activity_see_owner_todo (see_owner_id, state, due_at, id),
	KEY activity_see_team (see_team_id, at, id),
	KEY activity_see_team_due (see_team_id, due_at, id),
	KEY activity_see_team_todo (see_team_id, state, due_at, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
    COMMENT='what is done and what is to be done';
