// Package content runs the content of PDF pages (ISO 32000-1, clauses 8 and 9) and returns
// what is drawn: glyphs with their boxes and looks, straight lines, filled areas and pictures,
// in the order in which they are painted.
package content
