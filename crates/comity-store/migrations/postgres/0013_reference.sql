-- The generation in which what a record is found by was computed anew, while what it says stayed.
ALTER TABLE record ADD COLUMN resolved BIGINT NOT NULL DEFAULT 0;

-- Why a reference file was put in force or removed.
ALTER TABLE reference_version ADD COLUMN reason TEXT COLLATE "C" NOT NULL DEFAULT '';

-- A reference file that waits for a decision, with what it would change, and after how many versions of files that was looked at.
CREATE TABLE reference_draft (
    id UUID NOT NULL PRIMARY KEY,
    name TEXT COLLATE "C" NOT NULL,
    part TEXT COLLATE "C" NOT NULL,
    source TEXT COLLATE "C" NOT NULL,
    licence TEXT COLLATE "C" NOT NULL,
    content BYTEA NOT NULL,
    outcome BYTEA NOT NULL,
    versions BIGINT NOT NULL,
    person TEXT COLLATE "C" NOT NULL,
    made_at TIMESTAMPTZ NOT NULL
);

-- Needs that a finding is about, by their own identifiers.
CREATE TABLE finding_need (
    finding_id UUID NOT NULL REFERENCES finding (id),
    n BIGINT NOT NULL,
    need TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (finding_id, n)
);

-- How many wider values hold a route's value: of two routes that fit alike the narrower one counts.
ALTER TABLE desk_route ADD COLUMN narrow BIGINT NOT NULL DEFAULT 0;
