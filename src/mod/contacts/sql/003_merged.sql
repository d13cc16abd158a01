-- A record that was merged into another lies in the bin and leads there.

ALTER TABLE contact
	ADD COLUMN merged_id BIGINT NULL
	    COMMENT 'in the bin because it became one with this: contact',
	ADD KEY contact_merged (merged_id);
