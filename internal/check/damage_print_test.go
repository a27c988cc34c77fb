package check

import (
	"encoding/csv"
	"strings"
)

// markdown prints a table with borders of equal places and a rule below its first row.
func markdown(rows [][]string) string {
	var b strings.Builder
	for i, row := range padded(rows) {
		b.WriteString("| " + strings.Join(row, " | ") + " |\n")
		if i == 0 {
			b.WriteString("|" + strings.Repeat("---|", len(row)) + "\n")
		}
	}
	return b.String() + "\n"
}

// boxes prints a table with rules between its rows.
func boxes(rows [][]string) string {
	if rows = padded(rows); len(rows) == 0 {
		return ""
	}
	rule := "+"
	for _, c := range rows[0] {
		rule += strings.Repeat("-", columnsOf(c)+2) + "+"
	}
	var b strings.Builder
	b.WriteString(rule + "\n")
	for _, row := range rows {
		b.WriteString("| " + strings.Join(row, " | ") + " |\n" + rule + "\n")
	}
	return b.String()
}

// columns prints a table with white space of at least gap between its columns, as pdftotext -layout does;
// what stands in a cell is centred or not.
func columns(rows [][]string, gap int, centred bool) string {
	var b strings.Builder
	for _, row := range padded(rows) {
		for i, c := range row {
			if text := strings.TrimSpace(c); centred && i > 0 {
				left := (columnsOf(c) - columnsOf(text)) / 2
				c = strings.Repeat(" ", left) + text + strings.Repeat(" ", columnsOf(c)-columnsOf(text)-left)
			}
			row[i] = c
		}
		b.WriteString(strings.TrimRight(strings.Join(row, strings.Repeat(" ", gap)), " ") + "\n")
	}
	return b.String()
}

// commas prints a table as a spreadsheet exports it.
func commas(rows [][]string) string {
	var b strings.Builder
	w := csv.NewWriter(&b)
	_ = w.WriteAll(rows) // a Builder takes everything
	return b.String()
}

// padded has as many cells in each row, and each as wide as the widest of its column. A line's end in a cell
// is white space.
func padded(rows [][]string) [][]string {
	most := 0
	for _, row := range rows {
		most = max(most, len(row))
	}
	wide := make([]int, most)
	out := make([][]string, len(rows))
	for i, row := range rows {
		out[i] = make([]string, most)
		for k, c := range row {
			out[i][k] = strings.ReplaceAll(c, "\n", " ")
			wide[k] = max(wide[k], columnsOf(out[i][k]))
		}
	}
	for _, row := range out {
		for k, c := range row {
			row[k] = c + strings.Repeat(" ", wide[k]-columnsOf(c))
		}
	}
	return out
}
