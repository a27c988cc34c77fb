// Package pageimage draws the pages of a PDF for the viewer with pdftoppm of poppler, where
// that is installed. A PDF comes from anybody and poppler is C++, so pdftoppm runs in a
// process that can read the system's libraries and fonts, write its answer, and nothing else;
// where the kernel has no such walls nothing is drawn. What was drawn is then held against
// what was read: a page is shown only if there is ink where its words are said to stand, and
// a word that is masked in the text is painted over in the picture.
package pageimage
