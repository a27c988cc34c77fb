// Package repair lists the ways to read what the print of a table does not show by itself. Each
// has an id, says what it assumes and what confirms it, and can be switched off by a test.
package repair
