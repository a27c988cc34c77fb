-- +goose Up
-- erased says which documents were erased, when, by whom, why (a class), and how many verdicts
-- went: nothing of what they were. Whoever counts the verdicts adds these.
CREATE TABLE erased (
    id       BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    doc      TEXT NOT NULL,
    at       TEXT NOT NULL,
    who      TEXT NOT NULL,
    reason   TEXT NOT NULL,
    verdicts BIGINT NOT NULL
);
CREATE INDEX erased_doc ON erased (doc);

-- +goose Down
DROP TABLE erased;
