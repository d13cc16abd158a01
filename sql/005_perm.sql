-- The right that a change asked for: its undo asks for the same.

ALTER TABLE change_set
	ADD COLUMN perm VARCHAR(200) CHARACTER SET ascii COLLATE ascii_bin NULL
	    COMMENT 'rights by a blank: contact.delete; NULL: its records say';
