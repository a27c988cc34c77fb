// Package font decodes the strings that a PDF shows: which characters they are and how wide
// (ISO 32000-1, 9.6 to 9.10). A code whose character neither the file says nor a table of the
// format becomes U+FFFD: nothing is guessed.
package font
