-- Who works here. Handle and name are personal data: erasing a user overwrites them and deletes what opens the log's commitment.
-- No password is ever kept, only its argon2id text; no token of any kind, only its SHA-256.
CREATE TABLE node_user (
    id UUID NOT NULL PRIMARY KEY,
    handle TEXT COLLATE "C" NOT NULL,
    handle_key TEXT COLLATE "C" NOT NULL UNIQUE,
    name TEXT COLLATE "C" NOT NULL,
    party TEXT COLLATE "C",
    organ TEXT COLLATE "C",
    desk TEXT COLLATE "C",
    roles TEXT COLLATE "C" NOT NULL,
    language TEXT COLLATE "C" NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    password TEXT COLLATE "C",
    failed BIGINT NOT NULL,
    wait_until TIMESTAMPTZ,
    made_at TIMESTAMPTZ NOT NULL,
    changed_at TIMESTAMPTZ NOT NULL,
    logged_in_at TIMESTAMPTZ
);
CREATE INDEX node_user_by_party ON node_user (party, handle_key);

CREATE TABLE passkey (
    id UUID NOT NULL PRIMARY KEY,
    user_id UUID NOT NULL REFERENCES node_user (id),
    credential BYTEA NOT NULL UNIQUE,
    name TEXT COLLATE "C" NOT NULL,
    content TEXT COLLATE "C" NOT NULL,
    made_at TIMESTAMPTZ NOT NULL,
    used_at TIMESTAMPTZ
);
CREATE INDEX passkey_by_user ON passkey (user_id);

-- Whom another provider of logins vouches for (OpenID Connect: issuer and subject).
CREATE TABLE outside_login (
    issuer TEXT COLLATE "C" NOT NULL,
    subject TEXT COLLATE "C" NOT NULL,
    user_id UUID NOT NULL REFERENCES node_user (id),
    made_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (issuer, subject)
);
CREATE INDEX outside_login_by_user ON outside_login (user_id);

CREATE TABLE session (
    id UUID NOT NULL PRIMARY KEY,
    user_id UUID NOT NULL REFERENCES node_user (id),
    token_hash BYTEA NOT NULL UNIQUE,
    csrf TEXT COLLATE "C" NOT NULL,
    method TEXT COLLATE "C" NOT NULL,
    made_at TIMESTAMPTZ NOT NULL,
    seen_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX session_by_user ON session (user_id);
CREATE INDEX session_by_end ON session (expires_at);

CREATE TABLE api_token (
    id UUID NOT NULL PRIMARY KEY,
    user_id UUID NOT NULL REFERENCES node_user (id),
    name TEXT COLLATE "C" NOT NULL,
    token_hash BYTEA NOT NULL UNIQUE,
    scope TEXT COLLATE "C" NOT NULL,
    made_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    seen_at TIMESTAMPTZ,
    ended_at TIMESTAMPTZ
);
CREATE INDEX api_token_by_user ON api_token (user_id);

-- No user: the link of the first start, which makes the first operator. Else the user who sets a new password or passkey by it.
CREATE TABLE one_time_link (
    id UUID NOT NULL PRIMARY KEY,
    token_hash BYTEA NOT NULL UNIQUE,
    user_id UUID REFERENCES node_user (id),
    made_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    used_at TIMESTAMPTZ
);
CREATE INDEX one_time_link_by_user ON one_time_link (user_id);

-- Who is called about a record. No organ: an empty text.
CREATE TABLE desk (
    id UUID NOT NULL PRIMARY KEY,
    party TEXT COLLATE "C" NOT NULL,
    organ TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    call TEXT COLLATE "C" NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    made_at TIMESTAMPTZ NOT NULL,
    changed_at TIMESTAMPTZ NOT NULL,
    UNIQUE (party, organ, name)
);

-- Parties and organs that records can be given to as one; who belongs to it may be hidden.
CREATE TABLE audience_group (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    keeper TEXT COLLATE "C" NOT NULL,
    names TEXT COLLATE "C" NOT NULL,
    membership TEXT COLLATE "C" NOT NULL,
    made_at TIMESTAMPTZ NOT NULL,
    changed_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE audience_group_member (
    group_id TEXT COLLATE "C" NOT NULL REFERENCES audience_group (id),
    member TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (group_id, member)
);
CREATE INDEX audience_group_member_by_member ON audience_group_member (member);
