// Package record gathers the units of one table's region into records: a run of figures and the
// words around it, at best one row. In go units; out comes a Table of records, texts and both in
// reading order. Which row of the form a record is, it does not know: package match says so.
package record
