// Package parse turns the uniform reading of a document into an annual report: title,
// issuer, year, dates, the six sections and the three tables, each figure with its
// place.
//
// There is one engine for all formats. The document becomes units (a line, or a row of a
// grid) of cells; the known labels of the official forms are aligned, in their order, with
// what stands there; the heads say which column a figure belongs to; and package solve
// finds the numbers that the print allows and the table's own sums meet. The sums choose
// between readings; they never correct what is printed.
//
// Three rules hold for every layout. Inside a table each figure belongs to a cell, or puts
// the rows beside it in doubt: none is left out in silence. A reading that rests on more
// than clear print is a Repair, which says what it assumes and what confirms it. And what
// is there and could not be read is said: once for a table, else for each row.
package parse
