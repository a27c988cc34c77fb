// Package xls reads Excel 97-2003 workbooks ([MS-XLS], BIFF8) into lines and grids.
//
// What is read, and how, is that of package xlsx: the sheets that are not hidden, what each
// cell shows by its format, results of formulas as they were stored, merged cells, looks of
// characters and hidden rows and columns. Workbooks of Excel 95 and older are refused.
//
// Places are as those of package xlsx: sheet[1]!B5.
package xls
