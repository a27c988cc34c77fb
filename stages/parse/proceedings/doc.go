// Package proceedings reads table four, reviews and lawsuits: one row of three groups of five
// figures. In go the units of its region (Read); out comes a Table: its cells by group and
// outcome, and what is out of the ordinary. The sums of the three groups confirm what the print
// does not show.
package proceedings
