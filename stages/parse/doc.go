// Package parse turns the uniform reading of a document into an annual report: title,
// issuer, year, dates, the six sections and the three tables, each figure with its
// place.
//
// There is one engine for all formats. The document becomes units (a line, or a row
// of a grid) of cells; the known labels of the official forms are aligned, in their
// order, with what stands there; and a row is its label with the last seven cells.
// Where the print does not show which digits belong to which cell, the table's own
// sums choose between the readings the digits allow; they never correct what is printed.
package parse
