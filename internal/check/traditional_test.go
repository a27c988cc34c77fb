package check

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/gouji/gouji/generate"
	"github.com/gouji/gouji/stages/fold"
	"github.com/gouji/gouji/stages/ingest"
	"github.com/gouji/gouji/stages/report"
)

// traditional converts as the sites of ministries do for readers elsewhere: each character that has a
// Traditional form, and 信息, which is called 資訊 there.
func traditional() *strings.Replacer {
	pairs, taken := []string{"信息", "資訊"}, map[string]bool{}
	for r := rune(0x4E00); r <= 0x9FFF; r++ {
		if s := fold.String(string(r)); s != string(r) && !taken[s] {
			taken[s] = true
			pairs = append(pairs, s, string(r))
		}
	}
	return strings.NewReplacer(pairs...)
}

// TestTraditionalPages: a report whose page is converted to Traditional characters has the same
// cells, facts and findings.
func TestTraditionalPages(t *testing.T) {
	t.Parallel()
	c, to, found := checker(t), traditional(), 0
	for _, layout := range []generate.Layout{generate.Pipes, generate.CellsBlank, generate.PDFLayout, generate.HTMLClean, generate.Glued} {
		for seed := range uint64(8) {
			o := generate.Options{Seed: 600 + seed, Layout: layout}
			if seed%2 == 1 {
				for _, f := range generate.Faults() {
					if !f.Trap && f.Fits(layout, report.Form2021) && len(o.Faults) < 3 {
						o.Faults = append(o.Faults, f)
					}
				}
			}
			s, err := generate.One(o)
			if err != nil {
				t.Fatal(err)
			}
			page := to.Replace(string(s.Data))
			if !strings.Contains(page, "資訊公開") {
				t.Fatalf("%s was not converted", s.Name)
			}
			plain, converted := checked(t, c, string(s.Data), s.Name), checked(t, c, page, s.Name)
			want, got := allCells(plain.Report.Tables), allCells(converted.Report.Tables)
			if !maps.EqualFunc(want, got, func(a, b report.Cell) bool { return a.State == b.State && a.Value == b.Value }) {
				t.Errorf("%s, seed %d: the cells differ", layout, o.Seed)
			}
			if want, got := headOf(plain), headOf(converted); want != got {
				t.Errorf("%s, seed %d: read %s, want %s", layout, o.Seed, got, want)
			}
			if want, got := rulesOf(plain), rulesOf(converted); !slices.Equal(want, got) {
				t.Errorf("%s, seed %d: findings %v, want %v", layout, o.Seed, got, want)
			}
			found += len(plain.Findings)
		}
	}
	if found == 0 {
		t.Error("no report had a finding")
	}
}

func checked(t *testing.T, c *Checker, page, name string) report.Check {
	t.Helper()
	got, err := c.Check(t.Context(), ingest.Input{Data: []byte(page)}, name)
	if err != nil || got.Outcome != report.Checked {
		t.Fatalf("%s: %v %+v", name, err, got.Rejection)
	}
	return got
}

// headOf is the year, title and issuer of a report, folded.
func headOf(c report.Check) string {
	or := func(s *string) string {
		if s == nil {
			return "none"
		}
		return fold.String(*s)
	}
	year := "none"
	if c.Report.Year != nil {
		year = strconv.Itoa(*c.Report.Year)
	}
	return year + " " + or(c.Report.Title) + " " + or(c.Report.Agency)
}

// rulesOf lists the rules of the findings with their severities.
func rulesOf(c report.Check) []string {
	var out []string
	for _, f := range c.Findings {
		out = append(out, fmt.Sprint(f.Rule, " ", f.Severity))
	}
	slices.Sort(out)
	return out
}
