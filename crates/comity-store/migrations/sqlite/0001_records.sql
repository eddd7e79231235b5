-- Whose it is (party, and the whole seat as JSON), under which label (JSON), in which state: policy is asked once per class,
-- records point to one.
CREATE TABLE access_class (
    id INTEGER NOT NULL PRIMARY KEY,
    owner TEXT NOT NULL,
    seat TEXT NOT NULL,
    label TEXT NOT NULL,
    state TEXT NOT NULL,
    UNIQUE (seat, label, state)
) STRICT;

-- A file, sheet or feed of one party, by the name that it keeps from import to import.
CREATE TABLE source (
    id BLOB NOT NULL PRIMARY KEY,
    owner TEXT NOT NULL,
    name TEXT NOT NULL,
    format TEXT NOT NULL,
    dataset TEXT,
    mapping TEXT NOT NULL,
    UNIQUE (owner, name)
) STRICT;

CREATE TABLE import (
    id BLOB NOT NULL PRIMARY KEY,
    owner TEXT NOT NULL,
    made_by TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    finished_at INTEGER,
    state TEXT NOT NULL,
    undoes BLOB REFERENCES import (id) DEFERRABLE INITIALLY DEFERRED,
    created INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    unchanged INTEGER NOT NULL,
    vanished INTEGER NOT NULL,
    returned INTEGER NOT NULL,
    problems INTEGER NOT NULL
) STRICT;
CREATE INDEX import_by_owner ON import (owner, started_at);

CREATE TABLE import_file (
    import_id BLOB NOT NULL REFERENCES import (id),
    source_id BLOB NOT NULL REFERENCES source (id),
    path TEXT NOT NULL,
    records INTEGER NOT NULL,
    PRIMARY KEY (import_id, source_id)
) STRICT;

CREATE TABLE import_problem (
    import_id BLOB NOT NULL REFERENCES import (id),
    n INTEGER NOT NULL,
    loss TEXT NOT NULL,
    content TEXT NOT NULL,
    PRIMARY KEY (import_id, n)
) STRICT;

-- One party's account of one thing: its identity, and the columns of its current version. No class: staged, seen by nobody.
-- A start that is not stated is the first day of the calendar, an end that is open the last: they bound nothing.
CREATE TABLE record (
    id BLOB NOT NULL PRIMARY KEY,
    owner TEXT NOT NULL,
    thing TEXT NOT NULL,
    source_id BLOB NOT NULL REFERENCES source (id),
    reporter TEXT NOT NULL,
    own_id TEXT NOT NULL,
    nth INTEGER NOT NULL,
    version INTEGER NOT NULL,
    class_id INTEGER REFERENCES access_class (id),
    label_by TEXT,
    import_id BLOB NOT NULL REFERENCES import (id),
    line INTEGER NOT NULL,
    hash BLOB NOT NULL,
    kind TEXT NOT NULL,
    status TEXT NOT NULL,
    title TEXT NOT NULL,
    title_key TEXT NOT NULL,
    first_day INTEGER NOT NULL,
    end_day INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    UNIQUE (owner, thing, reporter, own_id, nth)
) STRICT;
CREATE INDEX record_by_source ON record (source_id);
CREATE INDEX record_by_class ON record (class_id, thing);
CREATE INDEX record_by_start ON record (thing, first_day, id, class_id);
CREATE INDEX record_by_title ON record (thing, title_key, id, class_id);
CREATE INDEX record_by_change ON record (thing, changed_at, id, class_id);
CREATE INDEX record_by_own_id ON record (own_id);

-- What was said. Never changed once written.
CREATE TABLE record_version (
    record_id BLOB NOT NULL REFERENCES record (id),
    version INTEGER NOT NULL,
    import_id BLOB NOT NULL REFERENCES import (id),
    source_id BLOB NOT NULL REFERENCES source (id),
    line INTEGER NOT NULL,
    change TEXT NOT NULL,
    said_at INTEGER NOT NULL,
    hash BLOB NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (record_id, version)
) STRICT;
CREATE INDEX record_version_by_import ON record_version (import_id);

-- What an unfinished import will make of a record.
CREATE TABLE staged (
    import_id BLOB NOT NULL REFERENCES import (id),
    record_id BLOB NOT NULL REFERENCES record (id),
    version INTEGER NOT NULL,
    class_id INTEGER NOT NULL REFERENCES access_class (id),
    change TEXT NOT NULL,
    source_id BLOB NOT NULL REFERENCES source (id),
    line INTEGER NOT NULL,
    hash BLOB NOT NULL,
    kind TEXT NOT NULL,
    status TEXT NOT NULL,
    title TEXT NOT NULL,
    title_key TEXT NOT NULL,
    first_day INTEGER NOT NULL,
    end_day INTEGER NOT NULL,
    PRIMARY KEY (import_id, record_id)
) STRICT;

-- What a record went through apart from new versions: vanished, returned, undone, relabelled, withdrawn.
CREATE TABLE record_event (
    record_id BLOB NOT NULL REFERENCES record (id),
    at INTEGER NOT NULL,
    id BLOB NOT NULL,
    what TEXT NOT NULL,
    version INTEGER NOT NULL,
    old_class INTEGER REFERENCES access_class (id),
    new_class INTEGER REFERENCES access_class (id),
    import_id BLOB REFERENCES import (id),
    made_by TEXT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (record_id, at, id)
) STRICT;
CREATE INDEX record_event_by_import ON record_event (import_id);

-- place: 0 title or identifier, 1 names of parties, places and themes, 2 anywhere else. A term stands at its best place only.
CREATE TABLE record_term (
    term TEXT NOT NULL,
    place INTEGER NOT NULL,
    record_id BLOB NOT NULL,
    version INTEGER NOT NULL,
    PRIMARY KEY (term, place, record_id, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE record_facet (
    facet TEXT NOT NULL,
    value TEXT NOT NULL,
    record_id BLOB NOT NULL,
    version INTEGER NOT NULL,
    PRIMARY KEY (facet, value, record_id, version)
) STRICT, WITHOUT ROWID;
CREATE INDEX record_facet_by_record ON record_facet (record_id, version, facet, value);

-- Millionths of a degree; cell is the point on a grid of 2^12 x 2^12, y * 4096 + x, from the south-west.
CREATE TABLE record_point (
    record_id BLOB NOT NULL,
    version INTEGER NOT NULL,
    n INTEGER NOT NULL,
    lat INTEGER NOT NULL,
    lon INTEGER NOT NULL,
    cell INTEGER NOT NULL,
    PRIMARY KEY (record_id, version, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX record_point_by_cell ON record_point (cell, lat, lon, record_id, version);
