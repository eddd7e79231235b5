-- A filter and view that a user gave a name, as the pages write it; shared ones are seen by the whole party.
CREATE TABLE saved_view (
    id BLOB NOT NULL PRIMARY KEY,
    user_id BLOB NOT NULL REFERENCES node_user (id),
    party TEXT NOT NULL,
    name TEXT NOT NULL,
    content TEXT NOT NULL,
    shared INTEGER NOT NULL,
    made_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL
) STRICT;
CREATE INDEX saved_view_by_user ON saved_view (user_id);
CREATE INDEX saved_view_by_party ON saved_view (party);

-- A request that a program may send twice and that is done once.
CREATE TABLE idempotency (
    user_id BLOB NOT NULL REFERENCES node_user (id),
    key TEXT NOT NULL,
    request BLOB NOT NULL,
    state TEXT NOT NULL,
    status INTEGER NOT NULL,
    answer BLOB NOT NULL,
    made_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (user_id, key)
) STRICT;
CREATE INDEX idempotency_by_end ON idempotency (expires_at);

-- One release of one version of one record to one party. Only added to.
CREATE TABLE disclosure (
    id BLOB NOT NULL PRIMARY KEY,
    record_id BLOB NOT NULL REFERENCES record (id),
    version INTEGER NOT NULL,
    to_party TEXT NOT NULL,
    to_organ TEXT NOT NULL,
    to_group TEXT NOT NULL,
    extent TEXT NOT NULL,
    tlp TEXT NOT NULL,
    purpose TEXT NOT NULL,
    policy TEXT NOT NULL,
    person TEXT NOT NULL,
    party TEXT NOT NULL,
    made_at INTEGER NOT NULL
) STRICT;
CREATE INDEX disclosure_by_record ON disclosure (record_id, id);
CREATE INDEX disclosure_by_party ON disclosure (to_party, id);

-- Who works on a finding, for each party that it concerns, and until when. No organ or desk: an empty text.
CREATE TABLE finding_desk (
    finding_id BLOB NOT NULL REFERENCES finding (id),
    party TEXT NOT NULL,
    organ TEXT NOT NULL,
    desk TEXT NOT NULL,
    state TEXT NOT NULL,
    due_at INTEGER,
    person TEXT NOT NULL,
    changed_at INTEGER NOT NULL,
    PRIMARY KEY (finding_id, party)
) STRICT;
CREATE INDEX finding_desk_by_party ON finding_desk (party, state, due_at);

-- How findings changed hands. Only added to.
CREATE TABLE handing (
    id BLOB NOT NULL PRIMARY KEY,
    finding_id BLOB NOT NULL REFERENCES finding (id),
    party TEXT NOT NULL,
    organ TEXT NOT NULL,
    desk TEXT NOT NULL,
    what TEXT NOT NULL,
    person TEXT NOT NULL,
    from_party TEXT NOT NULL,
    note TEXT NOT NULL,
    made_at INTEGER NOT NULL
) STRICT;
CREATE INDEX handing_by_finding ON handing (finding_id, id);

-- A planned activity that was filed: in time, late and why, or with a waiver and by whose word.
CREATE TABLE filing (
    id BLOB NOT NULL PRIMARY KEY,
    record_id BLOB NOT NULL REFERENCES record (id),
    version INTEGER NOT NULL,
    late INTEGER NOT NULL,
    superior TEXT NOT NULL,
    reason TEXT NOT NULL,
    person TEXT NOT NULL,
    party TEXT NOT NULL,
    made_at INTEGER NOT NULL
) STRICT;
CREATE INDEX filing_by_record ON filing (record_id, id);

-- The policies that hold from a moment on; the newest hold now, the shipped ones where there are none.
CREATE TABLE policy_set (
    id BLOB NOT NULL PRIMARY KEY,
    version TEXT NOT NULL,
    files TEXT NOT NULL,
    person TEXT NOT NULL,
    made_at INTEGER NOT NULL
) STRICT;

-- Places, themes, boundaries of the node's own, each with the name of its source.
CREATE TABLE reference_file (
    name TEXT NOT NULL PRIMARY KEY,
    part TEXT NOT NULL,
    source TEXT NOT NULL,
    content BLOB NOT NULL,
    person TEXT NOT NULL,
    made_at INTEGER NOT NULL
) STRICT;
