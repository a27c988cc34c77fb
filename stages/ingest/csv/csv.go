// Package csv reads values separated by commas, semicolons or tabs (RFC 4180), as
// spreadsheets export them, into lines and grids.
//
// A place is of the kind text where the field stands in the file as it is read, with byte
// offsets in the decoded text; a field with doubled quotes has the kind csv, its record and
// field (R5C2, 1-based) and byte offsets in its value.
package csv

import (
	"context"
	"fmt"
	"path"
	"strings"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/ingest/sheet"
	"github.com/gouji/gouji/stages/report"
)

// field is one value. Its text is s[start:end] if it is not doubled.
type field struct {
	start, end int
	doubled    bool // it holds quotes that stand for one
}

// Delimiter is what separates the values of s, 0 if it is no such file. What is named .csv or
// .tsv is one if any line is separated at all; anything else if at least ten records have
// the same number of at least four fields, and only for commas and semicolons: a table in
// tabs is read as text.
func Delimiter(s, name string) byte {
	named := false
	switch strings.ToLower(path.Ext(name)) {
	case ".csv", ".tsv":
		named = true
	}
	best, score := byte(0), 0
	for _, d := range []byte{',', ';', '\t'} {
		if !named && d == '\t' {
			continue
		}
		n, same := consistent(s, d, named)
		if !named && (!same || n < 10) {
			continue
		}
		if n > score {
			best, score = d, n
		}
	}
	return best
}

// sampled is how many records are looked at to find the delimiter.
const sampled = 200

// consistent is how many records have more than one field, and whether all have the same
// number of at least four. Unless all is set, it looks no further once they have not.
func consistent(s string, delimiter byte, all bool) (n int, same bool) {
	first, records := 0, 0
	same = true
	scan(s, delimiter, func(fields []field) bool {
		if len(fields) == 1 && fields[0].start == fields[0].end {
			return true
		}
		if records == 0 {
			first = len(fields)
		}
		records++
		same = same && len(fields) == first && len(fields) < mostFields
		if len(fields) > 1 {
			n++
		}
		return records < sampled && (all || same && first >= 4)
	})
	return n, same && first >= 4
}

// mostFields is where a record ends in any case: no table is as wide, and its fields are held
// until it ends.
const mostFields = 20_000

// scan calls each for every record until that returns false. The fields are valid during
// the call only.
func scan(s string, delimiter byte, each func([]field) bool) {
	var fields []field
	at, wasted := 0, 0
	if strings.HasPrefix(s, "\uFEFF") {
		at = len("\uFEFF")
	}
	for at < len(s) {
		f, next := one(s, at, delimiter, &wasted)
		fields = append(fields, f)
		if next < len(s) && s[next] == delimiter && len(fields) < mostFields {
			at = next + 1
			if at == len(s) {
				fields = append(fields, field{start: at, end: at})
			}
			if at < len(s) {
				continue
			}
		} else {
			at = lineEnd(s, next)
		}
		if !each(fields) {
			return
		}
		fields = fields[:0]
	}
}

func lineEnd(s string, at int) int {
	if strings.HasPrefix(s[at:], "\r\n") {
		return at + 2
	}
	return at + 1
}

// one reads the field at s[at:] and returns where its delimiter or line end stands. wasted
// counts the bytes that were searched for closing quotes in vain: in a file of nothing else
// that is the square of its size, so from four times its size on quotes are characters like
// others.
func one(s string, at int, delimiter byte, wasted *int) (field, int) {
	if at < len(s) && s[at] == '"' && *wasted <= 4*len(s) {
		f, next, ok := quoted(s, at, delimiter)
		if ok {
			return f, next
		}
		*wasted += next - at
	}
	end := at
	for end < len(s) && s[end] != delimiter && s[end] != '\n' && s[end] != '\r' {
		end++
	}
	return field{start: at, end: end}, end
}

// quoted reads a field in quotes and returns where it ends. It is false if the closing quote
// is missing or has something else behind it: then the quote is a character like others.
func quoted(s string, at int, delimiter byte) (field, int, bool) {
	f := field{start: at + 1}
	for i := at + 1; i < len(s); i++ {
		if s[i] != '"' {
			continue
		}
		if i+1 < len(s) && s[i+1] == '"' {
			f.doubled = true
			i++
			continue
		}
		f.end = i
		next := i + 1
		return f, next, next == len(s) || s[next] == delimiter || s[next] == '\n' || s[next] == '\r'
	}
	return f, len(s), false
}

// Read returns the lines and grids of s. The errors are poison of the limit classes, and the
// context's.
func Read(ctx context.Context, s string, delimiter byte, lim sheet.Limits) ([]report.Block, error) {
	var sh sheet.Sheet
	var err error
	row := 0
	ends := map[int]int{} // by row: where it ends in s
	scan(s, delimiter, func(fields []field) bool {
		if row%1024 == 0 && ctx.Err() != nil {
			err = ctx.Err()
			return false
		}
		for col, f := range fields {
			if len(sh.Cells) >= lim.Cells {
				err = fault.Poisonf(fault.LimitCells, "表格过大，请只提交年度报告本身 · the file has more than %d values; submit the report alone", lim.Cells)
				return false
			}
			if f.end-f.start > lim.Text {
				err = fault.Poisonf(fault.LimitToken, "a value has %d bytes, at most %d are read", f.end-f.start, lim.Text)
				return false
			}
			sh.Cells = append(sh.Cells, sheet.Cell{Row: row, Col: col, RowSpan: 1, ColSpan: 1, Text: f.text(s, row, col)})
		}
		ends[row] = fields[len(fields)-1].end
		row++
		return true
	})
	if err != nil {
		return nil, err
	}
	sh.Blank = func(row, _ int) report.Text {
		return report.Text{At: report.Place{Kind: report.PlaceText, Start: ends[row], End: ends[row]}}
	}
	return sh.Blocks(lim)
}

func (f field) text(s string, row, col int) report.Text {
	v := s[f.start:f.end]
	if !f.doubled {
		return report.Text{S: v, At: report.Place{Kind: report.PlaceText, Start: f.start, End: f.end}}
	}
	v = strings.ReplaceAll(v, `""`, `"`)
	return report.Text{S: v, At: report.Place{Kind: report.PlaceCSV, Path: fmt.Sprintf("R%dC%d", row+1, col+1), End: len(v)}}
}

// Reread returns what stands at a place of the kind csv.
func Reread(s string, at report.Place) (string, error) {
	out, err := "", fmt.Errorf("csv: no field %.40s", at.Path)
	row := 0
	scan(s, Delimiter(s, "x.csv"), func(fields []field) bool {
		row++
		for col, f := range fields {
			if fmt.Sprintf("R%dC%d", row, col+1) != at.Path {
				continue
			}
			v := strings.ReplaceAll(s[f.start:f.end], `""`, `"`)
			if at.Start >= 0 && at.Start <= at.End && at.End <= len(v) {
				out, err = v[at.Start:at.End], nil
			}
			return false
		}
		return true
	})
	return out, err
}
