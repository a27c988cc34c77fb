package pdf

import (
	"math"
	"regexp"
	"strconv"
	"strings"
)

// pageMark is what a line with the number of a page may consist of.
var pageMark = regexp.MustCompile(`^[\s\d第共页頁/|·•.,，—–－_()（）-]*\d[\s\d第共页頁/|·•.,，—–－_()（）-]*$`)

// isPageMark reports whether a line is made like the number of a page.
func isPageMark(s string) bool { return len(s) < 60 && pageMark.MatchString(s) }

// markAt is a line that may be a page mark: how far its numbers are from the sheet's own.
type markAt struct {
	shift int
	y     int // in steps of eight points
}

// dropPageMarks takes the numbers of pages out of the items: lines of hardly anything but one
// to three numbers, the first or the last of their sheet, that stand at the same height on two
// sheets or more, with a number that grows as the pages do. They would stand between the rows
// of a table that goes on.
func dropPageMarks(items []item) []item {
	seen := make(map[markAt]map[int]bool)
	marks := make([][]markAt, len(items))
	for i := range items {
		marks[i] = items[i].pageMarks()
		for _, m := range marks[i] {
			if seen[m] == nil {
				seen[m] = make(map[int]bool)
			}
			seen[m][items[i].sheet.page] = true
		}
	}
	var out []item
	for i, it := range items {
		counted := false
		for _, m := range marks[i] {
			for _, y := range []int{m.y - 1, m.y, m.y + 1} {
				for page := range seen[markAt{m.shift, y}] {
					counted = counted || page != it.sheet.page
				}
			}
		}
		if !counted {
			out = append(out, it)
		}
	}
	return out
}

// pageMarks are the readings of a line as a page mark, none if it is no such line.
func (it *item) pageMarks() []markAt {
	edge := 0.12 * it.sheet.height
	if it.table != nil || it.top > edge && it.top < it.sheet.height-edge || !isPageMark(it.line.S) {
		return nil
	}
	numbers := strings.FieldsFunc(it.line.S, func(r rune) bool { return r < '0' || r > '9' })
	if len(numbers) > 3 {
		return nil
	}
	var out []markAt
	for _, s := range numbers {
		if n, err := strconv.Atoi(s); err == nil && n < 10_000 {
			out = append(out, markAt{n - it.sheet.page, int(math.Round(it.top / 8))})
		}
	}
	return out
}
