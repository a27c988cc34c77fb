-- +goose Up
-- document_rules has a row for each document and each rule that its newest verdict has findings
-- of, and how many of each severity. Lists by rule and the sums of a year read it alone. What
-- else it has is as in the document's row, and changes with it.
CREATE TABLE document_rules (
    document_id BIGINT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    rule        TEXT NOT NULL,
    errors      INTEGER NOT NULL,
    warnings    INTEGER NOT NULL,
    infos       INTEGER NOT NULL,
    is_current  BOOLEAN NOT NULL,
    year        INTEGER,
    producer    TEXT NOT NULL,
    weight      BIGINT NOT NULL,
    PRIMARY KEY (document_id, rule)
);
INSERT INTO document_rules (document_id, rule, errors, warnings, infos, is_current, year, producer, weight)
SELECT d.id, f.rule, SUM(CASE WHEN f.severity = 'error' THEN 1 ELSE 0 END), SUM(CASE WHEN f.severity = 'warning' THEN 1 ELSE 0 END),
    SUM(CASE WHEN f.severity IN ('error', 'warning') THEN 0 ELSE 1 END), d.is_current, d.year, d.producer, d.weight
FROM documents d JOIN findings f ON f.verdict_id = d.verdict_id
GROUP BY d.id, f.rule;
-- is_current stands in the indexes too: SQLite looks at it again, and would read each row for it.
CREATE INDEX document_rules_list ON document_rules (rule, weight DESC, document_id DESC, year, producer, errors, warnings, infos, is_current) WHERE is_current;
CREATE INDEX document_rules_year ON document_rules (year, rule, producer, errors, warnings, is_current) WHERE is_current;
CREATE INDEX documents_sums ON documents (year, region, producer, errors, unread, is_current) WHERE is_current;

-- +goose Down
DROP INDEX documents_sums;
DROP TABLE document_rules;
