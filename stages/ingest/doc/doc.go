// Package doc reads Word 97-2003 documents ([MS-DOC]), which WPS writes as well, into lines
// and grids.
//
// What is read: the main text by its piece table, in 16-bit and 8-bit pieces; rows and cells
// of tables by their marks, edges and merged cells by the definition at each row's end;
// nested tables; results of fields; looks of characters from their own properties. Not read:
// headers, footers, notes, comments, text boxes, styles, automatic numbers. Hidden and
// deleted text is left out. Files of Word 6 and 95 are refused.
//
// Places are those of package flow.
package doc
