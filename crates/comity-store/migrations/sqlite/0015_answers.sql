-- Where the thing is that a request made, as its answer said; empty where it said nothing.
ALTER TABLE idempotency ADD COLUMN location TEXT NOT NULL DEFAULT '';
