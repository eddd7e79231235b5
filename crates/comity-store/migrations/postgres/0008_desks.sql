-- Who set the day: `rule`, which the next run may set anew, or `person`.
ALTER TABLE finding_desk ADD COLUMN due_by TEXT COLLATE "C" NOT NULL DEFAULT 'person';

-- The kind of finding and the fields that speak for and against it: what verdicts teach holds for all of one pattern.
ALTER TABLE finding ADD COLUMN pattern TEXT COLLATE "C" NOT NULL DEFAULT '';
CREATE INDEX finding_by_pattern ON finding (status, pattern, urgency, id);
CREATE INDEX finding_by_age ON finding (status, first_found, urgency, id);

-- Several verdicts given at once carry one batch. Who gave one may take it back: it stays, and counts no more.
ALTER TABLE verdict ADD COLUMN batch UUID;
ALTER TABLE verdict ADD COLUMN retracted_at TIMESTAMPTZ;
CREATE INDEX verdict_by_party ON verdict (party, made_at);
CREATE INDEX verdict_by_batch ON verdict (batch);
CREATE INDEX verdict_by_time ON verdict (made_at);

-- `proposed` until all who must agree have, then `holds`; or `declined`, or `retracted`.
ALTER TABLE outcome ADD COLUMN state TEXT COLLATE "C" NOT NULL DEFAULT 'holds';
ALTER TABLE outcome ADD COLUMN changed_at TIMESTAMPTZ;

-- Whose agreement a proposed outcome needs; `awaited`, `agreed` or `declined`.
CREATE TABLE outcome_answer (
    outcome_id UUID NOT NULL REFERENCES outcome (id),
    party TEXT COLLATE "C" NOT NULL,
    answer TEXT COLLATE "C" NOT NULL,
    person TEXT COLLATE "C" NOT NULL,
    note TEXT COLLATE "C" NOT NULL,
    made_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (outcome_id, party)
);
CREATE INDEX outcome_answer_by_party ON outcome_answer (party, answer);

-- The merger that made the link; it ends with it.
ALTER TABLE link ADD COLUMN outcome_id UUID;

-- A finding offered to another desk. Until it is accepted whoever offered it goes on to work on it.
CREATE TABLE offer (
    id UUID NOT NULL PRIMARY KEY,
    finding_id UUID NOT NULL REFERENCES finding (id),
    from_party TEXT COLLATE "C" NOT NULL,
    from_organ TEXT COLLATE "C" NOT NULL,
    from_desk TEXT COLLATE "C" NOT NULL,
    party TEXT COLLATE "C" NOT NULL,
    organ TEXT COLLATE "C" NOT NULL,
    desk TEXT COLLATE "C" NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    person TEXT COLLATE "C" NOT NULL,
    note TEXT COLLATE "C" NOT NULL,
    made_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX offer_by_finding ON offer (finding_id, state);
CREATE INDEX offer_by_party ON offer (party, state);

-- What a party's desk asks another's about a finding.
CREATE TABLE question (
    id UUID NOT NULL PRIMARY KEY,
    finding_id UUID NOT NULL REFERENCES finding (id),
    from_party TEXT COLLATE "C" NOT NULL,
    party TEXT COLLATE "C" NOT NULL,
    person TEXT COLLATE "C" NOT NULL,
    text TEXT COLLATE "C" NOT NULL,
    made_at TIMESTAMPTZ NOT NULL,
    answer TEXT COLLATE "C" NOT NULL,
    answered_by TEXT COLLATE "C" NOT NULL,
    answered_at TIMESTAMPTZ
);
CREATE INDEX question_by_finding ON question (finding_id, id);
CREATE INDEX question_by_party ON question (party, answered_at);

-- How many days before it begins a plan had to be filed, and on which day it begins. A filing that is withdrawn stays.
ALTER TABLE filing ADD COLUMN lead_days BIGINT NOT NULL DEFAULT 0;
ALTER TABLE filing ADD COLUMN withdrawn_at TIMESTAMPTZ;
ALTER TABLE filing ADD COLUMN withdrawn_by TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE filing ADD COLUMN withdrawn_for TEXT COLLATE "C" NOT NULL DEFAULT '';
CREATE INDEX filing_by_party ON filing (party, id);
CREATE INDEX record_by_plan ON record (owner, status, first_day);

-- What the node decides for all its desks, by name; what has no row is as shipped.
CREATE TABLE setting (
    name TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    value TEXT COLLATE "C" NOT NULL,
    person TEXT COLLATE "C" NOT NULL,
    changed_at TIMESTAMPTZ NOT NULL
);
