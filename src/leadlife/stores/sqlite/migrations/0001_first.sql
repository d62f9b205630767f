-- Instants are microseconds since 1970-01-01 UTC. Rows that point at a lead or a policy do so by its integer id.

CREATE TABLE policy (
    id          INTEGER PRIMARY KEY,
    name        TEXT NOT NULL,
    version     TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    dump        TEXT NOT NULL,
    UNIQUE (name, version)
);

-- What the lead's events fold to: a cache, which `crc` protects from accidents. `visits` to `rest` are its JSON.
CREATE TABLE lead (
    id          INTEGER PRIMARY KEY,
    uid         TEXT NOT NULL UNIQUE,
    key         TEXT,
    version     INTEGER NOT NULL,
    policy      INTEGER NOT NULL REFERENCES policy,
    stage       TEXT NOT NULL,
    owner       TEXT,
    source      TEXT,
    campaign    TEXT,
    account     TEXT,
    captured_at INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL,
    shape       INTEGER NOT NULL,
    visits      TEXT NOT NULL,
    told        TEXT NOT NULL,
    clocks      TEXT NOT NULL,
    rest        TEXT NOT NULL,
    crc         INTEGER NOT NULL
);
CREATE UNIQUE INDEX lead_key ON lead (key) WHERE key IS NOT NULL;
CREATE INDEX lead_stage ON lead (stage);
CREATE INDEX lead_owner ON lead (owner) WHERE owner IS NOT NULL;
CREATE INDEX lead_source ON lead (source) WHERE source IS NOT NULL;
CREATE INDEX lead_campaign ON lead (campaign) WHERE campaign IS NOT NULL;
CREATE INDEX lead_account ON lead (account) WHERE account IS NOT NULL;
CREATE INDEX lead_captured ON lead (captured_at);

-- What happened. `pos` is the order in which it was committed; `version` that of the body's schema.
CREATE TABLE event (
    pos         INTEGER PRIMARY KEY,
    lead        INTEGER NOT NULL REFERENCES lead,
    seq         INTEGER NOT NULL,
    kind        TEXT NOT NULL,
    version     INTEGER NOT NULL,
    policy      INTEGER NOT NULL REFERENCES policy,
    occurred_at INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL,
    body        TEXT NOT NULL,
    digest      BLOB NOT NULL,
    UNIQUE (lead, seq)
);

-- The clocks with a level still to come. `ready_at` is `due_at`, or the end of the lease while `fence` is not 0.
CREATE TABLE clock (
    lead     INTEGER NOT NULL REFERENCES lead,
    id       TEXT NOT NULL,
    due_at   INTEGER NOT NULL,
    ready_at INTEGER NOT NULL,
    fence    INTEGER NOT NULL DEFAULT 0,
    worker   TEXT,
    PRIMARY KEY (lead, id)
) WITHOUT ROWID;
CREATE INDEX clock_ready ON clock (ready_at);

-- Notices, before and after their delivery.
CREATE TABLE outbox (
    pos      INTEGER PRIMARY KEY,
    lead     INTEGER NOT NULL REFERENCES lead,
    seq      INTEGER NOT NULL,
    rule     TEXT NOT NULL,
    channel  TEXT NOT NULL,
    clock    TEXT,
    body     TEXT NOT NULL,
    ready_at INTEGER NOT NULL,
    state    TEXT NOT NULL DEFAULT 'pending',
    attempts INTEGER NOT NULL DEFAULT 0,
    fence    INTEGER NOT NULL DEFAULT 0,
    worker   TEXT,
    error    TEXT,
    UNIQUE (lead, seq, rule, channel)
);
CREATE INDEX outbox_ready ON outbox (channel, ready_at) WHERE state = 'pending';
CREATE INDEX outbox_set_aside ON outbox (state) WHERE state IN ('parked', 'withdrawn');

-- Command ids that were committed, and what they wrote: a JSON list of [lead, version].
CREATE TABLE receipt (
    id     TEXT PRIMARY KEY,
    digest TEXT NOT NULL,
    wrote  TEXT NOT NULL
) WITHOUT ROWID;

-- The number that the next claim gets: no two claims ever have the same.
CREATE TABLE fence (next INTEGER NOT NULL);
INSERT INTO fence (next) VALUES (1);
