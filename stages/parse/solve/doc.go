// Package solve finds the numbers that printed digits allow. It knows no table and no
// document: it gets pieces of digits, how many cells they fill and which cells add up to
// which, and gives every reading that meets the sums.
//
// It has two steps. Row.Readings divides, joins or leaves out the pieces of one row.
// Table.Solve chooses one reading for each row so that the sums over the rows hold, and
// says which cells are the same in every such choice. Both are bounded by a budget of
// steps, so that no print can hold up a worker.
package solve
