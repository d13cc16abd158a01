-- What repeats, and who asked whom.
ALTER TABLE activity
	ADD repeat_by VARCHAR(9) CHARACTER SET ascii COLLATE ascii_bin NULL
	    COMMENT 'day week month month_end year; NULL: once',
	ADD repeat_every INT NULL
	    COMMENT 'each so many days, weeks ...; NULL: each',
	ADD repeat_days VARCHAR(13) CHARACTER SET ascii COLLATE ascii_bin NULL
	    COMMENT 'of weeks: 1 3 5, from 1 Monday; NULL: the day it is due',
	ADD repeat_day INT NULL
	    COMMENT 'of months and years: the day, also where a month is shorter',
	ADD repeat_until DATE NULL COMMENT 'not after; NULL: no end',
	ADD repeat_times INT NULL
	    COMMENT 'so many in all, this one included; NULL: no end',
	ADD repeat_of_id BIGINT NULL COMMENT 'the one before it: activity',
	ADD repeated TINYINT NOT NULL DEFAULT 0
	    COMMENT '1: the one after it was made',
	ADD asked_by_id BIGINT NULL
	    COMMENT 'who asked the owner for it, when it is another: user';

ALTER TABLE activity
	ADD KEY activity_asked (asked_by_id, state, due_at, id);
