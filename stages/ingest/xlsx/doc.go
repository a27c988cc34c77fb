// Package xlsx reads Office Open XML workbooks (ISO/IEC 29500, SpreadsheetML) into lines and
// grids.
//
// What is read: the sheets that are not hidden, in order; of each cell what it shows:
// numbers by their formats, texts without their phonetic marks, results of formulas as they
// were stored; merged cells; struck, raised, lowered and white characters, and rows and
// columns that are hidden, as marks. Not read: comments, text boxes, headers, charts, and
// formats with conditions, which are shown as General.
//
// Text content. A place is a sheet by its number among all sheets of the workbook and a cell
// by its name, sheet[1]!B5, and byte offsets in what it shows.
package xlsx
