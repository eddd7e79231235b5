-- What a party has in hand, the most pressing first: the home page of a desk reads its first lines and stops.
CREATE INDEX finding_desk_by_due ON finding_desk (party, (due_at IS NULL), due_at, finding_id);

-- What the findings that are kept were found from: a search from the same again would find the same. No row: not known.
CREATE TABLE search_basis (
    id BIGINT NOT NULL PRIMARY KEY,
    basis TEXT COLLATE "C" NOT NULL
);

-- SHA-256 of the records with their versions, the parties and the needs that a finding is about: where a search meets the same again, their rows stay.
ALTER TABLE finding ADD COLUMN about BYTEA NOT NULL DEFAULT '';
