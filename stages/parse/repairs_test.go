package parse

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/parse/applications"
	"github.com/gouji/gouji/stages/parse/disclosure"
	"github.com/gouji/gouji/stages/parse/proceedings"
	"github.com/gouji/gouji/stages/parse/repair"
	"github.com/gouji/gouji/stages/report"
)

// repairDocument is a plain text as ingest gives it: a block a line, with its offsets.
func repairDocument(s string) report.Document {
	doc := report.Document{Schema: report.DocumentSchema, ID: report.DocumentID([]byte(s)), Format: report.FormatText}
	at, gap := 0, 0
	for line := range strings.SplitSeq(s, "\n") {
		if strings.TrimSpace(line) == "" {
			gap++
		} else {
			doc.Blocks = append(doc.Blocks, report.Block{Gap: gap, Line: report.Text{
				S: line, At: report.Place{Kind: report.PlaceText, Start: at, End: at + len(line)},
			}})
			gap = 0
		}
		at += len(line) + 1
	}
	return doc
}

// differences are the cells that are read in another way than want says: path to number,
// state, or "absent".
func differences(t *testing.T, p *Parser, text string, want map[string]string) (out []string) {
	t.Helper()
	r, err := p.Parse(context.Background(), repairDocument(text))
	if err != nil {
		return []string{err.Error()}
	}
	for path, w := range want {
		part := strings.Split(path, ".")
		var c report.Cell
		ok := false
		switch part[0] {
		case disclosure.Name:
			c, ok = r.Tables.Disclosure[part[1]]
		case applications.Name:
			c, ok = r.Tables.Applications[part[1]][part[2]]
		case proceedings.Name:
			c, ok = r.Tables.Proceedings[part[1]][part[2]]
		}
		got := string(c.State)
		if c.Value.Valid() {
			got = c.Value.String()
		}
		if !ok {
			got = "absent"
		}
		if got != w {
			out = append(out, path+" is "+got+", not "+w+" ("+c.Why+")")
		}
	}
	return out
}

// TestRepairs reads the fixture of each repair with it and without it: with it as want.json
// says, and without it not.
func TestRepairs(t *testing.T) {
	t.Parallel()
	dirs, err := os.ReadDir(filepath.Join("testdata", "repairs"))
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for _, r := range repair.All() {
		known[r.ID] = true
		if r.Assumes == "" || r.Confirms == "" {
			t.Errorf("%s does not say what it assumes and what confirms it", r.ID)
		}
		t.Run(r.ID, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join("testdata", "repairs", r.ID)
			text, err := os.ReadFile(filepath.Join(dir, "in.txt"))
			if err != nil {
				t.Fatal(err)
			}
			raw, err := os.ReadFile(filepath.Join(dir, "want.json"))
			if err != nil {
				t.Fatal(err)
			}
			var want map[string]string
			if err := json.Unmarshal(raw, &want); err != nil || len(want) == 0 {
				t.Fatalf("want.json: %v, %d cells", err, len(want))
			}
			for _, d := range differences(t, New(), string(text), want) {
				t.Error(d)
			}
			if len(differences(t, newParser(repair.Switches{r.ID: true}), string(text), want)) == 0 {
				t.Error("the fixture is read as well without the repair: nothing shows that it is needed")
			}
		})
	}
	for _, d := range dirs {
		if !known[d.Name()] {
			t.Errorf("testdata/repairs/%s belongs to no repair", d.Name())
		}
	}
}
