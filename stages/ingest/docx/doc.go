// Package docx reads Office Open XML text documents (ISO/IEC 29500, transitional and
// strict) into lines and grids.
//
// Text content. A place in a document is the path of a paragraph or a table cell in the main
// part and byte offsets in its text, defined so that a second reader can find the same
// bytes:
//
//   - The text of a paragraph is that of its w:t and m:t elements in order; w:tab and
//     w:ptab are a tab, w:br and w:cr a line feed, w:noBreakHyphen a hyphen-minus. Nothing is
//     taken from w:pPr, from w:del and w:moveFrom (deleted text does not count), from runs
//     with w:vanish (hidden text) and from mc:AlternateContent but its first mc:Choice.
//     Paragraphs of a text box inside it are paragraphs of their own.
//   - The text of a cell is that of the paragraphs inside it that have any, text boxes
//     included, joined by line feeds.
//
// Paths are XPath with the usual prefix w and 1-based positions among elements of the same
// name: /w:document/w:body/w:tbl[1]/w:tr[3]/w:tc[2]. The steps w:document and w:body have no
// number. Elements of other namespaces are counted among all: *[2]. Headers, footers, notes
// and comments are not read.
package docx
