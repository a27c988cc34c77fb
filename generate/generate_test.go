package generate

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/gouji/gouji/stages/report"
)

// TestDice pins the drawn numbers: they make the bytes of every sample, and must be the
// same with every version of Go.
func TestDice(t *testing.T) {
	d := newDice(1, 2)
	var got []int
	for range 8 {
		got = append(got, d.n(1000))
	}
	if want := []int{769, 616, 784, 796, 234, 41, 499, 449}; !slices.Equal(got, want) {
		t.Errorf("drew %v, want %v", got, want)
	}
}

func digest(n int, seed uint64) string {
	h := sha256.New()
	for s := range Many(n, seed) {
		truth, err := s.TruthJSON()
		if err != nil {
			panic(err)
		}
		fmt.Fprintln(h, s.Name)
		h.Write(s.Data)
		h.Write(truth)
	}
	return fmt.Sprintf("%x", h.Sum(nil))
}

func TestSameSeedSameBytes(t *testing.T) {
	a, b := digest(200, 42), digest(200, 42)
	if a != b {
		t.Error("the same seed gave other bytes")
	}
	if digest(20, 42) == digest(20, 43) {
		t.Error("another seed gave the same bytes")
	}
}

// TestPinnedBytes holds the bytes against those made elsewhere: with another version of
// Go, on another machine, in another year. Who changes what samples say pins anew.
func TestPinnedBytes(t *testing.T) {
	const want = "30fe526c71adec05f62fbcf8f8d22b66e066e59a4e48c4efc44656a8e4e9056c"
	if got := digest(3*len(Layouts()), 42); got != want {
		t.Errorf("the samples of seed 42 have digest %s, want %s", got, want)
	}
}

func TestManyStopsAndCovers(t *testing.T) {
	layouts, forms, faults, clean := map[Layout]int{}, map[report.Form]int{}, map[string]int{}, 0
	names := map[string]bool{}
	for s := range Many(10*len(Layouts()), 7) {
		layouts[s.Layout]++
		forms[s.Truth.Format]++
		for _, f := range s.Truth.Faults {
			faults[f]++
		}
		if s.Truth.Control {
			clean++
		}
		if names[s.Name] {
			t.Errorf("two samples are called %s", s.Name)
		}
		names[s.Name] = true
		if !regexp.MustCompile(`^[A-Za-z0-9._-]+$`).MatchString(s.Name) {
			t.Errorf("name %q", s.Name)
		}
	}
	for _, l := range Layouts() {
		if layouts[l] < 10 {
			t.Errorf("layout %s only %d times", l, layouts[l])
		}
	}
	if forms[report.Form2019] < 30 || clean < 60 || len(faults) < len(Faults())*3/4 {
		t.Errorf("2019 form %d times, clean %d, faults %d of %d", forms[report.Form2019], clean, len(faults), len(Faults()))
	}
	n := 0
	for range Many(100, 7) {
		if n++; n == 3 {
			break
		}
	}
}

// TestModelSums is the property that the rest stands on: what is not made faulty is
// without fault, whatever is asked for.
func TestModelSums(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := Options{
			Seed:   rapid.Uint64().Draw(t, "seed"),
			Form:   rapid.SampledFrom([]report.Form{report.Form2021, report.Form2019}).Draw(t, "form"),
			OneRow: rapid.Bool().Draw(t, "one row"),
		}
		p := plan{received: rapid.Bool().Draw(t, "received"), proceedings: rapid.Bool().Draw(t, "proceedings"),
			big: rapid.Bool().Draw(t, "big"), normative: rapid.Bool().Draw(t, "normative")}
		m := newModel(newIssuer(newDice(o.Seed, streamIssuer), 0), o.Seed, o.Form, 2023, o.OneRow, p)
		if b := m.brokenSums(); b != nil {
			t.Fatalf("broken: %v", b)
		}
		m.eachCell(func(path string, v *value) {
			if !v.n.Valid() || v.shown == "" {
				t.Fatalf("%s holds no number", path)
			}
			if strings.HasPrefix(v.shown, "-") && !strings.HasSuffix(path, "_change") {
				t.Fatalf("%s is %s", path, v.shown)
			}
		})
		if made := m.disclosed("normative_made"); made > m.disclosed("normative_valid") && o.Form == report.Form2021 {
			t.Fatalf("%d made, %d in force", made, m.disclosed("normative_valid"))
		}
		if p.received && m.total("new_received") < 10 || p.proceedings && (m.proceedings[0][4].int() == 0 || m.proceedings[1][4].int() == 0) {
			t.Fatalf("the plan %+v is not met", p)
		}
		if out, all := m.total("carried_out"), m.total("new_received", "carried_in"); out*4 > all {
			t.Fatalf("%d of %d carried out", out, all)
		}
	})
}

