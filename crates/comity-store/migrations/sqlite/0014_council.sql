-- A council, and everything that was ever done in it: what it is stands in the acts alone.
CREATE TABLE council (
    id BLOB NOT NULL PRIMARY KEY,
    party TEXT NOT NULL,
    made_at INTEGER NOT NULL
) STRICT;

CREATE TABLE council_act (
    council_id BLOB NOT NULL REFERENCES council (id),
    n INTEGER NOT NULL,
    on_day INTEGER NOT NULL,
    act TEXT NOT NULL,
    person TEXT NOT NULL,
    party TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    PRIMARY KEY (council_id, n)
) STRICT;
