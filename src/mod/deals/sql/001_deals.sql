-- Selling: pipelines and their stages, deals with lines, and what became of
-- them.

CREATE TABLE pipeline (
	id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
	rev INT NOT NULL DEFAULT 1,		-- raised by every change
	created_by BIGINT UNSIGNED NULL,	-- user; NULL: the system
	created_at BIGINT NOT NULL,		-- UTC seconds
	deleted_at BIGINT NULL,			-- UTC seconds; in the bin since
	ext_id VARCHAR(64) NULL,		-- id in the system it came from
	name VARCHAR(80) NOT NULL,
	position INT NOT NULL DEFAULT 0,	-- order of pipelines
	KEY by_position (position, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE stage (
	id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
	rev INT NOT NULL DEFAULT 1,		-- raised by every change
	created_by BIGINT UNSIGNED NULL,	-- user; NULL: the system
	created_at BIGINT NOT NULL,		-- UTC seconds
	deleted_at BIGINT NULL,			-- UTC seconds; in the bin since
	ext_id VARCHAR(64) NULL,		-- id in the system it came from
	pipeline_id BIGINT UNSIGNED NOT NULL,
	name VARCHAR(80) NOT NULL,
	position INT NOT NULL DEFAULT 0,	-- order in the pipeline
	kind VARCHAR(8) CHARACTER SET ascii NOT NULL DEFAULT 'open', -- open, won, lost
	chance INT NOT NULL DEFAULT 0,		-- percent a deal gets here
	limit_minutes INT NULL,			-- a deal is late after so many
	warn_minutes INT NULL,			-- and soon late so many before
	need_amount TINYINT NOT NULL DEFAULT 0,	-- 1: a deal here has an amount
	need_expected TINYINT NOT NULL DEFAULT 0, -- 1: and an expected date
	need_person TINYINT NOT NULL DEFAULT 0,	-- 1: and a contact person
	guide TEXT NULL,			-- what to do at this stage
	KEY by_pipeline (pipeline_id, position, id),
	KEY by_name (name, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE source (
	id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
	rev INT NOT NULL DEFAULT 1,		-- raised by every change
	created_by BIGINT UNSIGNED NULL,	-- user; NULL: the system
	created_at BIGINT NOT NULL,		-- UTC seconds
	deleted_at BIGINT NULL,			-- UTC seconds; in the bin since
	ext_id VARCHAR(64) NULL,		-- id in the system it came from
	name VARCHAR(80) NOT NULL,
	position INT NOT NULL DEFAULT 0,	-- order of sources
	KEY by_position (position, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE loss_reason (
	id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
	rev INT NOT NULL DEFAULT 1,		-- raised by every change
	created_by BIGINT UNSIGNED NULL,	-- user; NULL: the system
	created_at BIGINT NOT NULL,		-- UTC seconds
	deleted_at BIGINT NULL,			-- UTC seconds; in the bin since
	ext_id VARCHAR(64) NULL,		-- id in the system it came from
	name VARCHAR(120) NOT NULL,
	position INT NOT NULL DEFAULT 0,	-- order of reasons
	KEY by_position (position, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE deal (
	id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
	rev INT NOT NULL DEFAULT 1,		-- raised by every change
	owner_id BIGINT UNSIGNED NULL,		-- user who answers for it
	team_id BIGINT UNSIGNED NULL,		-- team it belongs to
	created_by BIGINT UNSIGNED NULL,	-- user; NULL: the system
	created_at BIGINT NOT NULL,		-- UTC seconds
	deleted_at BIGINT NULL,			-- UTC seconds; in the bin since
	ext_id VARCHAR(64) NULL,		-- id in the system it came from
	title VARCHAR(200) NOT NULL,
	title_made TINYINT NOT NULL DEFAULT 0,	-- 1: from goods and contact
	goods VARCHAR(200) NULL,		-- its lines in a few words
	contact_id BIGINT UNSIGNED NOT NULL,	-- who pays
	person_id BIGINT UNSIGNED NULL,		-- contact whom we talk to
	pipeline_id BIGINT UNSIGNED NOT NULL,	-- the stage's
	stage_id BIGINT UNSIGNED NOT NULL,
	state VARCHAR(8) CHARACTER SET ascii NOT NULL, -- the stage's: open, won, lost
	amount BIGINT NULL,			-- minor units, VAT included
	currency CHAR(3) CHARACTER SET ascii NOT NULL, -- ISO 4217
	chance INT NOT NULL DEFAULT 0,		-- percent
	expected_on DATE NULL,			-- when we hope to win it
	stage_since BIGINT NOT NULL,		-- UTC seconds
	stage_due BIGINT NULL,			-- UTC seconds; late after it
	paused_since BIGINT NULL,		-- UTC seconds; the clock stands
	paused_minutes INT NOT NULL DEFAULT 0,	-- earlier pauses at this stage
	pause_why VARCHAR(120) NULL,		-- what the pause waits for
	next_on DATE NULL,			-- next step: when
	next_step VARCHAR(120) NULL,		-- and what
	loss_reason_id BIGINT UNSIGNED NULL,
	lost_to VARCHAR(120) NULL,		-- who was chosen instead
	loss_note TEXT NULL,			-- what we would do otherwise
	closed_at BIGINT NULL,			-- UTC seconds; won or lost
	source_id BIGINT UNSIGNED NULL,
	note TEXT NULL,
	KEY by_stage (stage_id, deleted_at, stage_due, id),
	KEY by_stage_owner (owner_id, stage_id, deleted_at, stage_due, id),
	KEY by_stage_team (team_id, stage_id, deleted_at, stage_due, id),
	KEY by_created (created_at, id),
	KEY by_created_owner (owner_id, created_at, id),
	KEY by_created_team (team_id, created_at, id),
	KEY by_expected (expected_on, id),
	KEY by_expected_owner (owner_id, expected_on, id),
	KEY by_expected_team (team_id, expected_on, id),
	KEY by_amount (amount, id),
	KEY by_amount_owner (owner_id, amount, id),
	KEY by_amount_team (team_id, amount, id),
	KEY by_state_expected (state, expected_on, id),
	KEY by_state_expected_owner (owner_id, state, expected_on, id),
	KEY by_state_expected_team (team_id, state, expected_on, id),
	KEY by_title (title, id),
	KEY by_title_owner (owner_id, title, id),
	KEY by_title_team (team_id, title, id),
	KEY by_source (source_id, created_at, id),
	KEY by_closed (state, closed_at, id),
	KEY by_contact (contact_id, created_at, id),
	KEY by_person (person_id, created_at, id),
	KEY by_ext (ext_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE deal_line (
	id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
	rev INT NOT NULL DEFAULT 1,		-- raised by every change
	created_by BIGINT UNSIGNED NULL,	-- user; NULL: the system
	created_at BIGINT NOT NULL,		-- UTC seconds
	deleted_at BIGINT NULL,			-- UTC seconds; in the bin since
	ext_id VARCHAR(64) NULL,		-- id in the system it came from
	deal_id BIGINT UNSIGNED NOT NULL,
	position INT NOT NULL DEFAULT 0,	-- order in the deal, from 1
	product_id BIGINT UNSIGNED NULL,
	name VARCHAR(255) NOT NULL,
	quantity BIGINT NOT NULL,		-- millionths of the unit
	unit VARCHAR(3) CHARACTER SET ascii NOT NULL, -- UN/ECE Rec 20
	price BIGINT NOT NULL,			-- of a unit, millionths, VAT not in it
	discount_percent BIGINT NULL,		-- millionths of a percent, 0 to 100
	vat VARCHAR(10) CHARACTER SET ascii NOT NULL, -- S20, S7, Z, E, AE, G, O
	net BIGINT NOT NULL DEFAULT 0,		-- minor units, without VAT
	KEY by_deal (deal_id, position, id),
	KEY by_product (product_id, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- Every step of a deal from stage to stage, the first one included.
CREATE TABLE stage_log (
	id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
	deal_id BIGINT UNSIGNED NOT NULL,
	from_stage BIGINT UNSIGNED NULL,	-- NULL: the deal was made here
	to_stage BIGINT UNSIGNED NOT NULL,
	at BIGINT NOT NULL,			-- UTC seconds
	minutes BIGINT NULL,			-- spent in from_stage, pauses not counted
	user_id BIGINT UNSIGNED NULL,		-- who moved it; NULL: the system
	KEY by_deal (deal_id, id),
	KEY by_at (at, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- How many deals stand where and what they come to.  Changes are appended to
-- deal_count_delta, so that saves do not wait for each other, and added up
-- into deal_count now and then; the truth is the sum of both.
CREATE TABLE deal_count (
	pipeline_id BIGINT UNSIGNED NOT NULL,
	stage_id BIGINT UNSIGNED NOT NULL,
	owner_id BIGINT UNSIGNED NOT NULL,	-- 0: nobody
	team_id BIGINT UNSIGNED NOT NULL,	-- 0: none
	currency CHAR(3) CHARACTER SET ascii NOT NULL,
	deals BIGINT NOT NULL,			-- how many
	amount BIGINT NOT NULL,			-- their sum, minor units
	PRIMARY KEY (pipeline_id, stage_id, owner_id, team_id, currency)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE deal_count_delta (
	id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
	pipeline_id BIGINT UNSIGNED NOT NULL,
	stage_id BIGINT UNSIGNED NOT NULL,
	owner_id BIGINT UNSIGNED NOT NULL,	-- 0: nobody
	team_id BIGINT UNSIGNED NOT NULL,	-- 0: none
	currency CHAR(3) CHARACTER SET ascii NOT NULL,
	deals BIGINT NOT NULL,			-- more, or fewer when below 0
	amount BIGINT NOT NULL			-- the sum grows by, minor units
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
