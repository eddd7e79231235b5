-- Files that were sent in, on their way to an import: how far it is, and what came of reading them. No organ is kept: the person's seat as it is when the
-- work is done counts.
CREATE TABLE delivery (
    id UUID NOT NULL PRIMARY KEY,
    owner TEXT COLLATE "C" NOT NULL,
    person TEXT COLLATE "C" NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    stage TEXT COLLATE "C" NOT NULL,
    done BIGINT NOT NULL,
    of_all BIGINT NOT NULL,
    label TEXT COLLATE "C" NOT NULL,
    straight BIGINT NOT NULL,
    outcome BYTEA,
    error TEXT COLLATE "C" NOT NULL,
    import_id UUID,
    made_at TIMESTAMPTZ NOT NULL,
    changed_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX delivery_by_person ON delivery (person, id);

CREATE TABLE delivery_file (
    delivery_id UUID NOT NULL REFERENCES delivery (id),
    n BIGINT NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    size BIGINT NOT NULL,
    PRIMARY KEY (delivery_id, n)
);

-- The bytes of a file in pieces, each packed. They go when the delivery has ended.
CREATE TABLE delivery_piece (
    delivery_id UUID NOT NULL REFERENCES delivery (id),
    n BIGINT NOT NULL,
    part BIGINT NOT NULL,
    content BYTEA NOT NULL,
    PRIMARY KEY (delivery_id, n, part)
);

-- What a party's desk officer said that the columns of tables of one shape mean.
CREATE TABLE column_choice (
    owner TEXT COLLATE "C" NOT NULL,
    shape TEXT COLLATE "C" NOT NULL,
    columns TEXT COLLATE "C" NOT NULL,
    person TEXT COLLATE "C" NOT NULL,
    changed_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (owner, shape)
);

-- Themes and places whose findings go to a desk, as facets write them.
CREATE TABLE desk_route (
    desk_id UUID NOT NULL REFERENCES desk (id),
    facet TEXT COLLATE "C" NOT NULL,
    value TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (desk_id, facet, value)
);

-- Places, themes, boundaries of the node's own: every version, the newest of a name in force. One without contents was removed.
CREATE TABLE reference_version (
    id UUID NOT NULL PRIMARY KEY,
    name TEXT COLLATE "C" NOT NULL,
    part TEXT COLLATE "C" NOT NULL,
    source TEXT COLLATE "C" NOT NULL,
    licence TEXT COLLATE "C" NOT NULL,
    content BYTEA,
    size BIGINT NOT NULL,
    hash BYTEA NOT NULL,
    person TEXT COLLATE "C" NOT NULL,
    made_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX reference_version_by_name ON reference_version (name, id);
DROP TABLE reference_file;
