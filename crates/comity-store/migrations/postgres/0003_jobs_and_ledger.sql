CREATE TABLE job (
    id UUID NOT NULL PRIMARY KEY,
    queue TEXT COLLATE "C" NOT NULL,
    payload TEXT COLLATE "C" NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    due_at TIMESTAMPTZ NOT NULL,
    attempts BIGINT NOT NULL,
    lease UUID,
    lease_until TIMESTAMPTZ,
    last_error TEXT COLLATE "C" NOT NULL,
    made_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX job_by_due ON job (queue, state, due_at);

-- seq counts from 0 and is the leaf's index in the tree.
CREATE TABLE ledger_entry (
    seq BIGINT NOT NULL PRIMARY KEY,
    kind TEXT COLLATE "C" NOT NULL,
    line TEXT COLLATE "C" NOT NULL,
    leaf BYTEA NOT NULL,
    made_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX ledger_entry_by_kind ON ledger_entry (kind, seq);

-- Complete subtrees, for proofs.
CREATE TABLE ledger_node (
    level BIGINT NOT NULL,
    n BIGINT NOT NULL,
    hash BYTEA NOT NULL,
    PRIMARY KEY (level, n)
);

-- One row: how many entries there are, the right edge of the tree, and the public key that signs.
CREATE TABLE ledger_frontier (
    id BIGINT NOT NULL PRIMARY KEY,
    size BIGINT NOT NULL,
    frontier BYTEA NOT NULL,
    public_key TEXT COLLATE "C" NOT NULL
);

-- What a commitment of an entry hides. Deleting the row erases it from the log without breaking the tree.
CREATE TABLE ledger_opening (
    commitment BYTEA NOT NULL PRIMARY KEY,
    of_what TEXT COLLATE "C" NOT NULL,
    salt BYTEA NOT NULL,
    value BYTEA NOT NULL
);
-- A user's commitment stays the same from entry to entry; contents are too large for an index.
CREATE UNIQUE INDEX ledger_opening_of_user ON ledger_opening (value) WHERE of_what = 'user';

CREATE TABLE checkpoint (
    size BIGINT NOT NULL PRIMARY KEY,
    note TEXT COLLATE "C" NOT NULL,
    made_at TIMESTAMPTZ NOT NULL
);
