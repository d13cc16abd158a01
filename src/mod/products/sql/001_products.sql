-- Goods and services, and the groups they are kept in.

CREATE TABLE category (
	id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
	rev INT NOT NULL DEFAULT 1,		-- raised by every change
	created_by BIGINT UNSIGNED NULL,	-- user; NULL: the system
	created_at BIGINT NOT NULL,		-- UTC seconds
	deleted_at BIGINT NULL,			-- UTC seconds; in the bin since
	ext_id VARCHAR(64) NULL,		-- id in the system it came from
	name VARCHAR(120) NOT NULL,
	parent_id BIGINT UNSIGNED NULL,		-- category it is a part of
	KEY by_name (name, id),
	KEY by_parent (parent_id, name, id),
	KEY by_ext (ext_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE product (
	id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
	rev INT NOT NULL DEFAULT 1,		-- raised by every change
	created_by BIGINT UNSIGNED NULL,	-- user; NULL: the system
	created_at BIGINT NOT NULL,		-- UTC seconds
	deleted_at BIGINT NULL,			-- UTC seconds; in the bin since
	ext_id VARCHAR(64) NULL,		-- id in the system it came from
	name VARCHAR(255) NOT NULL,
	code VARCHAR(64) NULL,			-- the firm's own (SKU); unique
	kind VARCHAR(8) CHARACTER SET ascii NOT NULL DEFAULT 'goods', -- goods, service
	unit VARCHAR(3) CHARACTER SET ascii NOT NULL DEFAULT 'H87', -- UN/ECE Rec 20
	price BIGINT NULL,			-- of one unit, millionths, VAT not in it
	currency CHAR(3) CHARACTER SET ascii NOT NULL, -- of the price, ISO 4217
	vat VARCHAR(10) CHARACTER SET ascii NOT NULL, -- S20, S7, Z, E, AE, G, O
	category_id BIGINT UNSIGNED NULL,
	description TEXT NULL,
	archived TINYINT NOT NULL DEFAULT 0,	-- 1: not offered any more
	UNIQUE KEY by_code (code),
	KEY by_code_id (code, id),		-- a unique one does not order by id
	KEY by_name (name, id),
	KEY by_category (category_id, name, id),
	KEY by_price (price, id),
	KEY by_created (created_at, id),
	KEY by_ext (ext_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
