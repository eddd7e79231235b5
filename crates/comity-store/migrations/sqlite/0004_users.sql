-- Who works here. Handle and name are personal data: erasing a user overwrites them and deletes what opens the log's commitment.
-- No password is ever kept, only its argon2id text; no token of any kind, only its SHA-256.
CREATE TABLE node_user (
    id BLOB NOT NULL PRIMARY KEY,
    handle TEXT NOT NULL,
    handle_key TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    party TEXT,
    organ TEXT,
    desk TEXT,
    roles TEXT NOT NULL,
    language TEXT NOT NULL,
    state TEXT NOT NULL,
    password TEXT,
    failed INTEGER NOT NULL,
    wait_until INTEGER,
    made_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    logged_in_at INTEGER
) STRICT;
CREATE INDEX node_user_by_party ON node_user (party, handle_key);

CREATE TABLE passkey (
    id BLOB NOT NULL PRIMARY KEY,
    user_id BLOB NOT NULL REFERENCES node_user (id),
    credential BLOB NOT NULL UNIQUE,
    name TEXT NOT NULL,
    content TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    used_at INTEGER
) STRICT;
CREATE INDEX passkey_by_user ON passkey (user_id);

-- Whom another provider of logins vouches for (OpenID Connect: issuer and subject).
CREATE TABLE outside_login (
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    user_id BLOB NOT NULL REFERENCES node_user (id),
    made_at INTEGER NOT NULL,
    PRIMARY KEY (issuer, subject)
) STRICT;
CREATE INDEX outside_login_by_user ON outside_login (user_id);

CREATE TABLE session (
    id BLOB NOT NULL PRIMARY KEY,
    user_id BLOB NOT NULL REFERENCES node_user (id),
    token_hash BLOB NOT NULL UNIQUE,
    csrf TEXT NOT NULL,
    method TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX session_by_user ON session (user_id);
CREATE INDEX session_by_end ON session (expires_at);

CREATE TABLE api_token (
    id BLOB NOT NULL PRIMARY KEY,
    user_id BLOB NOT NULL REFERENCES node_user (id),
    name TEXT NOT NULL,
    token_hash BLOB NOT NULL UNIQUE,
    scope TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    seen_at INTEGER,
    ended_at INTEGER
) STRICT;
CREATE INDEX api_token_by_user ON api_token (user_id);

-- No user: the link of the first start, which makes the first operator. Else the user who sets a new password or passkey by it.
CREATE TABLE one_time_link (
    id BLOB NOT NULL PRIMARY KEY,
    token_hash BLOB NOT NULL UNIQUE,
    user_id BLOB REFERENCES node_user (id),
    made_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at INTEGER
) STRICT;
CREATE INDEX one_time_link_by_user ON one_time_link (user_id);

-- Who is called about a record. No organ: an empty text.
CREATE TABLE desk (
    id BLOB NOT NULL PRIMARY KEY,
    party TEXT NOT NULL,
    organ TEXT NOT NULL,
    name TEXT NOT NULL,
    call TEXT NOT NULL,
    state TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    UNIQUE (party, organ, name)
) STRICT;

-- Parties and organs that records can be given to as one; who belongs to it may be hidden.
CREATE TABLE audience_group (
    id TEXT NOT NULL PRIMARY KEY,
    keeper TEXT NOT NULL,
    names TEXT NOT NULL,
    membership TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL
) STRICT;

CREATE TABLE audience_group_member (
    group_id TEXT NOT NULL REFERENCES audience_group (id),
    member TEXT NOT NULL,
    PRIMARY KEY (group_id, member)
) STRICT;
CREATE INDEX audience_group_member_by_member ON audience_group_member (member);
