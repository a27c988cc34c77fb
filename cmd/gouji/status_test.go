package main

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/gouji/gouji/pipeline"
)

// TestStatusFitsATerminal: no line is wider than 80 columns, a Chinese character being two,
// also with numbers as large as a country's.
func TestStatusFitsATerminal(t *testing.T) {
	t.Parallel()
	n, rate, age := 456_789, 12345.6, 456789.0
	r := pipeline.Overview{Counted: pipeline.CountedByAudit, Accepted: n, Published: n, Dead: 2_345, InFlight: 12_345, Unaccounted: new(int),
		DeadBy: map[string]int{"not_a_report": n}, OlderParser: &n, Parsers: []string{"3"}}
	for _, name := range pipeline.Stages() {
		s := pipeline.StageOverview{Rate: &rate, Oldest: &age, MaxAckPending: 2048}
		s.Stage, s.Lag, s.AckPending, s.Redelivered, s.Workers = name, uint64(n), 2048, 99999, 120
		r.Stages = append(r.Stages, s)
	}
	for _, name := range []string{"GOUJI_SUBMIT", "KV_gouji-ledger"} {
		r.Streams = append(r.Streams, pipeline.StreamOverview{Name: name, Messages: uint64(n), Bytes: 1 << 40, Replicas: 3, Current: 2, Leader: "nats-2.nats.gouji.svc"})
	}
	past := newRates()
	for i := range 2 * pastRates {
		for j := range r.Stages {
			r.Stages[j].Settled += uint64(i * 1000)
		}
		r.At = r.At.Add(time.Second)
		past.add(&r)
	}
	for _, lang := range []string{"zh", "en"} {
		var b bytes.Buffer
		a := &app{conf: config{Lang: lang}}
		a.printStatus(&b, r, past)
		for line := range strings.Lines(b.String()) {
			if w := text.StringWidthWithoutEscSequences(strings.TrimRight(line, " \n")); w > 80 {
				t.Errorf("%d columns: %s", w, line)
			}
		}
		if !strings.Contains(b.String(), "█") || strings.Contains(b.String(), "!") {
			t.Errorf("no history, or a word is missing:\n%s", b.String())
		}
	}
}

func TestSparkline(t *testing.T) {
	t.Parallel()
	for want, values := range map[string][]float64{"": nil, "▁▁": {0, 0}, "▁▅█": {0, 1, 2}, "█": {0.001}} {
		if got := sparkline(values); got != want {
			t.Errorf("%v: %q, want %q", values, got, want)
		}
	}
}
