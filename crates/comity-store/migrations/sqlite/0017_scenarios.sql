-- Changes of ties, members and instruments that a user gave a name, a line each, as the page writes them; the whole party sees them.
CREATE TABLE scenario (
    id BLOB NOT NULL PRIMARY KEY,
    user_id BLOB NOT NULL REFERENCES node_user (id),
    party TEXT NOT NULL,
    name TEXT NOT NULL,
    content TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    UNIQUE (user_id, name)
) STRICT;
CREATE INDEX scenario_by_party ON scenario (party);
