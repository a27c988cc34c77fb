// Package match gives records their rows of table three. In go records and the labels of the
// form; Align sets Record.Row and Score by the monotone matching that weighs most, Likeness
// weighs one record against every row, and Seen says which labels stand anywhere at all.
package match