// TestFaults puts every fault into every layout that can show it and judges the truth
// afresh: the sums that are broken are just those the truth names, and the words it
// quotes stand in the document.
func TestFaults(t *testing.T) {
	for _, f := range Faults() {
		t.Run(f.Name, func(t *testing.T) {
			t.Parallel()
			shown := 0
			for i, l := range Layouts() {
				for _, form := range []report.Form{report.Form2021, report.Form2019} {
					if f.Fits(l, form) {
						shown += checkFault(t, f, Options{Seed: uint64(i)*31 + 5, Form: form, Layout: l, Faults: []Fault{f}})
					}
				}
			}
			if shown < 3 {
				t.Errorf("could be shown only %d times", shown)
			}
		})
	}
}

// checkFault is 1 if the fault could be put in, else 0.
func checkFault(t *testing.T, f Fault, o Options) int {
	t.Helper()
	s, err := One(o)
	if err != nil {
		if f.Trap && strings.Contains(err.Error(), "finds nothing to work on") {
			return 0
		}
		t.Fatal(err)
	}
	tr := s.Truth
	broken := brokenIn(t, tr)
	families := map[string]bool{}
	words := wordsOf(t, s)
	checkBroken(t, s, broken)
	for _, v := range tr.Violations {
		families[v.Rule] = true
		if !strings.HasPrefix(v.Rule, "t3_") && !strings.HasPrefix(v.Rule, "t4_") && !strings.Contains(words, squeeze(v.Quote)) {
			t.Errorf("%s: %s is not in the document: %s", s.Name, v.Rule, v.Quote)
		}
	}
	if f.Trap != (len(tr.Violations) == 0) || !f.Trap && !families[f.Family] {
		t.Errorf("%s: violations %v", s.Name, tr.Violations)
	}
	return 1
}

// checkBroken holds the sums that are broken against those that the truth names.
func checkBroken(t *testing.T, s Sample, broken map[string]bool) {
	t.Helper()
	for _, v := range s.Truth.Violations {
		if !strings.HasPrefix(v.Rule, "t3_") && !strings.HasPrefix(v.Rule, "t4_") {
			continue
		}
		at := strings.Fields(v.Where)
		key := v.Rule + " " + at[len(at)-1]
		if !broken[key] {
			t.Errorf("%s: the truth names %s, which holds", s.Name, key)
		}
		if v.Quote == "" {
			t.Errorf("%s: %s has no quote", s.Name, key)
		}
		delete(broken, key)
	}
	for key := range broken {
		t.Errorf("%s: %s is broken and the truth does not say so", s.Name, key)
	}
}

// TestFaultWithTrap joins faults with traps as Many does: the truth still names just what
// is broken.
func TestFaultWithTrap(t *testing.T) {
	for s := range Many(400, 11) {
		checkBroken(t, s, brokenIn(t, s.Truth))
		if s.Truth.Control && len(s.Truth.Violations) > 0 {
			t.Errorf("%s is a control with violations", s.Name)
		}
	}
}

// TestNumbersStandInText reads each sample with other code and finds every number of its
// truth, the title, the agency and the dates.
func TestNumbersStandInText(t *testing.T) {
	for s := range Many(200, 3) {
		words := wordsOf(t, s)
		for path, n := range s.Truth.Cells() {
			if text := squeeze(printedOf(s.Truth, path, n)); !strings.Contains(words, text) {
				t.Errorf("%s: %s %q is not in the text", s.Name, path, text)
			}
		}
		if !strings.Contains(words, *s.Truth.Title) {
			t.Errorf("%s: title %q is not in the text", s.Name, *s.Truth.Title)
		}
		if p := s.Truth.Published; p != nil && !strings.Contains(words, *p) {
			t.Errorf("%s: date %s is not in the text", s.Name, *p)
		}
		if p := s.Truth.Signed; p != nil && !strings.Contains(words, dateCN(*p)) {
			t.Errorf("%s: signature %s is not in the text", s.Name, *p)
		}
	}
}

