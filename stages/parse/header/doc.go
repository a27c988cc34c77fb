// Package header orders the columns of a table by the heads that are printed above them. In go
// the words of the units above the figures; out comes which column of the form each figure in
// print order stands in, or that the heads contradict the form.
package header
