CREATE TABLE job (
    id BLOB NOT NULL PRIMARY KEY,
    queue TEXT NOT NULL,
    payload TEXT NOT NULL,
    state TEXT NOT NULL,
    due_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    lease BLOB,
    lease_until INTEGER,
    last_error TEXT NOT NULL,
    made_at INTEGER NOT NULL
) STRICT;
CREATE INDEX job_by_due ON job (queue, state, due_at);

-- seq counts from 0 and is the leaf's index in the tree.
CREATE TABLE ledger_entry (
    seq INTEGER NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    line TEXT NOT NULL,
    leaf BLOB NOT NULL,
    made_at INTEGER NOT NULL
) STRICT;
CREATE INDEX ledger_entry_by_kind ON ledger_entry (kind, seq);

-- Complete subtrees, for proofs.
CREATE TABLE ledger_node (
    level INTEGER NOT NULL,
    n INTEGER NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (level, n)
) STRICT;

-- One row: how many entries there are, the right edge of the tree, and the public key that signs.
CREATE TABLE ledger_frontier (
    id INTEGER NOT NULL PRIMARY KEY,
    size INTEGER NOT NULL,
    frontier BLOB NOT NULL,
    public_key TEXT NOT NULL
) STRICT;

-- What a commitment of an entry hides. Deleting the row erases it from the log without breaking the tree.
CREATE TABLE ledger_opening (
    commitment BLOB NOT NULL PRIMARY KEY,
    of_what TEXT NOT NULL,
    salt BLOB NOT NULL,
    value BLOB NOT NULL
) STRICT;
-- A user's commitment stays the same from entry to entry; contents are too large for an index.
CREATE UNIQUE INDEX ledger_opening_of_user ON ledger_opening (value) WHERE of_what = 'user';

CREATE TABLE checkpoint (
    size INTEGER NOT NULL PRIMARY KEY,
    note TEXT NOT NULL,
    made_at INTEGER NOT NULL
) STRICT;
