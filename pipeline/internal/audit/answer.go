package audit

import (
	"context"
	"encoding/json"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/nats-io/nats.go"

	"github.com/gouji/gouji/pipeline/internal/broker"
)

// auditControl names the subject on which a standing audit answers. It is in no stream.
const auditControl = "audit"

// Totals is what a standing audit knows from its last look.
type Totals struct {
	// At is when it looked, Seen how far.
	At   time.Time `json:"at"`
	Seen Seen      `json:"seen"`
	// StatusReport has the exact sum over the log.
	StatusReport
	// Rates are messages a second that each stage has settled since a look some seconds
	// before; a stage that has not been looked at twice is missing. Oldest is the age in
	// seconds of the oldest message that a stage has not settled.
	Rates  map[string]float64 `json:"rates"`
	Oldest map[string]float64 `json:"oldest"`
	// Receipts are the messages that tell that a document is through, one for each verdict.
	Receipts int `json:"receipts"`
	// Letters are the dead letters by class, parked messages too.
	Letters map[string]int `json:"letters"`
	// Parsers are the documents by the parser's version of their newest reading, RuleSets by
	// the rule set of their newest receipt, as they stand in subjects.
	Parsers  map[string]int `json:"parsers"`
	RuleSets map[string]int `json:"rule_sets"`
	// Memory is what the servers take, as far as the audit can see it.
	Memory []broker.ServerMemory `json:"memory"`
}

// Seen is the last sequences of the log, the dead letters and the submissions.
type Seen struct {
	Log    uint64 `json:"log"`
	Dead   uint64 `json:"dead"`
	Submit uint64 `json:"submit"`
}

// desk is where a standing audit keeps its last look for those who ask.
type desk struct {
	last   atomic.Pointer[Totals]
	looked atomic.Pointer[chan struct{}] // closed at the end of the next look
	wake   chan struct{}
	// since is the look that rates are counted from.
	since   time.Time
	settled map[string]uint64
}

func newDesk() *desk {
	d := &desk{wake: make(chan struct{}, 1)}
	next := make(chan struct{})
	d.looked.Store(&next)
	return d
}

const (
	// rateWindow is the least time that a rate is counted over.
	rateWindow = 2 * time.Second
	// wakePause is the least time between two looks that questions bring about: each costs the
	// broker some fifteen requests.
	wakePause = 500 * time.Millisecond
	// answerPatience is how long a question waits for a look that it has brought about. A
	// person waits; the last look is better than none.
	answerPatience = 50 * time.Millisecond
)

// file keeps a look for those who ask.
func (a *Auditor) file(ctx context.Context, r StatusReport, s surroundings, oldest map[string]float64) {
	t := totals(r, s, &a.index, a.o.Clock())
	t.Oldest = oldest
	t.Memory = a.lookAtServers(ctx, s)
	d := a.desk
	settled := map[string]uint64{}
	for stage, i := range s.consumers {
		settled[stage] = i.Delivered.Consumer - min(uint64(i.NumAckPending), i.Delivered.Consumer)
	}
	passed := t.At.Sub(d.since)
	for stage, n := range settled {
		if before, ok := d.settled[stage]; ok && passed > 0 {
			t.Rates[stage] = float64(n-min(before, n)) / passed.Seconds()
		}
	}
	if passed >= rateWindow {
		d.since, d.settled = t.At, settled
	}
	d.last.Store(&t)
	next := make(chan struct{})
	close(*d.looked.Swap(&next))
}

func totals(r StatusReport, s surroundings, x *logIndex, now time.Time) Totals {
	t := Totals{At: now, StatusReport: r, Letters: s.letters, Receipts: int(x.receipts), Rates: map[string]float64{}}
	t.Seen = Seen{Log: max(x.next, 1) - 1, Dead: s.lettersAt, Submit: s.submit.info.State.LastSeq}
	t.Parsers, t.RuleSets = x.versionsOf()
	return t
}

// Sum reads the headers of the whole log once. Rates, ages and memory are left out.
func Sum(ctx context.Context, c *broker.Conn, now time.Time) (Totals, error) {
	var x logIndex
	r, s, err := statusOf(ctx, c, &x)
	if err != nil {
		return Totals{}, err
	}
	return totals(r, s, &x, now), nil
}

// answer has the audit answer under auditControl until stop is called. Where permissions
// forbid it, it audits all the same.
func (a *Auditor) answer() (stop func()) {
	sub, err := a.conn.NC.Subscribe(a.conn.Topology().Flow.Control(auditControl), a.reply)
	if err != nil {
		a.o.Log.Warn().Err(err).Msg("the audit cannot answer")
		return func() {}
	}
	return func() { _ = sub.Unsubscribe() }
}

// reply answers with the last look. Where the asker has seen more than that, it has the audit
// look again first.
func (a *Auditor) reply(m *nats.Msg) {
	last, looked := a.desk.last.Load(), *a.desk.looked.Load()
	if last == nil {
		return // the first look at a long log takes seconds
	}
	var asked Seen
	if json.Unmarshal(m.Data, &asked) == nil && asked != last.Seen && a.o.Clock().Sub(last.At) >= wakePause {
		select {
		case a.desk.wake <- struct{}{}:
		default: // somebody else has
		}
		patience := time.NewTimer(answerPatience)
		defer patience.Stop()
		select {
		case <-looked:
			last = a.desk.last.Load()
		case <-patience.C:
		}
	}
	if data, err := json.Marshal(last); err == nil {
		_ = m.Respond(data)
	}
}

// Ask asks a standing audit, which answers from its last look, or from a new one where seen
// is beyond that. It fails with nats.ErrNoResponders where none runs.
func Ask(ctx context.Context, c *broker.Conn, seen Seen) (Totals, error) {
	var t Totals
	data, err := json.Marshal(seen)
	if err != nil {
		return t, fmt.Errorf("asking the standing audit: %w", err)
	}
	subject := c.Topology().Flow.Control(auditControl)
	m, err := broker.Request(ctx, c, subject, func(ctx context.Context) (*nats.Msg, error) { return c.NC.RequestWithContext(ctx, subject, data) })
	if err != nil {
		return t, fmt.Errorf("asking the standing audit: %w", err)
	}
	if err := json.Unmarshal(m.Data, &t); err != nil {
		return t, fmt.Errorf("the answer of the standing audit: %w", err)
	}
	return t, nil
}
