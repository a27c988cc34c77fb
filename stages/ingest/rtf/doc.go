// Package rtf reads Rich Text Format (1.9.1) into lines and grids.
//
// What is read: the text of the body in the code page of its font or document and in \u
// characters; rows, cells and their merges, nested tables; results of fields; automatic
// numbers as the writer left them (\listtext); looks of characters. Not read: headers,
// footers, notes, comments, text boxes, styles, and every destination that is not known.
// Hidden and deleted text is left out.
//
// Places are those of package flow.
package rtf
