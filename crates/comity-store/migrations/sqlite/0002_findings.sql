CREATE TABLE finding (
    id BLOB NOT NULL PRIMARY KEY,
    key BLOB NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    status TEXT NOT NULL,
    weight INTEGER NOT NULL,
    urgency INTEGER NOT NULL,
    content BLOB NOT NULL,
    first_found INTEGER NOT NULL,
    last_found INTEGER NOT NULL
) STRICT;
CREATE INDEX finding_by_urgency ON finding (status, urgency, id);

-- The records that a finding is about, in its order, with the versions that it was made from.
CREATE TABLE finding_record (
    finding_id BLOB NOT NULL REFERENCES finding (id),
    n INTEGER NOT NULL,
    record_id BLOB NOT NULL REFERENCES record (id),
    version INTEGER NOT NULL,
    PRIMARY KEY (finding_id, n)
) STRICT;
CREATE INDEX finding_record_by_record ON finding_record (record_id);

CREATE TABLE finding_party (
    finding_id BLOB NOT NULL REFERENCES finding (id),
    n INTEGER NOT NULL,
    party TEXT NOT NULL,
    PRIMARY KEY (finding_id, n)
) STRICT;
CREATE INDEX finding_party_by_party ON finding_party (party);

-- A named person's answer. Only added to; the newest of a finding counts.
CREATE TABLE verdict (
    id BLOB NOT NULL PRIMARY KEY,
    finding_id BLOB NOT NULL REFERENCES finding (id),
    person TEXT NOT NULL,
    party TEXT NOT NULL,
    answer TEXT NOT NULL,
    reason TEXT NOT NULL,
    made_at INTEGER NOT NULL
) STRICT;
CREATE INDEX verdict_by_finding ON verdict (finding_id, made_at);

-- What a verdict's maker had before them.
CREATE TABLE verdict_record (
    verdict_id BLOB NOT NULL REFERENCES verdict (id),
    n INTEGER NOT NULL,
    record_id BLOB NOT NULL REFERENCES record (id),
    version INTEGER NOT NULL,
    PRIMARY KEY (verdict_id, n)
) STRICT;
CREATE INDEX verdict_record_by_record ON verdict_record (record_id);

-- A link that a person made between two records; ended, never deleted.
CREATE TABLE link (
    id BLOB NOT NULL PRIMARY KEY,
    from_record BLOB NOT NULL REFERENCES record (id),
    to_record BLOB NOT NULL REFERENCES record (id),
    kind TEXT NOT NULL,
    person TEXT NOT NULL,
    party TEXT NOT NULL,
    reason TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    ended_at INTEGER,
    ended_by TEXT
) STRICT;
CREATE INDEX link_by_from ON link (from_record);
CREATE INDEX link_by_to ON link (to_record);

-- What the parties do about a finding.
CREATE TABLE outcome (
    id BLOB NOT NULL PRIMARY KEY,
    finding_id BLOB NOT NULL REFERENCES finding (id),
    what TEXT NOT NULL,
    person TEXT NOT NULL,
    party TEXT NOT NULL,
    note TEXT NOT NULL,
    made_at INTEGER NOT NULL
) STRICT;
CREATE INDEX outcome_by_finding ON outcome (finding_id, made_at);
