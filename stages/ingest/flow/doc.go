// Package flow holds what word processors make: paragraphs and tables, one inside another.
// The readers of Word 97-2003, RTF and OpenDocument files build it, and it makes lines and
// grids with places of it.
//
// Text content. A place is the path of a paragraph or a table cell and byte offsets in its
// text. Paths have the steps p, tbl, tr and tc with 1-based positions among the same kind:
// /p[12], /tbl[2]/tr[3]/tc[1], /tbl[1]/tr[1]/tc[1]/p[2]. The text of a cell is that of the
// paragraphs inside it that have any, in order, joined by line feeds.
package flow
