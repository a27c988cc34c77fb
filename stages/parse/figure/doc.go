// Package figure turns the values of one row into cells of the report. Clear print is taken as it
// stands (CellOf, CellIn). Where digits are glued, wrapped or one too many, Digits and Wraps list
// what the print allows and the sums of the row leave; package solve does the search. It knows
// neither labels nor which table it reads.
package figure
