-- Whose it is (party, and the whole seat as JSON), under which label (JSON), in which state: policy is asked once per class,
-- records point to one.
CREATE TABLE access_class (
    id BIGINT NOT NULL PRIMARY KEY,
    owner TEXT COLLATE "C" NOT NULL,
    seat TEXT COLLATE "C" NOT NULL,
    label TEXT COLLATE "C" NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    UNIQUE (seat, label, state)
);

-- A file, sheet or feed of one party, by the name that it keeps from import to import.
CREATE TABLE source (
    id UUID NOT NULL PRIMARY KEY,
    owner TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    format TEXT COLLATE "C" NOT NULL,
    dataset TEXT COLLATE "C",
    mapping TEXT COLLATE "C" NOT NULL,
    UNIQUE (owner, name)
);

CREATE TABLE import (
    id UUID NOT NULL PRIMARY KEY,
    owner TEXT COLLATE "C" NOT NULL,
    made_by TEXT COLLATE "C" NOT NULL,
    started_at TIMESTAMPTZ NOT NULL,
    finished_at TIMESTAMPTZ,
    state TEXT COLLATE "C" NOT NULL,
    undoes UUID REFERENCES import (id) DEFERRABLE INITIALLY DEFERRED,
    created BIGINT NOT NULL,
    changed BIGINT NOT NULL,
    unchanged BIGINT NOT NULL,
    vanished BIGINT NOT NULL,
    returned BIGINT NOT NULL,
    problems BIGINT NOT NULL
);
CREATE INDEX import_by_owner ON import (owner, started_at);

CREATE TABLE import_file (
    import_id UUID NOT NULL REFERENCES import (id),
    source_id UUID NOT NULL REFERENCES source (id),
    path TEXT COLLATE "C" NOT NULL,
    records BIGINT NOT NULL,
    PRIMARY KEY (import_id, source_id)
);

CREATE TABLE import_problem (
    import_id UUID NOT NULL REFERENCES import (id),
    n BIGINT NOT NULL,
    loss TEXT COLLATE "C" NOT NULL,
    content TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (import_id, n)
);

-- One party's account of one thing: its identity, and the columns of its current version. No class: staged, seen by nobody.
-- A start that is not stated is the first day of the calendar, an end that is open the last: they bound nothing.
CREATE TABLE record (
    id UUID NOT NULL PRIMARY KEY,
    owner TEXT COLLATE "C" NOT NULL,
    thing TEXT COLLATE "C" NOT NULL,
    source_id UUID NOT NULL REFERENCES source (id),
    reporter TEXT COLLATE "C" NOT NULL,
    own_id TEXT COLLATE "C" NOT NULL,
    nth BIGINT NOT NULL,
    version BIGINT NOT NULL,
    class_id BIGINT REFERENCES access_class (id),
    label_by TEXT COLLATE "C",
    import_id UUID NOT NULL REFERENCES import (id),
    line BIGINT NOT NULL,
    hash BYTEA NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    status TEXT COLLATE "C" NOT NULL,
    title TEXT COLLATE "C" NOT NULL,
    title_key TEXT COLLATE "C" NOT NULL,
    first_day DATE NOT NULL,
    end_day DATE NOT NULL,
    changed_at TIMESTAMPTZ NOT NULL,
    UNIQUE (owner, thing, reporter, own_id, nth)
);
CREATE INDEX record_by_source ON record (source_id);
CREATE INDEX record_by_class ON record (class_id, thing);
CREATE INDEX record_by_start ON record (thing, first_day, id, class_id);
CREATE INDEX record_by_title ON record (thing, title_key, id, class_id);
CREATE INDEX record_by_change ON record (thing, changed_at, id, class_id);
CREATE INDEX record_by_own_id ON record (own_id);

-- What was said. Never changed once written.
CREATE TABLE record_version (
    record_id UUID NOT NULL REFERENCES record (id),
    version BIGINT NOT NULL,
    import_id UUID NOT NULL REFERENCES import (id),
    source_id UUID NOT NULL REFERENCES source (id),
    line BIGINT NOT NULL,
    change TEXT COLLATE "C" NOT NULL,
    said_at TIMESTAMPTZ NOT NULL,
    hash BYTEA NOT NULL,
    content BYTEA NOT NULL,
    PRIMARY KEY (record_id, version)
);
CREATE INDEX record_version_by_import ON record_version (import_id);

-- What an unfinished import will make of a record.
CREATE TABLE staged (
    import_id UUID NOT NULL REFERENCES import (id),
    record_id UUID NOT NULL REFERENCES record (id),
    version BIGINT NOT NULL,
    class_id BIGINT NOT NULL REFERENCES access_class (id),
    change TEXT COLLATE "C" NOT NULL,
    source_id UUID NOT NULL REFERENCES source (id),
    line BIGINT NOT NULL,
    hash BYTEA NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    status TEXT COLLATE "C" NOT NULL,
    title TEXT COLLATE "C" NOT NULL,
    title_key TEXT COLLATE "C" NOT NULL,
    first_day DATE NOT NULL,
    end_day DATE NOT NULL,
    PRIMARY KEY (import_id, record_id)
);

-- What a record went through apart from new versions: vanished, returned, undone, relabelled, withdrawn.
CREATE TABLE record_event (
    record_id UUID NOT NULL REFERENCES record (id),
    at TIMESTAMPTZ NOT NULL,
    id UUID NOT NULL,
    what TEXT COLLATE "C" NOT NULL,
    version BIGINT NOT NULL,
    old_class BIGINT REFERENCES access_class (id),
    new_class BIGINT REFERENCES access_class (id),
    import_id UUID REFERENCES import (id),
    made_by TEXT COLLATE "C" NOT NULL,
    reason TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (record_id, at, id)
);
CREATE INDEX record_event_by_import ON record_event (import_id);

-- place: 0 title or identifier, 1 names of parties, places and themes, 2 anywhere else. A term stands at its best place only.
CREATE TABLE record_term (
    term TEXT COLLATE "C" NOT NULL,
    place BIGINT NOT NULL,
    record_id UUID NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (term, place, record_id, version)
);

CREATE TABLE record_facet (
    facet TEXT COLLATE "C" NOT NULL,
    value TEXT COLLATE "C" NOT NULL,
    record_id UUID NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (facet, value, record_id, version)
);
CREATE INDEX record_facet_by_record ON record_facet (record_id, version, facet, value);

-- Millionths of a degree; cell is the point on a grid of 2^12 x 2^12, y * 4096 + x, from the south-west.
CREATE TABLE record_point (
    record_id UUID NOT NULL,
    version BIGINT NOT NULL,
    n BIGINT NOT NULL,
    lat BIGINT NOT NULL,
    lon BIGINT NOT NULL,
    cell BIGINT NOT NULL,
    PRIMARY KEY (record_id, version, n)
);
CREATE INDEX record_point_by_cell ON record_point (cell, lat, lon, record_id, version);
