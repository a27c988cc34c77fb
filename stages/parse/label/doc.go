// Package label knows the words of the official forms and how prints of them differ. In go folded
// texts; out come the row of the form that a text is the label of, how like it is, and where
// labels stand in running text. The forms themselves are data of package report; wordings that
// published reports use besides stand in variants.go. It knows nothing of cells or pages.
package label
