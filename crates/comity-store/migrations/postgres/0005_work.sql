-- A filter and view that a user gave a name, as the pages write it; shared ones are seen by the whole party.
CREATE TABLE saved_view (
    id UUID NOT NULL PRIMARY KEY,
    user_id UUID NOT NULL REFERENCES node_user (id),
    party TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    content TEXT COLLATE "C" NOT NULL,
    shared BIGINT NOT NULL,
    made_at TIMESTAMPTZ NOT NULL,
    changed_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX saved_view_by_user ON saved_view (user_id);
CREATE INDEX saved_view_by_party ON saved_view (party);

-- A request that a program may send twice and that is done once.
CREATE TABLE idempotency (
    user_id UUID NOT NULL REFERENCES node_user (id),
    key TEXT COLLATE "C" NOT NULL,
    request BYTEA NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    status BIGINT NOT NULL,
    answer BYTEA NOT NULL,
    made_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (user_id, key)
);
CREATE INDEX idempotency_by_end ON idempotency (expires_at);

-- One release of one version of one record to one party. Only added to.
CREATE TABLE disclosure (
    id UUID NOT NULL PRIMARY KEY,
    record_id UUID NOT NULL REFERENCES record (id),
    version BIGINT NOT NULL,
    to_party TEXT COLLATE "C" NOT NULL,
    to_organ TEXT COLLATE "C" NOT NULL,
    to_group TEXT COLLATE "C" NOT NULL,
    extent TEXT COLLATE "C" NOT NULL,
    tlp TEXT COLLATE "C" NOT NULL,
    purpose TEXT COLLATE "C" NOT NULL,
    policy TEXT COLLATE "C" NOT NULL,
    person TEXT COLLATE "C" NOT NULL,
    party TEXT COLLATE "C" NOT NULL,
    made_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX disclosure_by_record ON disclosure (record_id, id);
CREATE INDEX disclosure_by_party ON disclosure (to_party, id);

-- Who works on a finding, for each party that it concerns, and until when. No organ or desk: an empty text.
CREATE TABLE finding_desk (
    finding_id UUID NOT NULL REFERENCES finding (id),
    party TEXT COLLATE "C" NOT NULL,
    organ TEXT COLLATE "C" NOT NULL,
    desk TEXT COLLATE "C" NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    due_at TIMESTAMPTZ,
    person TEXT COLLATE "C" NOT NULL,
    changed_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (finding_id, party)
);
CREATE INDEX finding_desk_by_party ON finding_desk (party, state, due_at);

-- How findings changed hands. Only added to.
CREATE TABLE handing (
    id UUID NOT NULL PRIMARY KEY,
    finding_id UUID NOT NULL REFERENCES finding (id),
    party TEXT COLLATE "C" NOT NULL,
    organ TEXT COLLATE "C" NOT NULL,
    desk TEXT COLLATE "C" NOT NULL,
    what TEXT COLLATE "C" NOT NULL,
    person TEXT COLLATE "C" NOT NULL,
    from_party TEXT COLLATE "C" NOT NULL,
    note TEXT COLLATE "C" NOT NULL,
    made_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX handing_by_finding ON handing (finding_id, id);

-- A planned activity that was filed: in time, late and why, or with a waiver and by whose word.
CREATE TABLE filing (
    id UUID NOT NULL PRIMARY KEY,
    record_id UUID NOT NULL REFERENCES record (id),
    version BIGINT NOT NULL,
    late BIGINT NOT NULL,
    superior TEXT COLLATE "C" NOT NULL,
    reason TEXT COLLATE "C" NOT NULL,
    person TEXT COLLATE "C" NOT NULL,
    party TEXT COLLATE "C" NOT NULL,
    made_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX filing_by_record ON filing (record_id, id);

-- The policies that hold from a moment on; the newest hold now, the shipped ones where there are none.
CREATE TABLE policy_set (
    id UUID NOT NULL PRIMARY KEY,
    version TEXT COLLATE "C" NOT NULL,
    files TEXT COLLATE "C" NOT NULL,
    person TEXT COLLATE "C" NOT NULL,
    made_at TIMESTAMPTZ NOT NULL
);

-- Places, themes, boundaries of the node's own, each with the name of its source.
CREATE TABLE reference_file (
    name TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    part TEXT COLLATE "C" NOT NULL,
    source TEXT COLLATE "C" NOT NULL,
    content BYTEA NOT NULL,
    person TEXT COLLATE "C" NOT NULL,
    made_at TIMESTAMPTZ NOT NULL
);
