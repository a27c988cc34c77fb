// Package disclosure reads table two, what was disclosed on the body's own motion. In go the units
// of its region (Read); out comes a Table: its cells by key, its form, and what is out of the
// ordinary. The table has no sums, so a cell is read only where the print leaves one reading.
package disclosure
