-- People and organisations: one narrow row for lists and search; what there is
-- more of (second phones, other employers, tags) hangs on it.
CREATE TABLE contact (
	id BIGINT NOT NULL AUTO_INCREMENT,
	kind VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
	    COMMENT 'person or organisation',
	name VARCHAR(200) NOT NULL COMMENT 'as people write it',
	sort_name VARCHAR(200) NOT NULL
	    COMMENT 'name without quotes and legal form, for the order of lists',
	position VARCHAR(200) NULL COMMENT 'of a person: job title',
	organisation_id BIGINT NULL COMMENT 'of a person: works at: contact',
	phone VARCHAR(60) NULL COMMENT 'main phone as typed',
	phone_key VARCHAR(9) CHARACTER SET ascii COLLATE ascii_bin
	    AS (RIGHT(REGEXP_REPLACE(phone, '[^0-9]', ''), 9)) STORED
	    COMMENT 'last nine digits of phone, to match callers and rows',
	email VARCHAR(254) NULL COMMENT 'main e-mail address',
	website VARCHAR(250) NULL COMMENT 'web address',
	street VARCHAR(200) NULL COMMENT 'street and house',
	city VARCHAR(100) NULL,
	region VARCHAR(100) NULL,
	postcode VARCHAR(20) NULL,
	country VARCHAR(2) CHARACTER SET ascii COLLATE ascii_bin NULL
	    COMMENT 'ISO 3166-1 alpha-2',
	reg_no VARCHAR(20) NULL
	    COMMENT 'register number: EDRPOU of a firm',
	tax_no VARCHAR(20) NULL
	    COMMENT 'tax number: RNOKPP of a person',
	vat_no VARCHAR(20) NULL COMMENT 'VAT number',
	iban VARCHAR(42) NULL COMMENT 'main account as typed',
	bank VARCHAR(140) NULL COMMENT 'name of its bank',
	birthday DATE NULL,
	client TINYINT NOT NULL DEFAULT 0 COMMENT '1 buys from us',
	prospect TINYINT NOT NULL DEFAULT 0 COMMENT '1 may buy from us',
	supplier TINYINT NOT NULL DEFAULT 0 COMMENT '1 sells to us',
	partner TINYINT NOT NULL DEFAULT 0 COMMENT '1 works with us',
	note TEXT NULL COMMENT 'notes and wishes, free text',
	last_touch_at BIGINT NULL COMMENT 'last spoken to, UTC seconds',
	owner_id BIGINT NULL COMMENT 'who answers for it: user',
	team_id BIGINT NULL COMMENT 'team',
	rev INT NOT NULL COMMENT 'revision, from 1',
	created_by BIGINT NULL COMMENT 'user',
	created_at BIGINT NOT NULL COMMENT 'UTC seconds',
	deleted_at BIGINT NULL COMMENT 'UTC seconds; in the bin since',
	ext_id VARCHAR(64) NULL COMMENT 'id in the system it came from',
	PRIMARY KEY (id),
	KEY contact_sort (sort_name, id),
	KEY contact_owner (owner_id, sort_name, id),
	KEY contact_team (team_id, sort_name, id),
	KEY contact_kind (kind, sort_name, id),
	KEY contact_city (city, sort_name),
	KEY contact_country (country, sort_name),
	KEY contact_organisation (organisation_id, sort_name),
	KEY contact_name (name),
	KEY contact_phone (phone_key),
	KEY contact_email (email),
	KEY contact_reg (reg_no),
	KEY contact_tax (tax_no),
	KEY contact_created (created_at, id),
	KEY contact_touch (last_touch_at, id),
	KEY contact_touch_owner (owner_id, last_touch_at, id),
	KEY contact_touch_team (team_id, last_touch_at, id),
	KEY contact_ext (ext_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
    COMMENT='people and organisations';

CREATE TABLE contact_point (
	id BIGINT NOT NULL AUTO_INCREMENT,
	contact_id BIGINT NOT NULL COMMENT 'whose: contact',
	kind VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
	    COMMENT 'phone email telegram viber whatsapp facebook url',
	value VARCHAR(254) NOT NULL COMMENT 'as typed',
	label VARCHAR(60) NULL COMMENT 'what it is for: reception, home',
	rev INT NOT NULL COMMENT 'revision, from 1',
	created_by BIGINT NULL COMMENT 'user',
	created_at BIGINT NOT NULL COMMENT 'UTC seconds',
	deleted_at BIGINT NULL COMMENT 'UTC seconds; in the bin since',
	ext_id VARCHAR(64) NULL COMMENT 'id in the system it came from',
	PRIMARY KEY (id),
	KEY contact_point_contact (contact_id, id),
	KEY contact_point_value (kind, value)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
    COMMENT='further phones, addresses and messengers of a contact';

CREATE TABLE contact_link (
	id BIGINT NOT NULL AUTO_INCREMENT,
	organisation_id BIGINT NOT NULL COMMENT 'contact',
	person_id BIGINT NOT NULL COMMENT 'contact',
	role VARCHAR(120) NULL COMMENT 'what the person is there: accountant',
	since DATE NULL,
	until DATE NULL COMMENT 'NULL: still is',
	rev INT NOT NULL COMMENT 'revision, from 1',
	created_by BIGINT NULL COMMENT 'user',
	created_at BIGINT NOT NULL COMMENT 'UTC seconds',
	deleted_at BIGINT NULL COMMENT 'UTC seconds; in the bin since',
	ext_id VARCHAR(64) NULL COMMENT 'id in the system it came from',
	PRIMARY KEY (id),
	KEY contact_link_organisation (organisation_id, id),
	KEY contact_link_person (person_id, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
    COMMENT='what people are to organisations besides where they work';

CREATE TABLE tag (
	id BIGINT NOT NULL AUTO_INCREMENT,
	name VARCHAR(60) NOT NULL COMMENT 'VIP, new',
	rev INT NOT NULL COMMENT 'revision, from 1',
	created_by BIGINT NULL COMMENT 'user',
	created_at BIGINT NOT NULL COMMENT 'UTC seconds',
	deleted_at BIGINT NULL COMMENT 'UTC seconds; in the bin since',
	ext_id VARCHAR(64) NULL COMMENT 'id in the system it came from',
	PRIMARY KEY (id),
	UNIQUE KEY tag_name (name)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
    COMMENT='words that contacts are marked with';

CREATE TABLE contact_tag (
	id BIGINT NOT NULL AUTO_INCREMENT,
	contact_id BIGINT NOT NULL COMMENT 'contact',
	tag_id BIGINT NOT NULL COMMENT 'tag',
	rev INT NOT NULL COMMENT 'revision, from 1',
	created_by BIGINT NULL COMMENT 'user',
	created_at BIGINT NOT NULL COMMENT 'UTC seconds',
	deleted_at BIGINT NULL COMMENT 'UTC seconds; in the bin since',
	ext_id VARCHAR(64) NULL COMMENT 'id in the system it came from',
	PRIMARY KEY (id),
	KEY contact_tag_contact (contact_id, tag_id),
	KEY contact_tag_tag (tag_id, contact_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
    COMMENT='which contact bears which tag';
