-- Why policies were put in force.
ALTER TABLE policy_set ADD COLUMN reason TEXT COLLATE "C" NOT NULL DEFAULT '';

-- What entries of the log are found by: who did them, which users, records, findings and imports they are about, to whom something was disclosed.
-- Users stand here as in the entries, by the commitment alone.
CREATE TABLE ledger_subject (
    seq BIGINT NOT NULL,
    what TEXT COLLATE "C" NOT NULL,
    value TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (seq, what, value)
);
CREATE INDEX ledger_subject_by_value ON ledger_subject (what, value, seq);
CREATE INDEX ledger_entry_by_time ON ledger_entry (made_at, seq);

INSERT INTO ledger_subject (seq, what, value)
WITH entry AS MATERIALIZED (
    SELECT seq, kind, line::json -> 'entry' -> 'by' AS by_whom, line::json -> 'entry' -> 'event' AS event FROM ledger_entry
)
SELECT seq, 'by', by_whom ->> 'user' FROM entry WHERE by_whom ->> 'user' IS NOT NULL
UNION
SELECT seq, 'user', event ->> 'user' FROM entry WHERE kind = 'user-changed'
UNION
SELECT seq, 'import', event ->> 'import' FROM entry WHERE kind = 'imported'
UNION
SELECT seq, 'finding', event ->> 'finding' FROM entry WHERE kind IN ('verdict', 'outcome', 'handed', 'finding-worked')
UNION
SELECT seq, 'record', event -> 'of' ->> 'record' FROM entry
WHERE kind IN ('record-changed', 'label-changed', 'filed', 'filing-withdrawn', 'disclosed')
UNION
SELECT seq, 'record', r.value ->> 'record' FROM entry
CROSS JOIN LATERAL json_array_elements(
    CASE WHEN kind IN ('verdict', 'dossier-changed') THEN event -> 'records' ELSE '[]'::json END
) r
UNION
SELECT seq, 'to', event ->> 'to' FROM entry WHERE kind = 'disclosed';
