-- The generation in which what a record is found by was computed anew, while what it says stayed.
ALTER TABLE record ADD COLUMN resolved INTEGER NOT NULL DEFAULT 0;

-- Why a reference file was put in force or removed.
ALTER TABLE reference_version ADD COLUMN reason TEXT NOT NULL DEFAULT '';

-- A reference file that waits for a decision, with what it would change, and after how many versions of files that was looked at.
CREATE TABLE reference_draft (
    id BLOB NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    part TEXT NOT NULL,
    source TEXT NOT NULL,
    licence TEXT NOT NULL,
    content BLOB NOT NULL,
    outcome BLOB NOT NULL,
    versions INTEGER NOT NULL,
    person TEXT NOT NULL,
    made_at INTEGER NOT NULL
) STRICT;

-- Needs that a finding is about, by their own identifiers.
CREATE TABLE finding_need (
    finding_id BLOB NOT NULL REFERENCES finding (id),
    n INTEGER NOT NULL,
    need TEXT NOT NULL,
    PRIMARY KEY (finding_id, n)
) STRICT;

-- How many wider values hold a route's value: of two routes that fit alike the narrower one counts.
ALTER TABLE desk_route ADD COLUMN narrow INTEGER NOT NULL DEFAULT 0;
