-- What postings say of the other words of their record.

ALTER TABLE posting ADD sign BIGINT NOT NULL DEFAULT 9223372036854775807
    COMMENT 'two bits for how each word of the record begins; all: unknown';
