-- Asked by kind, the queue is read in its order, too.
CREATE INDEX finding_by_kind ON finding (status, kind, urgency, id);
