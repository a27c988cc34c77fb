package wire

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// invoices is a flow with nothing in common with the reports' one.
func invoices() Flow {
	doc := []TokenName{TokenDoc}
	return Flow{Prefix: "acme", Stages: []FlowStage{
		{Name: "read", Writes: []FlowKind{{"read", doc}}},
		{Name: "book", Writes: []FlowKind{{"entry", []TokenName{TokenYear, TokenDoc}}, {"booked", doc}}},
		{Name: "pay", Writes: []FlowKind{{"paid", doc}}},
	}}
}

func TestFlowSaysWhoReadsWhat(t *testing.T) {
	t.Parallel()
	top := Topology{Flow: invoices()}.WithDefaults()
	if err := top.Check(); err != nil {
		t.Fatal(err)
	}
	for stage, want := range map[string]string{"read": "ACME_SUBMIT acme.submit.*", "book": "ACME_P0 acme.p0.read.*", "pay": "ACME_P0 acme.p0.booked.*"} {
		if stream, filter, err := top.StageStream(stage); err != nil || stream+" "+filter != want {
			t.Errorf("%s reads %s %s, %v; want %s", stage, stream, filter, err, want)
		}
	}
	if _, _, err := top.StageStream("ingest"); err == nil {
		t.Error("a stage of another flow is known")
	}
	f := top.Flow
	if !slices.Equal(f.Lasting(), []Kind{KindAccepted, "entry", "paid"}) {
		t.Errorf("lasting %v", f.Lasting())
	}
	if !slices.Equal(f.Passing(), []Kind{"read", "booked"}) || f.Receipt() != "paid" || f.Results() != "paid" || f.Through("book") != "booked" || !slices.Equal(f.After("read"), []string{"book", "pay"}) {
		t.Errorf("passing %v, receipt %s, results %s", f.Passing(), f.Receipt(), f.Results())
	}
	r := Topology{}.WithDefaults()
	for stage, want := range map[string]string{"ingest": "GOUJI_SUBMIT gouji.submit.*", "parse": "GOUJI_P0 gouji.p0.ingested.*", "validate": "GOUJI_P0 gouji.p0.parsed.>", "publish": "GOUJI_P0 gouji.p0.validated.>"} {
		if stream, filter, _ := r.StageStream(stage); stream+" "+filter != want {
			t.Errorf("%s reads %s %s, want %s", stage, stream, filter, want)
		}
	}
	if r.Flow.SubmitStream() != SubmitStream || r.Flow.DeadStream() != DeadStream || r.Flow.BlobBucket() != BlobBucket {
		t.Error("the names of the reports' streams have changed")
	}
}

func TestFlowIsChecked(t *testing.T) {
	t.Parallel()
	for want, change := range map[string]func(*Flow){
		"prefix":           func(f *Flow) { f.Prefix = "a.b" },
		"no stage":         func(f *Flow) { f.Stages = nil },
		"no token":         func(f *Flow) { f.Stages[1].Name = "Book" },
		"there twice":      func(f *Flow) { f.Stages[1].Name = "read" },
		"writes nothing":   func(f *Flow) { f.Stages[2].Writes = nil },
		"written twice":    func(f *Flow) { f.Stages[2].Writes[0].Kind = "read" },
		"accepted is":      func(f *Flow) { f.Stages[0].Writes[0].Kind = KindAccepted },
		"one or two":       func(f *Flow) { f.Stages[0].Writes[0].Kind = "a.b.c" },
		"document is":      func(f *Flow) { f.Stages[0].Writes[0].Tokens = []TokenName{TokenYear} },
		"no token \"colou": func(f *Flow) { f.Stages[0].Writes[0].Tokens = []TokenName{TokenDoc, "colour"} },
	} {
		f := invoices()
		change(&f)
		if err := f.Check(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", want, err)
		}
	}
	if err := Reports().Check(); err != nil {
		t.Error(err)
	}
}

// Whatever subject a flow writes it reads back, and no other flow does.
func TestHopsComeBack(t *testing.T) {
	t.Parallel()
	flows := []Flow{invoices(), Reports()}
	rapid.Check(t, func(t *rapid.T) {
		i := rapid.IntRange(0, 1).Draw(t, "flow")
		f := flows[i]
		stage := f.Stages[rapid.IntRange(0, len(f.Stages)-1).Draw(t, "stage")]
		kind := stage.Writes[rapid.IntRange(0, len(stage.Writes)-1).Draw(t, "kind")]
		h := Hop{Partition: "p0", Kind: kind.Kind}
		for _, name := range kind.Tokens {
			*h.token(name) = rapid.StringMatching(`[a-z0-9][a-z0-9_-]{0,6}`).Draw(t, string(name))
		}
		s, err := f.Subject(h)
		if err != nil {
			t.Fatal(err)
		}
		if back, err := f.ParseHop(s); err != nil || back != h {
			t.Fatalf("%s: %+v, %v", s, back, err)
		}
		if _, err := flows[1-i].ParseHop(s); err == nil {
			t.Fatalf("%s is a subject of another flow", s)
		}
	})
}
