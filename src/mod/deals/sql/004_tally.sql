-- The board's counts are a tally (sql/001_tally.sql).

DROP TABLE IF EXISTS deal_count;

DROP TABLE IF EXISTS deal_count_delta;
