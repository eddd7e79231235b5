-- What a party has in hand, the most pressing first: the home page of a desk reads its first lines and stops.
CREATE INDEX finding_desk_by_due ON finding_desk (party, (due_at IS NULL), due_at, finding_id);
