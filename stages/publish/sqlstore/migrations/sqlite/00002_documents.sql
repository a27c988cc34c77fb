-- +goose Up
-- documents has one row for each document: which of its verdicts is the newest, whose report
-- of which year it is, and what lists show of it. verdicts never change; these rows do.
-- is_current marks the one document that counts among the versions and copies of a report.
-- published is YYYY-MM-DD, submitted RFC 3339 in UTC. weight grows with the findings: errors
-- before warnings before hints.
CREATE TABLE documents (
    id         INTEGER PRIMARY KEY,
    doc        TEXT NOT NULL UNIQUE,
    verdict_id INTEGER NOT NULL REFERENCES verdicts (id) ON DELETE CASCADE,
    is_current BOOLEAN NOT NULL,
    issuer     TEXT NOT NULL,
    place      TEXT NOT NULL,
    year       INTEGER,
    region     TEXT NOT NULL,
    agency     TEXT,
    title      TEXT,
    form       TEXT NOT NULL,
    file       TEXT NOT NULL,
    url        TEXT NOT NULL,
    producer   TEXT NOT NULL,
    published  TEXT,
    submitted  TEXT,
    errors     INTEGER NOT NULL,
    warnings   INTEGER NOT NULL,
    infos      INTEGER NOT NULL,
    unread     INTEGER NOT NULL,
    weight     INTEGER NOT NULL
);
CREATE INDEX documents_issuer ON documents (issuer, year);
CREATE INDEX documents_verdict ON documents (verdict_id);
CREATE INDEX documents_regions ON documents (region);
CREATE INDEX documents_producers ON documents (producer);
CREATE INDEX documents_weight ON documents (weight DESC, id DESC) WHERE is_current;
CREATE INDEX documents_year ON documents (year, weight DESC, id DESC) WHERE is_current;
CREATE INDEX documents_region ON documents (year, region, weight DESC, id DESC) WHERE is_current;
CREATE VIRTUAL TABLE search USING fts5(words, content='', contentless_delete=1);
-- A decision is on what a finding says of a report, not on the finding's row: another rule set
-- or parser finds it again under the same rule and evidence. The last one
-- counts, and has is_last.
CREATE TABLE decisions (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    issuer   TEXT NOT NULL,
    place    TEXT NOT NULL,
    year     INTEGER NOT NULL,
    rule     TEXT NOT NULL,
    evidence TEXT NOT NULL,
    kind     TEXT NOT NULL,
    reason   TEXT NOT NULL,
    message  TEXT NOT NULL,
    who      TEXT NOT NULL,
    at       TEXT NOT NULL,
    doc      TEXT NOT NULL,
    is_last  BOOLEAN NOT NULL
);
CREATE INDEX decisions_report ON decisions (issuer, year);
-- label names each row and column of the tables, dictionary each column of this database's
-- tables and views; the program writes both when it opens the database.
CREATE TABLE label (
    table_name TEXT NOT NULL,
    row_key    TEXT NOT NULL,
    col_key    TEXT NOT NULL,
    wide       TEXT NOT NULL,
    forms      TEXT NOT NULL,
    zh         TEXT NOT NULL,
    en         TEXT NOT NULL,
    PRIMARY KEY (table_name, row_key, col_key)
);
CREATE TABLE dictionary (
    object TEXT NOT NULL,
    name   TEXT NOT NULL,
    type   TEXT NOT NULL,
    zh     TEXT NOT NULL,
    en     TEXT NOT NULL,
    PRIMARY KEY (object, name)
);

-- +goose Down
DROP VIEW IF EXISTS cell_wide;
DROP VIEW IF EXISTS cell_long;
DROP VIEW IF EXISTS finding_latest;
DROP VIEW IF EXISTS report_latest;
DROP TABLE dictionary;
DROP TABLE label;
DROP TABLE decisions;
DROP TABLE search;
DROP TABLE documents;
