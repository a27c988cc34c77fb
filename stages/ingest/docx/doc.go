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
//     whose own properties have w:vanish (hidden text), and from all branches of
//     mc:AlternateContent but the first mc:Choice whose namespaces are known, or else
//     mc:Fallback. Paragraphs of a text box inside it are paragraphs of their own.
//   - The text of a cell is that of the paragraphs inside it that have any, text boxes
//     included, joined by line feeds.
//
// Paths are XPath with the usual prefix w and 1-based positions among elements of the same
// name: /w:document/w:body/w:tbl[1]/w:tr[3]/w:tc[2]. The steps w:document and w:body have no
// number. Elements of other namespaces are counted among all: *[2]. What a drop-down field
// shows is an attribute: …/w:listEntry[2]/@w:val. A page or document that is a part of the
// document (w:altChunk) begins a path of its own behind the path of that element:
// /w:document/w:body/w:altChunk[1]/html/body/table[2]/tbody[1]/tr[3]/td[1]. Headers, footers,
// notes and comments are not read.
//
// How the text shows. Characters that are not plain print keep their places and have marks:
// the properties of a run are those of its paragraph's style, of its own style and of itself
// (17.7.2). The instruction of a field is hidden, the result of an inner field in it as well,
// and so is what a content control asks to be filled in. A line of which nothing is displayed
// is no block. What an automatic list prints before a paragraph is Auto, which has no place.
// Drawings, symbols, embedded objects, controls and links to files are objects of the line or
// cell they stand in, also where it has no text.
package docx
