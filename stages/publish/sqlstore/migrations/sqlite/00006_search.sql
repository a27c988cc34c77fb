-- +goose Up
-- The rowid of search is the document's weight * 2^32 + id, so that it is in the order of lists.
-- unsearched are the documents whose words the program has to write anew; it does so when it
-- opens the database.
DROP TABLE search;
CREATE VIRTUAL TABLE search USING fts5(words, content='', contentless_delete=1);
CREATE TABLE unsearched (document_id INTEGER PRIMARY KEY);
INSERT INTO unsearched SELECT id FROM documents;
-- Who of a list of members has a report of a year is found out from this index alone.
CREATE INDEX documents_received ON documents (year, issuer, place, region, agency, is_current) WHERE is_current;

-- +goose Down
DROP INDEX documents_received;
DROP TABLE unsearched;
DROP TABLE search;
CREATE VIRTUAL TABLE search USING fts5(words, content='', contentless_delete=1);
