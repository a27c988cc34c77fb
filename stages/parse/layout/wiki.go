package layout

import "strings"

// A wiki writes a table between {| and |}, a cell a line. Its rows are divided by |-, which is no cell with a
// dash, and a cell may begin with what it looks like: |align="right"| 12.

// wikiTable reports whether a line stands in a wiki's table, in being whether the one before did.
func wikiTable(line string, in bool) bool {
	if !in && strings.IndexByte(line, '{') < 0 {
		return false
	}
	line = strings.TrimLeft(line, " :")
	return strings.HasPrefix(line, "{|") || in && !strings.HasPrefix(line, "|}")
}

// wikiRule reports a line that divides rows.
func wikiRule(line string) bool { return strings.HasPrefix(strings.TrimSpace(line), "|-") }

// wikiCell is where the cell in s[from:end] begins without its looks, at its border.
func wikiCell(s string, from, end int) int {
	line := s[from:end]
	if line == "" || line[0] != '|' && line[0] != '!' {
		return from
	}
	if k := strings.IndexByte(line[1:], '|'); k > 0 && strings.Contains(line[1:1+k], "=\"") {
		return from + 1 + k
	}
	if line[0] == '!' {
		return from + 1
	}
	return from
}
