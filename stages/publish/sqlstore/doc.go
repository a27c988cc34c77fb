// Package sqlstore is a sink of package publish in a SQL database: SQLite, embedded, or
// PostgreSQL. It holds the check object byte for byte and, beside it, its findings and
// cells as rows, so that a year can be asked for in SQL.
//
// Texts in the columns have bytes that are no UTF-8, and NUL, replaced by U+FFFD, because
// PostgreSQL takes neither; check_json has everything as it was.
package sqlstore
