package yamlfile

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/text/width"
)

// maxErrors is the most errors that are told about one file; more would hide the first.
const maxErrors = 20

// Error is one fault of a file and its place.
type Error struct {
	// Name is the file's name as given to New.
	Name string
	// Line and Column are 1-based; the column counts characters, not bytes.
	Line, Column int
	// ZH and EN say the same in both languages.
	ZH, EN string
	// Source is the text of the line.
	Source string
}

// Error returns name:line:column, the message in both languages, the line and a caret
// under the place.
func (e *Error) Error() string {
	gutter := fmt.Sprintf("%5d | ", e.Line)
	line, caret := window(e.Source, e.Column)
	return fmt.Sprintf("%s:%d:%d: %s / %s\n%s%s\n%s| %s", e.Name, e.Line, e.Column, e.ZH, e.EN,
		gutter, line, strings.Repeat(" ", len(gutter)-2), caret)
}

// Errors are the faults of a file in the order of their places.
type Errors []*Error

// Error joins them with newlines.
func (es Errors) Error() string {
	parts := make([]string, len(es))
	for i, e := range es {
		parts[i] = e.Error()
	}
	return strings.Join(parts, "\n")
}

// Unwrap makes each of them reachable for errors.As.
func (es Errors) Unwrap() []error {
	out := make([]error, len(es))
	for i, e := range es {
		out[i] = e
	}
	return out
}

func (es Errors) sorted() Errors {
	slices.SortStableFunc(es, func(a, b *Error) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return es[:min(len(es), maxErrors)]
}

// window cuts a long line down to what stands around the column, and returns the caret
// line for it. Wide characters take an ideographic space, so that the caret stands
// below its character in any font in which those are two columns wide.
func window(line string, column int) (shown, caret string) {
	const before, after = 60, 40
	rs := []rune(strings.ReplaceAll(line, "\t", " "))
	at := max(0, min(column-1, len(rs)))
	from, to := max(0, at-before), min(len(rs), at+after)
	head, tail := "", ""
	if from > 0 {
		head = "…"
	}
	if to < len(rs) {
		tail = "…"
	}
	var b strings.Builder
	for _, r := range head + string(rs[from:at]) {
		switch width.LookupRune(r).Kind() {
		case width.EastAsianWide, width.EastAsianFullwidth:
			b.WriteRune('\u3000')
		default:
			b.WriteByte(' ')
		}
	}
	return head + string(rs[from:to]) + tail, b.String() + "^"
}
