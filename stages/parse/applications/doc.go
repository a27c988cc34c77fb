// Package applications reads table three, the applications received and handled. In go the units
// of its region (Read); out comes a Table: its cells by row and column, its form, and what is out
// of the ordinary. Records get their rows from package match; what the print leaves open, the
// sums of rows and columns choose, and what stays open is unread.
package applications
