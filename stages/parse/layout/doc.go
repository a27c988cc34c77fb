// Package layout turns a document into units: a line of text or a row of a grid, each of cells.
// In goes a report.Document of any format; out come []Unit, and ReadValue says what stands in
// one Cell: a number, a dash, a blank, words. Every cell keeps the way back to its place in the
// document. It knows the words of the forms only as far as pasted cells need them to be cut.
package layout
