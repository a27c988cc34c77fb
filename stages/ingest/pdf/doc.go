// Package pdf reads PDF files into lines of words with their boxes.
//
// PDF files are read by a child process only, because readers of PDF crash or eat memory
// on hostile files: pdftotext of poppler-utils where it is installed, otherwise ServeMain
// in our own binary, started again and kept for a while (ChildMain reads a single file).
// Where pdftotext finds nothing that can be read, the built-in reader is asked as well.
// Both write the same list of words (poppler's -bbox-layout), which is parsed strictly, and
// the lines are made here for both: words whose middles are at the same height are a line.
package pdf
