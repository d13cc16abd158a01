-- What followed from a change without anybody's right to it being asked is
-- taken back in the same way.

ALTER TABLE change_row
	ADD COLUMN followed TINYINT NOT NULL DEFAULT 0
	    COMMENT '1: it followed from what the actor did, whoever may see it';
