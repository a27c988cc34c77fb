-- +goose Up
CREATE TABLE verdicts (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    doc            TEXT NOT NULL,
    parser         TEXT NOT NULL,
    rules          TEXT NOT NULL,
    basis          TEXT NOT NULL,
    digest         TEXT NOT NULL,
    year           INTEGER,
    agency         TEXT,
    form           TEXT NOT NULL,
    title          TEXT,
    check_json     TEXT NOT NULL,
    errors         INTEGER NOT NULL,
    warnings       INTEGER NOT NULL,
    infos          INTEGER NOT NULL,
    met            INTEGER NOT NULL,
    broken         INTEGER NOT NULL,
    not_applicable INTEGER NOT NULL,
    inconclusive   INTEGER NOT NULL,
    cells_printed  INTEGER NOT NULL,
    cells_blank    INTEGER NOT NULL,
    cells_dash     INTEGER NOT NULL,
    cells_derived  INTEGER NOT NULL,
    cells_unread   INTEGER NOT NULL,
    UNIQUE (doc, parser, rules, basis)
);
CREATE INDEX verdicts_year_agency ON verdicts (year, agency);

CREATE TABLE findings (
    verdict_id INTEGER NOT NULL REFERENCES verdicts (id) ON DELETE CASCADE,
    n          INTEGER NOT NULL,
    rule       TEXT NOT NULL,
    severity   TEXT NOT NULL,
    section    INTEGER NOT NULL,
    message    TEXT NOT NULL,
    message_en TEXT NOT NULL,
    want       TEXT NOT NULL,
    got        TEXT NOT NULL,
    cells      TEXT NOT NULL,
    quotes     TEXT NOT NULL,
    places     TEXT NOT NULL,
    PRIMARY KEY (verdict_id, n)
) WITHOUT ROWID;
CREATE INDEX findings_rule ON findings (rule, verdict_id);

-- table_name is disclosure, applications, proceedings or stats. row_key and col_key are
-- the keys of the report's schema (disclosure has no columns; a row of stats has the
-- indicator's name and its unit). value has the digits as printed, NULL where the cell
-- has no number.
CREATE TABLE cells (
    verdict_id INTEGER NOT NULL REFERENCES verdicts (id) ON DELETE CASCADE,
    n          INTEGER NOT NULL,
    table_name TEXT NOT NULL,
    row_key    TEXT NOT NULL,
    col_key    TEXT NOT NULL,
    state      TEXT NOT NULL,
    value      TEXT,
    text       TEXT NOT NULL,
    place      TEXT NOT NULL,
    why        TEXT NOT NULL,
    PRIMARY KEY (verdict_id, n)
) WITHOUT ROWID;

-- +goose Down
DROP TABLE cells;
DROP TABLE findings;
DROP TABLE verdicts;