func TestTruthRoundTrip(t *testing.T) {
	for s := range Many(100, 5) {
		b, err := s.TruthJSON()
		if err != nil {
			t.Fatal(err)
		}
		var back Truth
		if err := json.Unmarshal(b, &back); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(text(s.Truth.Cells()), text(back.Cells())); d != "" {
			t.Fatalf("%s: %s", s.Name, d)
		}
		again, err := Sample{Truth: back}.TruthJSON()
		if err != nil || string(again) != string(b) {
			t.Fatalf("%s: written again it differs (%v)", s.Name, err)
		}
		if want := map[report.Form]int{report.Form2021: 10, report.Form2019: 22}[back.Format]; len(back.Table2) != want && !slices.Contains(back.Faults, "rules_left_out") {
			t.Errorf("%s: %d cells in table two, want %d", s.Name, len(back.Table2), want)
		}
	}
}

func text(cells map[string]report.Number) map[string]string {
	out := map[string]string{}
	for k, n := range cells {
		out[k] = n.String()
	}
	return out
}

func TestDemoAndBenchSamples(t *testing.T) {
	layouts, faulty := map[Layout]bool{}, 0
	for _, s := range Demo() {
		layouts[s.Layout] = true
		if len(s.Truth.Violations) > 0 {
			faulty++
		}
	}
	if len(layouts) != 12 || faulty != 11 {
		t.Errorf("%d layouts, %d with a fault", len(layouts), faulty)
	}
	if n := len(Text7K().Data); n < 6<<10 || n > 9<<10 {
		t.Errorf("Text7K has %d bytes", n)
	}
	page := HTML100K()
	if n := len(page.Data); n < 100<<10 || n > 110<<10 {
		t.Errorf("HTML100K has %d bytes", n)
	}
	if words := wordsOf(t, page); !strings.Contains(words, *page.Truth.Title) {
		t.Error("the padding hides the title")
	}
}

func TestOneRefuses(t *testing.T) {
	blank, _ := FaultNamed("blank_cell")
	for name, o := range map[string]Options{
		"layout":  {Layout: "no-such"},
		"form":    {Form: report.FormPre2019},
		"year":    {Year: 1999},
		"charset": {Charset: "ebcdic"},
		"fault":   {Faults: []Fault{{Name: "no_such"}}},
		"unfit":   {Layout: Glued, Faults: []Fault{blank}},
	} {
		if _, err := One(o); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

// TestWriteSamples writes samples for a look, into the folder that GOUJI_SAMPLES names.
func TestWriteSamples(t *testing.T) {
	dir := os.Getenv("GOUJI_SAMPLES")
	if dir == "" {
		t.Skip("skipped: GOUJI_SAMPLES names no folder to write samples into")
	}
	for _, sub := range []string{"docs", "truth"} {
		if err := os.MkdirAll(filepath.Join(dir, sub), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for s := range Many(200, 1) {
		truth, err := s.TruthJSON()
		if err != nil {
			t.Fatal(err)
		}
		for name, data := range map[string][]byte{"docs/" + s.Name: s.Data, "truth/" + s.Name + ".json": truth} {
			if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// TestIssuersOfTheirOwn: each number is another name, and what is made of it reads as any other.
func TestIssuersOfTheirOwn(t *testing.T) {
	names := map[string]int{}
	for n := 1; n <= mostIssuers; n++ {
		name := coin(n)
		if before, known := names[name]; known || len([]rune(name)) != 3 {
			t.Fatalf("issuer %d is called %q, as issuer %d", n, name, before)
		}
		names[name] = n
	}
	for n := range 40 {
		s := mustOne(Options{Seed: uint64(n), Issuer: 1 + n, Layout: Pipes})
		if words := wordsOf(t, s); !strings.Contains(words, *s.Truth.Title) || !strings.Contains(*s.Truth.Agency, coin(1+n)) {
			t.Errorf("%s is of %s", s.Name, *s.Truth.Agency)
		}
	}
	if _, err := One(Options{Issuer: mostIssuers + 1}); err == nil {
		t.Error("there is one issuer more than there are names")
	}
}
