package chaos

import (
	"go/format"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestEditMustMatchOnce(t *testing.T) {
	e := edit{file: "x.go", old: "a b", new: "c"}
	if got, err := e.apply("1 a b 2"); err != nil || got != "1 c 2" {
		t.Errorf("%q, %v", got, err)
	}
	for _, source := range []string{"1 2", "a b a b"} {
		if _, err := e.apply(source); err == nil {
			t.Errorf("an edit of %q was made", source)
		}
	}
}

func TestBrokenBuildsFitTheSource(t *testing.T) {
	for _, b := range brokenBuildList() {
		for _, e := range b.edits {
			source, err := os.ReadFile(filepath.Join("../..", e.file))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := e.apply(string(source)); err != nil {
				t.Errorf("%s: %v", b.what, err)
			}
		}
	}
}

func TestBoundariesComeInPairs(t *testing.T) {
	points, err := sourcePoints("../../pipeline")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range points {
		other := strings.NewReplacer(".before", ".after", ".after", ".before").Replace(p)
		if other == p || !slices.Contains(points, other) {
			t.Errorf("boundary %s has no counterpart", p)
		}
	}
	for _, need := range []string{"blob", "accepted", "run", "commit", "bucket", "ack", "nak", "term", "dead", "submit"} {
		if !slices.Contains(points, need+".before") {
			t.Errorf("there is no boundary at %s", need)
		}
	}
}

func TestBoundaryMustBeLiteral(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "x.go"), []byte("package x\nfunc f(p string) { Boundary(p, p) }\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := sourcePoints(dir); err == nil {
		t.Error("a boundary that cannot be read from the source was taken")
	}
}

func TestOverlayIsFormattedGo(t *testing.T) {
	got, err := format.Source(crashingBoundary)
	if err != nil || string(got) != string(crashingBoundary) {
		t.Errorf("overlay/boundary.go.txt is no formatted Go: %v", err)
	}
	if !strings.Contains(string(crashingBoundary), `"`+orderEnv+`"`) {
		t.Error("the overlay and the laboratory name the order differently")
	}
}

func TestOrdersAreCarriedOutOnce(t *testing.T) {
	o := orders{dir: t.TempDir()}
	if err := o.give("x", "ack.before ingest", 3); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(o.path("x"))
	if err != nil || !strings.HasPrefix(string(text), "ack.before ingest 3 ") {
		t.Errorf("%q, %v", text, err)
	}
	if o.withdraw("x") {
		t.Error("an order that nobody took counts as carried out")
	}
	if err := os.WriteFile(o.path("x")+".done", nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if !o.withdraw("x") || o.withdraw("x") {
		t.Error("a carried out order must count once")
	}
}

func TestCanariesHaveCheckDigits(t *testing.T) {
	cs := canaries(200, rand.New(rand.NewPCG(1, 2)))
	if len(cs) != 200 {
		t.Fatalf("%d canaries", len(cs))
	}
	seen := map[string]bool{}
	for _, c := range cs {
		if seen[c.text] {
			t.Errorf("%s twice", c.text)
		}
		seen[c.text] = true
		switch c.kind {
		case "identity number": // GB 11643: weights 7 9 10 5 8 4 2 1 6 3 7 9 10 5 8 4 2
			sum := 0
			for i, w := range []int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2} {
				sum += w * int(c.text[i]-'0')
			}
			if len(c.text) != 18 || c.text[17] != "10X98765432"[sum%11] {
				t.Errorf("identity number %s", c.text)
			}
		case "bank card":
			sum := 0
			for i := range c.text {
				d := int(c.text[len(c.text)-1-i] - '0')
				if i%2 == 1 {
					d = d*2/10 + d*2%10
				}
				sum += d
			}
			if len(c.text) != 19 || sum%10 != 0 {
				t.Errorf("bank card %s", c.text)
			}
		}
		for _, form := range c.forms() {
			if got := findCanaries(cs, "before "+form+" after"); !slices.Contains(got, c) {
				t.Errorf("%s %q was not found", c.kind, form)
			}
		}
	}
	if got := findCanaries(cs, "a line of a log with nothing in it, 2026-11-22T08:01:53"); got != nil {
		t.Errorf("found %v where none is", got)
	}
}

