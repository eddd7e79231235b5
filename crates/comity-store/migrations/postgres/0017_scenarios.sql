-- Changes of ties, members and instruments that a user gave a name, a line each, as the page writes them; the whole party sees them.
CREATE TABLE scenario (
    id UUID NOT NULL PRIMARY KEY,
    user_id UUID NOT NULL REFERENCES node_user (id),
    party TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    content TEXT COLLATE "C" NOT NULL,
    made_at TIMESTAMPTZ NOT NULL,
    changed_at TIMESTAMPTZ NOT NULL,
    UNIQUE (user_id, name)
);
CREATE INDEX scenario_by_party ON scenario (party);
