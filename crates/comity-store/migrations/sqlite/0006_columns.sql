-- Counts the changes of what lists show; no row: none yet.
CREATE TABLE generation (
    id INTEGER NOT NULL PRIMARY KEY,
    n INTEGER NOT NULL
) STRICT;

-- The generation in which the record's version or class changed last.
ALTER TABLE record ADD COLUMN touched INTEGER NOT NULL DEFAULT 0;
CREATE INDEX record_by_touch ON record (touched);

-- What led through these is answered out of memory now.
DROP INDEX record_by_start;
DROP INDEX record_by_title;
DROP INDEX record_by_change;
DROP INDEX record_point_by_cell;
