-- Papers with prices (invoices, credit notes), their lines, numbers, payments.

CREATE TABLE document (
	id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
	rev INT NOT NULL DEFAULT 1 COMMENT 'counts its changes',
	owner_id BIGINT UNSIGNED NULL COMMENT 'user who answers for it',
	team_id BIGINT UNSIGNED NULL COMMENT 'the owner''s team',
	created_by BIGINT UNSIGNED NULL COMMENT 'user; NULL is the system',
	created_at BIGINT NOT NULL COMMENT 'UTC seconds',
	deleted_at BIGINT NULL COMMENT 'UTC seconds; NULL while it lives',
	ext_id VARCHAR(64) NULL COMMENT 'its id in the system it came from',
	kind VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
	    COMMENT 'invoice, credit_note',
	status VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
	    COMMENT 'draft, issued',
	settled VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NULL
	    COMMENT 'no, part, full, credited; NULL of a draft and a credit note',
	complete TINYINT NULL
	    COMMENT '1: issued and frozen; 0: a draft, or imported as issued and still taking lines',
	series VARCHAR(20) NULL COMMENT 'code of the series; NULL of a draft',
	number VARCHAR(30) NULL COMMENT 'within the series; NULL of a draft',
	label VARCHAR(60) NULL
	    COMMENT 'series-number as on the paper; NULL of a draft and in the bin',
	date DATE NULL COMMENT 'of the paper; a draft''s may be empty',
	due_on DATE NULL COMMENT 'last day to pay',
	contact_id BIGINT UNSIGNED NULL COMMENT 'buyer',
	deal_id BIGINT UNSIGNED NULL COMMENT 'deal it came from',
	parent_id BIGINT UNSIGNED NULL COMMENT 'invoice that a credit note corrects',
	basis VARCHAR(200) NULL COMMENT 'contract or order it rests on',
	currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
	    COMMENT 'ISO 4217, of all its amounts',
	rate BIGINT NULL
	    COMMENT 'of the day: units of the firm''s currency for one, x 1e6; NULL unknown',
	prices_with_vat TINYINT NULL COMMENT '1: line prices include VAT',
	discount_percent BIGINT NULL COMMENT 'on the whole, percent x 1e6',
	prepaid BIGINT NULL COMMENT 'BT-113, minor units, with VAT',
	net BIGINT NULL COMMENT 'BT-109, minor units',
	vat BIGINT NULL COMMENT 'BT-110, minor units',
	gross BIGINT NULL COMMENT 'BT-112, minor units',
	rounding BIGINT NULL COMMENT 'BT-114, minor units',
	payable BIGINT NULL COMMENT 'BT-115, minor units',
	paid BIGINT NULL COMMENT 'by payments, minor units',
	credited BIGINT NULL COMMENT 'by issued credit notes, minor units',
	debt BIGINT NULL
	    COMMENT 'payable less paid and credited, minor units; of a credit note without an invoice below 0; 0 of a draft',
	note VARCHAR(1000) NULL COMMENT 'for the buyer, printed',
	issued_at BIGINT NULL COMMENT 'UTC seconds; NULL of a draft',
	issuer VARCHAR(200) NULL COMMENT 'name of who issued it',
	seller_name VARCHAR(200) NULL COMMENT 'the firm as it was at issue; so all seller_',
	seller_reg_no VARCHAR(30) NULL COMMENT 'register number',
	seller_vat_no VARCHAR(30) NULL COMMENT 'VAT number; NULL: no payer',
	seller_street VARCHAR(200) NULL COMMENT 'with house',
	seller_city VARCHAR(100) NULL COMMENT 'town',
	seller_postcode VARCHAR(20) NULL COMMENT 'as written',
	seller_country CHAR(2) CHARACTER SET ascii COLLATE ascii_bin NULL
	    COMMENT 'ISO 3166-1 alpha-2',
	seller_iban VARCHAR(40) NULL COMMENT 'account, without blanks',
	seller_bank VARCHAR(120) NULL COMMENT 'name of the bank',
	seller_bic VARCHAR(20) NULL COMMENT 'BIC, or MFO',
	seller_phone VARCHAR(40) NULL COMMENT 'as typed',
	seller_email VARCHAR(254) NULL COMMENT 'as typed',
	buyer_name VARCHAR(200) NULL COMMENT 'the buyer as he was at issue; so all buyer_',
	buyer_reg_no VARCHAR(30) NULL COMMENT 'register number',
	buyer_vat_no VARCHAR(30) NULL COMMENT 'VAT or tax number',
	buyer_street VARCHAR(200) NULL COMMENT 'with house',
	buyer_city VARCHAR(100) NULL COMMENT 'town',
	buyer_region VARCHAR(100) NULL COMMENT 'state, oblast',
	buyer_postcode VARCHAR(20) NULL COMMENT 'as written',
	buyer_country CHAR(2) CHARACTER SET ascii COLLATE ascii_bin NULL
	    COMMENT 'ISO 3166-1 alpha-2',
	buyer_iban VARCHAR(40) NULL COMMENT 'account, without blanks',
	buyer_phone VARCHAR(40) NULL COMMENT 'as typed',
	buyer_email VARCHAR(254) NULL COMMENT 'as typed',
	UNIQUE KEY document_label (label),
	KEY document_owner (owner_id, date, id),
	KEY document_team (team_id, date, id),
	KEY document_date (date, id),
	KEY document_contact (contact_id, date),
	KEY document_deal (deal_id),
	KEY document_parent (parent_id),
	KEY document_kind (kind, date, id),
	KEY document_status (status, date, id),
	KEY document_settled (settled, date, id),
	KEY document_due (due_on, id),
	KEY document_owner_due (owner_id, due_on, id),
	KEY document_team_due (team_id, due_on, id),
	KEY document_unpaid (settled, due_on, id),
	KEY document_ext (ext_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE document_line (
	id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
	rev INT NOT NULL DEFAULT 1 COMMENT 'counts its changes',
	created_by BIGINT UNSIGNED NULL COMMENT 'user; NULL is the system',
	created_at BIGINT NOT NULL COMMENT 'UTC seconds',
	deleted_at BIGINT NULL COMMENT 'UTC seconds; NULL while it lives',
	ext_id VARCHAR(64) NULL COMMENT 'its id in the system it came from',
	document_id BIGINT UNSIGNED NOT NULL COMMENT 'document it is a line of',
	position INT NULL COMMENT 'place on the paper from 1; NULL: behind, by id',
	product_id BIGINT UNSIGNED NULL COMMENT 'product; NULL: words only',
	code VARCHAR(64) NULL COMMENT 'the product''s code as it was, BT-155',
	name VARCHAR(300) NULL COMMENT 'BT-153',
	unit VARCHAR(3) CHARACTER SET ascii COLLATE ascii_bin NULL
	    COMMENT 'UN/ECE Rec 20, BT-130',
	quantity BIGINT NULL COMMENT 'BT-129, x 1e6',
	price BIGINT NULL
	    COMMENT 'per unit x 1e6, with VAT if the document''s prices are',
	vat VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NULL
	    COMMENT 'category and rate, BT-151 and BT-152: S20, Z, O',
	discount_percent BIGINT NULL COMMENT 'percent x 1e6',
	net BIGINT NULL COMMENT 'BT-131, minor units',
	gross BIGINT NULL
	    COMMENT 'its part of the document''s BT-112, minor units',
	KEY document_line_document (document_id, position, id),
	KEY document_line_product (product_id),
	KEY document_line_ext (ext_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- The VAT breakdown of a frozen document, as issued; written once.
CREATE TABLE document_vat (
	document_id BIGINT UNSIGNED NOT NULL COMMENT 'frozen document',
	vat VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
	    COMMENT 'category and rate, BT-118 and BT-119: S20, Z, O',
	position INT NOT NULL COMMENT 'place on the paper from 1',
	line_sum BIGINT NOT NULL COMMENT 'sum of lines, minor units',
	discount BIGINT NOT NULL COMMENT 'BT-92, minor units',
	taxable BIGINT NOT NULL COMMENT 'BT-116, minor units',
	amount BIGINT NOT NULL COMMENT 'BT-117, minor units',
	PRIMARY KEY (document_id, vat)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- Series of numbers.  Its row is locked while a document takes a number.
CREATE TABLE series (
	id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
	kind VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
	    COMMENT 'of documents: invoice, credit_note',
	code VARCHAR(20) NOT NULL COMMENT 'before the number',
	digits INT NOT NULL DEFAULT 4 COMMENT 'a number has at least so many',
	UNIQUE KEY series_kind (kind, code)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE series_year (
	series_id BIGINT UNSIGNED NOT NULL COMMENT 'series',
	year INT NOT NULL COMMENT 'of the document''s date',
	last INT NOT NULL COMMENT 'the number given last',
	PRIMARY KEY (series_id, year)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE payment (
	id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
	rev INT NOT NULL DEFAULT 1 COMMENT 'counts its changes',
	owner_id BIGINT UNSIGNED NULL COMMENT 'user who answers for it',
	team_id BIGINT UNSIGNED NULL COMMENT 'the owner''s team',
	created_by BIGINT UNSIGNED NULL COMMENT 'user; NULL is the system',
	created_at BIGINT NOT NULL COMMENT 'UTC seconds',
	deleted_at BIGINT NULL COMMENT 'UTC seconds; NULL while it lives',
	ext_id VARCHAR(64) NULL COMMENT 'its id in the system it came from',
	contact_id BIGINT UNSIGNED NULL COMMENT 'who paid',
	document_id BIGINT UNSIGNED NULL
	    COMMENT 'invoice it pays alone; NULL: see payment_part',
	amount BIGINT NULL COMMENT 'minor units',
	currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NULL
	    COMMENT 'ISO 4217',
	date DATE NULL COMMENT 'day the money came',
	purpose VARCHAR(420) NULL COMMENT 'the payer''s words',
	KEY payment_owner (owner_id, date, id),
	KEY payment_team (team_id, date, id),
	KEY payment_date (date, id),
	KEY payment_contact (contact_id, date),
	KEY payment_document (document_id),
	KEY payment_ext (ext_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- Which invoices a payment pays, and how much of each.
CREATE TABLE payment_part (
	payment_id BIGINT UNSIGNED NOT NULL COMMENT 'payment',
	document_id BIGINT UNSIGNED NOT NULL COMMENT 'invoice',
	amount BIGINT NOT NULL COMMENT 'minor units of both',
	PRIMARY KEY (payment_id, document_id),
	KEY payment_part_document (document_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