func TestFirstAckIsOfAnAttemptAfterTheKill(t *testing.T) {
	var a acksHeard
	before := time.Now()
	next := a.next()
	a.heard(before.Add(-time.Second))
	select {
	case <-next:
		t.Fatal("an acknowledgement that was on its way before counted")
	default:
	}
	a.heard(time.Now().Add(time.Second))
	select {
	case <-next:
	default:
		t.Error("the first acknowledgement was not told")
	}
}

func TestSpread(t *testing.T) {
	var d []time.Duration
	for i := range 200 {
		d = append(d, time.Duration(200-i)*time.Millisecond)
	}
	if s := spreadOf(d); s.N != 200 || s.P50 != 100*time.Millisecond || s.P90 != 180*time.Millisecond || s.P99 != 198*time.Millisecond || s.Max != 200*time.Millisecond {
		t.Errorf("%+v", s)
	}
	if s := spreadOf(d[:1]); s.P50 != s.Max || s.P99 != s.Max {
		t.Errorf("%+v", s)
	}
}

func TestBoundOfFirstAcks(t *testing.T) {
	for want, s := range map[int]Spread{
		0: {N: 30, P90: 8 * time.Second, P99: 10 * time.Second},
		1: {N: 30, P90: 7 * time.Second, P99: 10*time.Second + 1},
		2: {N: 30, P90: 8*time.Second + 1, P99: 11 * time.Second},
	} {
		if got := leaderBound().failures(s); len(got) != want {
			t.Errorf("%s: %q, want %d", s, got, want)
		}
	}
	if got := (ackBound{p99: time.Second}).failures(Spread{N: 1, P90: time.Minute, P99: time.Second}); len(got) != 0 {
		t.Errorf("no bound at p90: %q", got)
	}
}

func TestSharesMakeUpTheWhole(t *testing.T) {
	for _, whole := range []int{0, 1, 99, 200_000} {
		sum := 0
		for i := range 7 {
			sum += share(whole, 7, i)
		}
		if sum != whole {
			t.Errorf("the shares of %d are %d together", whole, sum)
		}
	}
}

func TestLightDocumentsDiffer(t *testing.T) {
	seen := map[string]bool{}
	for seed := range uint64(3) {
		for d := range light(100, seed) {
			if seen[d.id] {
				t.Errorf("%s twice", d.id)
			}
			seen[d.id] = true
		}
	}
	if len(seen) != 300 {
		t.Errorf("%d documents, want 300", len(seen))
	}
}

func TestPutBackHidesNoDoubleEffect(t *testing.T) {
	es := []Entry{
		{Seq: 1, Subject: "gouji.p0.accepted." + docA}, {Seq: 2, Subject: "gouji.p0.ingested." + docA},
		{Seq: 3, Subject: "gouji.p0.accepted." + docA}, {Seq: 4, Subject: "gouji.p0.ingested." + docA},
		{Seq: 5, Subject: "gouji.p0.accepted." + docB}, {Seq: 6, Subject: "gouji.p0.accepted." + docB},
	}
	var left []uint64
	for _, e := range withoutPutBack(es, map[string]bool{docA: true}) {
		left = append(left, e.Seq)
	}
	if !slices.Equal(left, []uint64{2, 3, 4, 5, 6}) {
		t.Errorf("left %v", left)
	}
}

func TestSlowdownIsTheMedianOfRounds(t *testing.T) {
	s := slowdown{{time.Second, 9 * time.Second}, {time.Second, time.Second}, {2 * time.Second, 3 * time.Second}}
	if m := s.median(); m != 1.5 {
		t.Errorf("median %v", m)
	}
}

// TestEveryScenarioRunsInCI holds the list of the Makefile against the scenarios: each is in
// it, or is one of those that TestScenarios runs.
func TestEveryScenarioRunsInCI(t *testing.T) {
	text, err := os.ReadFile("../../Makefile")
	if err != nil {
		t.Fatal(err)
	}
	var listed []string
	for line := range strings.Lines(string(text)) {
		if list, ok := strings.CutPrefix(strings.TrimSpace(line), "CHAOS_SHORT := "); ok {
			listed = strings.Split(list, ",")
		}
	}
	var names []string
	for _, s := range Scenarios() {
		names = append(names, s.Name)
		if !slices.Contains(listed, s.Name) && !slices.Contains(quickScenarios(), s.Name) {
			t.Errorf("scenario %s runs nowhere: add it to CHAOS_SHORT", s.Name)
		}
	}
	for _, name := range listed {
		if !slices.Contains(names, name) {
			t.Errorf("CHAOS_SHORT lists %s, which is no scenario", name)
		}
	}
}
