-- A council, and everything that was ever done in it: what it is stands in the acts alone.
CREATE TABLE council (
    id UUID NOT NULL PRIMARY KEY,
    party TEXT COLLATE "C" NOT NULL,
    made_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE council_act (
    council_id UUID NOT NULL REFERENCES council (id),
    n BIGINT NOT NULL,
    on_day DATE NOT NULL,
    act TEXT COLLATE "C" NOT NULL,
    person TEXT COLLATE "C" NOT NULL,
    party TEXT COLLATE "C" NOT NULL,
    made_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (council_id, n)
);
