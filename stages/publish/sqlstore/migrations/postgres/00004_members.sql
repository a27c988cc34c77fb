-- +goose Up
-- members is the list of who reports, where the office keeps one: a row a member, or, where name
-- is empty, what is known of the region itself. member_changes says who changed it, when and how;
-- its newest id is the list's revision.
CREATE TABLE members (
    id       BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    region   TEXT NOT NULL,
    name     TEXT NOT NULL,
    code     TEXT NOT NULL,
    aliases  TEXT NOT NULL,
    vertical BOOLEAN NOT NULL,
    UNIQUE (region, name)
);
CREATE TABLE member_changes (
    id     BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at     TEXT NOT NULL,
    who    TEXT NOT NULL,
    kind   TEXT NOT NULL,
    before TEXT NOT NULL,
    after  TEXT NOT NULL
);

-- +goose Down
DROP TABLE member_changes;
DROP TABLE members;
