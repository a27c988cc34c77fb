package publish_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/publish"
	"github.com/gouji/gouji/stages/report"
)

// memory is a sink in a map; err, if set, is what Put returns instead.
type memory struct {
	name string
	have map[publish.Key]string
	err  error
}

func newMemory(name string) *memory { return &memory{name: name, have: map[publish.Key]string{}} }

func (m *memory) Name() string { return m.name }

func (m *memory) Put(_ context.Context, r publish.Record) (publish.Stored, error) {
	if m.err != nil {
		return publish.Stored{}, m.err
	}
	if digest, ok := m.have[r.Key]; ok {
		return publish.Stored{Duplicate: true, Differs: digest != r.Digest}, nil
	}
	m.have[r.Key] = r.Digest
	return publish.Stored{}, nil
}

func input() publish.Input {
	rep := report.Report{Schema: report.Schema, ID: "doc1", Form: report.Form2021, Source: report.Source{Filename: "年报<1>.html"}}
	return publish.Input{
		Key:     publish.Key{Doc: "doc1", Parser: "p1", Rules: "2026-1", Basis: "0"},
		Verdict: report.Verdict{Report: rep, Rules: report.Rules{Set: "2026.1", Met: 3}, Basis: "0"},
	}
}

func TestReceipt(t *testing.T) {
	t.Parallel()
	a, b := newMemory("a"), newMemory("b")
	r, err := publish.New(a, b).Publish(t.Context(), input())
	if err != nil {
		t.Fatal(err)
	}
	if got, want := r.Check.File, "年报<1>.html"; got != want {
		t.Errorf("file %q, want the producer's %q", got, want)
	}
	if !strings.Contains(string(r.JSON), `"file":"年报<1>.html"`) || !strings.Contains(string(r.JSON), `"findings":[]`) {
		t.Errorf("check object: %s", r.JSON)
	}
	sum := sha256.Sum256(r.JSON)
	want := `{"schema":"gouji.receipt/v1","doc":"doc1","parser":"p1","rules":"2026-1","basis":"0","sinks":["a","b"],"sha256":"` + hex.EncodeToString(sum[:]) + `","brief":{"state":"published","findings":{"error":0,"warning":0,"info":0}}}`
	got, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("receipt (-want +got):\n%s", diff)
	}
	if r.Duplicate {
		t.Error("the first one is no duplicate")
	}
}

func TestRepeatGivesTheSameReceipt(t *testing.T) {
	t.Parallel()
	a := newMemory("a")
	b := newMemory("b")
	p := publish.New(a, b)
	b.err = errors.New("down")
	if _, err := p.Publish(t.Context(), input()); !errors.Is(err, b.err) {
		t.Fatalf("error %v, want that of sink b", err)
	}
	b.err = nil
	second, err := p.Publish(t.Context(), input())
	if err != nil || second.Duplicate {
		t.Fatalf("second: duplicate %v, error %v; b had not written it", second.Duplicate, err)
	}
	third, err := p.Publish(t.Context(), input())
	if err != nil || !third.Duplicate || third.Differs != nil {
		t.Fatalf("third: duplicate %v, differs %v, error %v", third.Duplicate, third.Differs, err)
	}
	x, _ := json.Marshal(second)
	y, _ := json.Marshal(third)
	if string(x) != string(y) {
		t.Errorf("receipts differ:\n%s\n%s", x, y)
	}
}

func TestNondeterminismIsSaid(t *testing.T) {
	t.Parallel()
	a, b := newMemory("a"), newMemory("b")
	if _, err := publish.New(a).Publish(t.Context(), input()); err != nil {
		t.Fatal(err)
	}
	in := input()
	in.Verdict.Rules.Met++
	r, err := publish.New(a, b).Publish(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"a"}, r.Differs); diff != "" || r.Duplicate {
		t.Errorf("differs %v, duplicate %v", r.Differs, r.Duplicate)
	}
}

func TestBadKeyIsPoison(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*publish.Input){
		"empty parser":   func(in *publish.Input) { in.Key.Parser = "" },
		"other document": func(in *publish.Input) { in.Key.Doc = "doc2" },
		"other basis":    func(in *publish.Input) { in.Key.Basis = "1" },
		"unknown place":  func(in *publish.Input) { in.Verdict.Findings = []report.Finding{{At: []report.Place{{Kind: "map"}}}} },
	} {
		a := newMemory("a")
		in := input()
		change(&in)
		_, err := publish.New(a).Publish(t.Context(), in)
		if class, _ := fault.ClassOf(err); class != fault.SchemaInvalid {
			t.Errorf("%s: %v, want poison of class %s", name, err, fault.SchemaInvalid)
		}
		if len(a.have) != 0 {
			t.Errorf("%s: it was written all the same", name)
		}
	}
}

func TestWithoutSinks(t *testing.T) {
	t.Parallel()
	r, err := publish.New().Publish(t.Context(), input())
	if err != nil || r.Duplicate || r.Sinks == nil {
		t.Errorf("receipt %+v, error %v", r, err)
	}
}

// refusing is a sink whose Put fails.
type refusing struct{ err error }

func (refusing) Name() string { return "postgres" }

func (r refusing) Put(context.Context, publish.Record) (publish.Stored, error) {
	return publish.Stored{}, r.err
}

// Whose fault a failed Put is decides whether the stage stops fetching.
func TestFailedPutSaysWhoseFaultItIs(t *testing.T) {
	t.Parallel()
	stopped, cancel := context.WithCancel(t.Context())
	cancel()
	for name, c := range map[string]struct {
		ctx  context.Context
		err  error
		sink bool
	}{
		"away":        {t.Context(), errors.New("connection refused"), true},
		"poison":      {t.Context(), fault.Poisonf(fault.SchemaInvalid, "a row of 2 GB"), false},
		"we are told": {stopped, context.Canceled, false},
	} {
		_, err := publish.New(refusing{c.err}).Publish(c.ctx, input())
		var s *fault.SinkError
		if got := errors.As(err, &s); got != c.sink || got && s.Sink != "postgres" || !errors.Is(err, c.err) && name != "poison" {
			t.Errorf("%s: %v, of the sink %v", name, err, got)
		}
	}
}
