// Package dataset is a year of reports as tables for other programs: which tables there are,
// what each column is called and holds, and writers for CSV, XLSX, Parquet and NDJSON. The
// views of the database and the exported files have the same columns.
package dataset
