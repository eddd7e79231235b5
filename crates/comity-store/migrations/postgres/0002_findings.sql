CREATE TABLE finding (
    id UUID NOT NULL PRIMARY KEY,
    key BYTEA NOT NULL UNIQUE,
    kind TEXT COLLATE "C" NOT NULL,
    status TEXT COLLATE "C" NOT NULL,
    weight BIGINT NOT NULL,
    urgency BIGINT NOT NULL,
    content BYTEA NOT NULL,
    first_found TIMESTAMPTZ NOT NULL,
    last_found TIMESTAMPTZ NOT NULL
);
CREATE INDEX finding_by_urgency ON finding (status, urgency, id);

-- The records that a finding is about, in its order, with the versions that it was made from.
CREATE TABLE finding_record (
    finding_id UUID NOT NULL REFERENCES finding (id),
    n BIGINT NOT NULL,
    record_id UUID NOT NULL REFERENCES record (id),
    version BIGINT NOT NULL,
    PRIMARY KEY (finding_id, n)
);
CREATE INDEX finding_record_by_record ON finding_record (record_id);

CREATE TABLE finding_party (
    finding_id UUID NOT NULL REFERENCES finding (id),
    n BIGINT NOT NULL,
    party TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (finding_id, n)
);
CREATE INDEX finding_party_by_party ON finding_party (party);

-- A named person's answer. Only added to; the newest of a finding counts.
CREATE TABLE verdict (
    id UUID NOT NULL PRIMARY KEY,
    finding_id UUID NOT NULL REFERENCES finding (id),
    person TEXT COLLATE "C" NOT NULL,
    party TEXT COLLATE "C" NOT NULL,
    answer TEXT COLLATE "C" NOT NULL,
    reason TEXT COLLATE "C" NOT NULL,
    made_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX verdict_by_finding ON verdict (finding_id, made_at);

-- What a verdict's maker had before them.
CREATE TABLE verdict_record (
    verdict_id UUID NOT NULL REFERENCES verdict (id),
    n BIGINT NOT NULL,
    record_id UUID NOT NULL REFERENCES record (id),
    version BIGINT NOT NULL,
    PRIMARY KEY (verdict_id, n)
);
CREATE INDEX verdict_record_by_record ON verdict_record (record_id);

-- A link that a person made between two records; ended, never deleted.
CREATE TABLE link (
    id UUID NOT NULL PRIMARY KEY,
    from_record UUID NOT NULL REFERENCES record (id),
    to_record UUID NOT NULL REFERENCES record (id),
    kind TEXT COLLATE "C" NOT NULL,
    person TEXT COLLATE "C" NOT NULL,
    party TEXT COLLATE "C" NOT NULL,
    reason TEXT COLLATE "C" NOT NULL,
    made_at TIMESTAMPTZ NOT NULL,
    ended_at TIMESTAMPTZ,
    ended_by TEXT COLLATE "C"
);
CREATE INDEX link_by_from ON link (from_record);
CREATE INDEX link_by_to ON link (to_record);

-- What the parties do about a finding.
CREATE TABLE outcome (
    id UUID NOT NULL PRIMARY KEY,
    finding_id UUID NOT NULL REFERENCES finding (id),
    what TEXT COLLATE "C" NOT NULL,
    person TEXT COLLATE "C" NOT NULL,
    party TEXT COLLATE "C" NOT NULL,
    note TEXT COLLATE "C" NOT NULL,
    made_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX outcome_by_finding ON outcome (finding_id, made_at);
