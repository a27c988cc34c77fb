-- +goose Up
-- unsearched are the documents whose words the program has to write anew; it does so when it
-- opens the database.
CREATE TABLE unsearched (document_id BIGINT PRIMARY KEY);
INSERT INTO unsearched SELECT id FROM documents;

-- +goose Down
DROP TABLE unsearched;
