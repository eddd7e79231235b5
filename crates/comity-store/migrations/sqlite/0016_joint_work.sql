-- Joint activities, what is held ready and series are kept as acts, too, as councils are.
ALTER TABLE council ADD COLUMN kind TEXT NOT NULL DEFAULT 'council';
