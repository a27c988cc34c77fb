// Package odt reads OpenDocument texts (ISO/IEC 26300), packed (.odt) and flat (.fodt), into
// lines and grids.
//
// What is read: paragraphs and headings in the body, in lists, sections, indexes and text
// boxes; tables with repeated, spanned and covered cells; characters as their styles set
// them, resolved through parents. Not read: deleted text of tracked changes, hidden text,
// notes, annotations, automatic numbers of lists, headers and footers.
//
// Places are those of package flow.
package odt
