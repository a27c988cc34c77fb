// Package pdf reads PDF files into lines and grids of words with their boxes.
//
// The file's objects are read by package syntax, its fonts by package font, and what its pages
// draw by package content. From that this package makes words, tells how they look, finds the
// cells of tables in the lines that are drawn or in the structure that the file itself names,
// and puts all in reading order.
package pdf
