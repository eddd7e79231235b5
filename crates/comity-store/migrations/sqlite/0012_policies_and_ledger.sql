-- Why policies were put in force.
ALTER TABLE policy_set ADD COLUMN reason TEXT NOT NULL DEFAULT '';

-- What entries of the log are found by: who did them, which users, records, findings and imports they are about, to whom something was disclosed.
-- Users stand here as in the entries, by the commitment alone.
CREATE TABLE ledger_subject (
    seq INTEGER NOT NULL,
    what TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (seq, what, value)
) STRICT;
CREATE INDEX ledger_subject_by_value ON ledger_subject (what, value, seq);
CREATE INDEX ledger_entry_by_time ON ledger_entry (made_at, seq);

INSERT INTO ledger_subject (seq, what, value)
SELECT seq, 'by', json_extract(line, '$.entry.by.user') FROM ledger_entry WHERE json_extract(line, '$.entry.by.user') IS NOT NULL
UNION
SELECT seq, 'user', json_extract(line, '$.entry.event.user') FROM ledger_entry
WHERE kind = 'user-changed'
UNION
SELECT seq, 'import', json_extract(line, '$.entry.event.import') FROM ledger_entry
WHERE kind = 'imported'
UNION
SELECT seq, 'finding', json_extract(line, '$.entry.event.finding') FROM ledger_entry
WHERE kind IN ('verdict', 'outcome', 'handed', 'finding-worked')
UNION
SELECT seq, 'record', json_extract(line, '$.entry.event.of.record') FROM ledger_entry
WHERE kind IN ('record-changed', 'label-changed', 'filed', 'filing-withdrawn', 'disclosed')
UNION
SELECT e.seq, 'record', json_extract(r.value, '$.record') FROM ledger_entry e, json_each(e.line, '$.entry.event.records') r
WHERE e.kind IN ('verdict', 'dossier-changed')
UNION
SELECT seq, 'to', json_extract(line, '$.entry.event.to') FROM ledger_entry
WHERE kind = 'disclosed';
