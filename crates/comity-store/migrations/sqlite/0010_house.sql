-- Files that were sent in, on their way to an import: how far it is, and what came of reading them. No organ is kept: the person's seat as it is when the
-- work is done counts.
CREATE TABLE delivery (
    id BLOB NOT NULL PRIMARY KEY,
    owner TEXT NOT NULL,
    person TEXT NOT NULL,
    state TEXT NOT NULL,
    stage TEXT NOT NULL,
    done INTEGER NOT NULL,
    of_all INTEGER NOT NULL,
    label TEXT NOT NULL,
    straight INTEGER NOT NULL,
    outcome BLOB,
    error TEXT NOT NULL,
    import_id BLOB,
    made_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL
) STRICT;
CREATE INDEX delivery_by_person ON delivery (person, id);

CREATE TABLE delivery_file (
    delivery_id BLOB NOT NULL REFERENCES delivery (id),
    n INTEGER NOT NULL,
    name TEXT NOT NULL,
    size INTEGER NOT NULL,
    PRIMARY KEY (delivery_id, n)
) STRICT;

-- The bytes of a file in pieces, each packed. They go when the delivery has ended.
CREATE TABLE delivery_piece (
    delivery_id BLOB NOT NULL REFERENCES delivery (id),
    n INTEGER NOT NULL,
    part INTEGER NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (delivery_id, n, part)
) STRICT;

-- What a party's desk officer said that the columns of tables of one shape mean.
CREATE TABLE column_choice (
    owner TEXT NOT NULL,
    shape TEXT NOT NULL,
    columns TEXT NOT NULL,
    person TEXT NOT NULL,
    changed_at INTEGER NOT NULL,
    PRIMARY KEY (owner, shape)
) STRICT;

-- Themes and places whose findings go to a desk, as facets write them.
CREATE TABLE desk_route (
    desk_id BLOB NOT NULL REFERENCES desk (id),
    facet TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (desk_id, facet, value)
) STRICT;

-- Places, themes, boundaries of the node's own: every version, the newest of a name in force. One without contents was removed.
CREATE TABLE reference_version (
    id BLOB NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    part TEXT NOT NULL,
    source TEXT NOT NULL,
    licence TEXT NOT NULL,
    content BLOB,
    size INTEGER NOT NULL,
    hash BLOB NOT NULL,
    person TEXT NOT NULL,
    made_at INTEGER NOT NULL
) STRICT;
CREATE INDEX reference_version_by_name ON reference_version (name, id);
DROP TABLE reference_file;
