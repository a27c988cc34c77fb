package parse_test

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/gouji/gouji/stages/parse"
	"github.com/gouji/gouji/stages/report"
)

// TestReportOutlivesItsReading: the memory of a reading is used again for the next
// document, so nothing of it may be left in a report.
func TestReportOutlivesItsReading(t *testing.T) {
	t.Parallel()
	p := parse.New()
	read := func(doc report.Document) (report.Report, string) {
		r, err := p.Parse(context.Background(), doc)
		if err != nil {
			t.Fatal(err)
		}
		b, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		return r, string(b)
	}
	first := textDocument(plainPage(func(_ int, l, g string) string { return l + g }))
	kept, before := read(first)
	read(textDocument(plainPage(func(_ int, l, g string) string { return g + l })))
	after, err := json.Marshal(kept)
	if err != nil || string(after) != before {
		t.Errorf("reading another document changed the report: %v\n%s\n%s", err, before, after)
	}
	if _, again := read(first); again != before {
		t.Errorf("the same document gave another report:\n%s\n%s", before, again)
	}
}
