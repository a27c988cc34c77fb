package history

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/gouji/gouji/metrics"
	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/pipeline/internal/wire"
)

// The message of every row is the hop at 10, or the submission at 10.
const at = 10

var (
	hop  = Message{Stage: wire.StageParse, Stream: "GOUJI_P0", Subject: "gouji.p0.ingested.doc", Sequence: at, Doc: "doc"}
	last = Message{Stage: wire.StagePublish, Stream: "GOUJI_P0", Subject: "gouji.p0.validated.r.1.2023.a.doc.0", Sequence: at, Doc: "doc",
		Receipt: "gouji.p0.published.receipt.r.1.2023.a.doc.0"}
	raw = Message{Stage: wire.StageIngest, Raw: true, Stream: wire.SubmitStream, Subject: "gouji.submit.a", Sequence: at, Doc: "doc"}
)

// of is a history that was read.
func of(m Message, change ...func(*History)) History {
	h := History{Read: true, Message: m}
	for _, f := range change {
		f(&h)
	}
	return h
}

func effect(stream string, cause uint64, resubmission string) func(*History) {
	return func(h *History) {
		h.Effects = append(h.Effects, Effect{Subject: "gouji.p0.parsed.1.2023.a.doc", Sequence: 99, CauseStream: stream, CauseSequence: cause, Resubmission: resubmission})
	}
}

func revised(n int) func(*History) { return func(h *History) { h.Revision = n } }

func revisedEffect(n int) func(*History) {
	return func(h *History) {
		h.Effects = append(h.Effects, Effect{Subject: "gouji.p0.ingested.doc", Sequence: 99, CauseStream: wire.SubmitStream, CauseSequence: 3, Revision: n})
	}
}

func receipt(subject string) func(*History) {
	return func(h *History) {
		h.Effects = append(h.Effects, Effect{Subject: subject, Sequence: 99, CauseStream: "GOUJI_P0", CauseSequence: 3})
	}
}

func newest(seq uint64) func(*History) { return func(h *History) { h.Newest = seq } }

func letter(class fault.Class, seq uint64) func(*History) {
	return func(h *History) {
		id := wire.DeadSubject{Stream: h.Message.Stream, Sequence: seq}.ID()
		h.Letter = &Letter{ID: id, Class: class, Sequence: 50}
	}
}

func dropped(id string) func(*History) {
	return func(h *History) { h.Dropped = &Letter{ID: id, Class: wire.ClassDropped, Sequence: 60} }
}

func replayOf(id string) func(*History) { return func(h *History) { h.Message.ReplayOf = id } }

func resubmission(id string) func(*History) { return func(h *History) { h.Message.Resubmission = id } }

var (
	errPlain  = errors.New("the database is away")
	errPoison = fault.Poisonf(fault.NotAReport, "no report")
	errPanic  = fault.Poisonf(fault.Panic, "index out of range")
	errCap    = fault.Poisonf(fault.AttemptsExhausted, "delivered 9 times")
)

// The worker's finish, with the backoff of the attempt at 4 s.
func finish(number uint64) Attempt {
	return Attempt{Event: Finish, Outcome: metrics.OutcomeOK, Number: number, Max: 8, Backoff: 4 * time.Second}
}

func draining(a Attempt) Attempt { a.Draining = true; return a }
func sinkDown(a Attempt) Attempt { a.SinkDown = true; return a }
func jitter(a Attempt) Attempt   { a.Jitter = 0.5; return a }

func TestNext(t *testing.T) {
	t.Parallel()
	unread := func(m Message) History { return History{Message: m} }
	end := func(c fault.Class) Decision {
		return Decision{Action: End, Outcome: metrics.OutcomeDuplicate, Class: c}
	}
	retry := func(d time.Duration) Decision {
		return Decision{Action: Retry, Outcome: metrics.OutcomeRetry, Delay: d}
	}
	bury := func(c fault.Class, replace uint64) Decision {
		o := metrics.OutcomeRejected
		if c == fault.Panic || c == fault.AttemptsExhausted {
			o = metrics.OutcomeDead
		}
		return Decision{Action: Bury, Outcome: o, Class: c, Replace: replace}
	}
	duplicate := Decision{Action: Ack, Outcome: metrics.OutcomeDuplicate}
	proceed, look, putBack, remove := Decision{Action: Proceed}, Decision{Action: Look}, Decision{Action: PutBack}, Decision{Action: Remove}
	refuse := func(err error) Decision { return Decision{Action: Refuse, Err: err} }
	intake, doubt := Attempt{Event: Intake, Known: true}, Attempt{Event: Commit, Doubt: true}
	replay := func(c fault.Class) Attempt { return Attempt{Event: Replay, Letter: c} }
	const own, other = "gouji_submit-10", "gouji_submit-7"

	for _, c := range []struct {
		name string
		h    History
		a    Attempt
		err  error
		want Decision
	}{
		// A submission is about to be run.
		{"intake of a new document", unread(raw), Attempt{Event: Intake}, nil, proceed},
		{"intake of a known one", unread(raw), intake, nil, look},
		{"known, and nothing came of it", of(raw), intake, nil, proceed},
		{"known, its newest submission is this one", of(raw, newest(at)), intake, nil, proceed},
		{"known, a newer one was accepted and may be lost", of(raw, newest(12)), intake, nil, proceed},
		{"through by another submission", of(raw, effect(wire.SubmitStream, 3, "")), intake, nil, duplicate},
		{"through by itself", of(raw, effect(wire.SubmitStream, at, "")), intake, nil, duplicate},
		{"through, and more is said of it since", of(raw, effect(wire.SubmitStream, 3, ""), revised(1)), intake, nil, proceed},
		{"through with all that is said of it", of(raw, revisedEffect(1), revised(1)), intake, nil, duplicate},
		{"through with more than was known", of(raw, revisedEffect(2), revised(1)), intake, nil, duplicate},
		{"its own effect, and more is said since", of(raw, effect(wire.SubmitStream, at, ""), revised(1)), intake, nil, proceed},
		{"dead, and more is said of it since", of(raw, letter(fault.NotAReport, 7), revised(1)), intake, nil, duplicate},
		{"a letter replayed where more is said since", of(raw, effect(wire.SubmitStream, 3, ""), revised(1)), replay(fault.NotAReport), nil, putBack},
		{"dead by another submission", of(raw, letter(fault.NotAReport, 7)), intake, nil, duplicate},
		{"dead by itself, and delivered once more", of(raw, letter(fault.NotAReport, at)), intake, nil, duplicate},
		{"the replay of the dead letter", of(raw, letter(fault.NotAReport, 7), replayOf(other)), intake, nil, proceed},
		{"the replay of another dead letter", of(raw, letter(fault.NotAReport, 7), replayOf("gouji_submit-5")), intake, nil, duplicate},
		{"dropped, and submitted again", of(raw, letter(wire.ClassDropped, 7)), intake, nil, proceed},
		{"dropped itself, and delivered once more", of(raw, letter(wire.ClassDropped, at)), intake, nil, duplicate},
		{"dropped at a later stage", of(raw, effect(wire.SubmitStream, 3, ""), dropped("gouji_p0-5")), intake, nil,
			Decision{Action: Ack, Outcome: metrics.OutcomeDuplicate, Resubmission: "gouji_p0-5"}},
		{"dropped at a later stage, and on its way again", of(raw, effect(wire.SubmitStream, 3, "gouji_p0-5"), dropped("gouji_p0-5")), intake, nil, duplicate},
		{"dropped at a later stage once more", of(raw, effect(wire.SubmitStream, 3, "gouji_p0-5"), dropped("gouji_p0-8")), intake, nil,
			Decision{Action: Ack, Outcome: metrics.OutcomeDuplicate, Resubmission: "gouji_p0-8"}},
		{"through, with a letter beside it", of(raw, effect(wire.SubmitStream, 3, ""), letter(fault.NotAReport, 7)), intake, nil, duplicate},

		// An effect is about to be committed.
		{"commit under a lease", unread(hop), Attempt{Event: Commit}, nil, proceed},
		{"commit in doubt", unread(hop), doubt, nil, look},
		{"in doubt, and open", of(hop, newest(at)), doubt, nil, proceed},
		{"in doubt, and dead", of(hop, letter(fault.AttemptsExhausted, at)), doubt, nil, duplicate},
		{"in doubt, and parked", of(hop, letter(wire.ClassParked, at)), doubt, nil, duplicate},
		{"in doubt, and dropped", of(hop, letter(wire.ClassDropped, at)), doubt, nil, duplicate},
		{"in doubt, and done", of(hop, effect("GOUJI_P0", at, "")), doubt, nil, duplicate},
		{"in doubt, and another message's effect", of(hop, effect("GOUJI_P0", 4, "")), doubt, nil, proceed},
		{"in doubt, and replayed", of(hop, newest(14)), doubt, nil, duplicate},
		{"in doubt, a submission that is dead", of(raw, letter(fault.NotAReport, at)), doubt, nil, duplicate},
		{"in doubt, the replay of a letter that still stands", of(raw, letter(fault.NotAReport, 7), replayOf(other)), doubt, nil, proceed},
		{"in doubt, a submission with a newer one", of(raw, newest(12)), doubt, nil, proceed},

		// A worker is through.
		{"well", unread(hop), finish(1), nil, Decision{Action: Ack, Outcome: metrics.OutcomeOK}},
		{"well, above the cap", unread(hop), finish(9), nil, Decision{Action: Ack, Outcome: metrics.OutcomeOK}},
		{"well, while it drains", unread(hop), draining(finish(1)), nil, Decision{Action: Ack, Outcome: metrics.OutcomeOK}},
		{"cut short by the drain", unread(hop), draining(finish(1)), errPlain, retry(0)},
		{"cut short by the drain at the cap", unread(hop), draining(finish(8)), errPlain, retry(0)},
		{"poison by the drain", unread(hop), draining(finish(1)), errPoison, retry(0)},
		{"plain error", unread(hop), finish(1), errPlain, retry(4 * time.Second)},
		{"plain error of a submission", unread(raw), finish(1), errPlain, retry(4 * time.Second)},
		{"plain error of a sink that is down", unread(hop), sinkDown(finish(1)), errPlain, retry(4 * time.Second)},
		{"retry after 10 s", unread(hop), finish(1), fault.RetryAfter(10*time.Second, errPlain), retry(10 * time.Second)},
		{"retry after 10 s with jitter", unread(hop), jitter(finish(1)), fault.RetryAfter(10*time.Second, errPlain), retry(10*time.Second + 500*time.Millisecond)},
		{"retry after less than nothing", unread(hop), finish(1), fault.RetryAfter(-time.Second, errPlain), retry(0)},
		{"retry after the longest wait", unread(hop), finish(1), fault.RetryAfter(ParkAfter, errPlain), retry(ParkAfter)},
		{"retry after an hour", unread(hop), finish(3), fault.RetryAfter(time.Hour, errPlain), look},
		{"retry after an hour, open", of(hop), finish(3), fault.RetryAfter(time.Hour, errPlain),
			Decision{Action: Park, Outcome: metrics.OutcomeRetry, Class: wire.ClassParked, Delay: time.Hour, Attempts: 3}},
		{"retry after an hour, and parked by another", of(hop, letter(wire.ClassParked, at)), finish(3), fault.RetryAfter(time.Hour, errPlain), end(wire.ClassParked)},
		{"retry of a submission after an hour", unread(raw), finish(3), fault.RetryAfter(time.Hour, errPlain), retry(ParkAfter)},
		{"the last attempt", unread(hop), finish(8), errPlain, look},
		{"the last attempt, open", of(hop), finish(8), errPlain, bury(fault.AttemptsExhausted, 0)},
		{"the last attempt at a sink that is down", of(hop), sinkDown(finish(8)), errPlain,
			Decision{Action: Park, Outcome: metrics.OutcomeRetry, Class: wire.ClassParked, Delay: ParkAfter + 4*time.Second}},
		{"the last attempt of a submission, sink down", of(raw), sinkDown(finish(8)), errPlain, bury(fault.AttemptsExhausted, 0)},
		{"above the cap", of(hop), finish(9), errCap, bury(fault.AttemptsExhausted, 0)},
		{"panic", of(hop), finish(1), errPanic, bury(fault.Panic, 0)},
		{"poison", unread(hop), finish(1), errPoison, look},
		{"poison, open", of(hop, newest(at)), finish(1), errPoison, bury(fault.NotAReport, 0)},
		{"poison that waits all the same", of(hop), finish(1), fault.RetryAfter(time.Second, errPoison), bury(fault.NotAReport, 0)},
		{"poison of a done message", of(hop, effect("GOUJI_P0", at, "")), finish(1), errPoison, end(fault.NotAReport)},
		{"poison beside another message's effect", of(hop, effect("GOUJI_P0", 4, "")), finish(1), errPoison, bury(fault.NotAReport, 0)},
		{"poison beside a submission's effect at the same number", of(hop, effect(wire.SubmitStream, at, "")), finish(1), errPoison, bury(fault.NotAReport, 0)},
		{"poison beside the effect of the same resubmission", of(hop, effect("GOUJI_P0", 4, "gouji_p0-5"), resubmission("gouji_p0-5")), finish(1), errPoison, end(fault.NotAReport)},
		{"poison beside the effect of another resubmission", of(hop, effect("GOUJI_P0", 4, "gouji_p0-5"), resubmission("gouji_p0-8")), finish(1), errPoison, bury(fault.NotAReport, 0)},
		{"poison beside its receipt, whoever wrote it", of(last, receipt(last.Receipt)), finish(1), errPoison, end(fault.NotAReport)},
		{"poison beside another receipt", of(last, receipt("gouji.p0.published.receipt.r.2.2023.a.doc.0")), finish(1), errPoison, bury(fault.NotAReport, 0)},
		{"poison of a replayed message's first copy", of(hop, newest(14)), finish(1), errPoison, end(fault.NotAReport)},
		{"poison of a dead message", of(hop, letter(fault.NotAReport, at)), finish(2), errPoison, end(fault.NotAReport)},
		{"poison of a dropped message", of(hop, letter(wire.ClassDropped, at)), finish(2), errPoison, end(fault.NotAReport)},
		{"poison of a submission", of(raw), finish(1), errPoison, bury(fault.NotAReport, 0)},
		{"poison of a submission that went through", of(raw, effect(wire.SubmitStream, 3, "")), finish(1), errPoison, end(fault.NotAReport)},
		{"poison of a submission dropped at a later stage", of(raw, effect(wire.SubmitStream, 3, ""), dropped("gouji_p0-5")), finish(1), errPoison,
			Decision{Action: End, Outcome: metrics.OutcomeDuplicate, Class: fault.NotAReport, Resubmission: "gouji_p0-5"}},
		{"poison of a submission with a newer one", of(raw, newest(12)), finish(1), errPoison, end(fault.NotAReport)},
		{"poison of a submission whose document is dead", of(raw, letter(fault.NotAReport, 7)), finish(1), errPoison, end(fault.NotAReport)},
		{"poison of the replay, in its letter's place", of(raw, letter(fault.NotAReport, 7), replayOf(other)), finish(1), errPoison, bury(fault.NotAReport, 50)},
		{"poison of a replay that has its own letter", of(raw, letter(fault.NotAReport, at), replayOf(own)), finish(1), errPoison, end(fault.NotAReport)},
		{"poison of what was dropped, in the record's place", of(raw, letter(wire.ClassDropped, 7)), finish(1), errPoison, bury(fault.NotAReport, 50)},

		// An operator replays a letter, or a parked message may be due.
		{"replay", unread(hop), replay(fault.NotAReport), nil, look},
		{"replay, open", of(hop, newest(at), letter(fault.NotAReport, at)), replay(fault.NotAReport), nil, putBack},
		{"replay of a parked message before its time", of(hop, letter(wire.ClassParked, at)), replay(wire.ClassParked), nil, putBack},
		{"replay of a dropped one", unread(hop), replay(wire.ClassDropped), nil, refuse(ErrDropped)},
		{"replay of one that went on", of(hop, effect("GOUJI_P0", at, ""), letter(fault.NotAReport, at)), replay(fault.NotAReport), nil, remove},
		{"replay of one that was replayed", of(hop, newest(14), letter(fault.NotAReport, at)), replay(fault.NotAReport), nil, remove},
		{"replay of a submission", of(raw, newest(at), letter(fault.NotAReport, at)), replay(fault.NotAReport), nil, putBack},
		{"replay of a submission that went through", of(raw, effect(wire.SubmitStream, 12, "")), replay(fault.NotAReport), nil, remove},
		{"replay of a submission with a newer one, which this letter may have ended", of(raw, newest(12), letter(fault.NotAReport, at)), replay(fault.NotAReport), nil, putBack},
		{"replay of one without its bytes", of(raw, letter(fault.TooLarge, at)), Attempt{Event: Replay, Letter: fault.TooLarge, Unkept: true}, nil, refuse(ErrUnkept)},
		{"replay of one without its bytes that went through", of(raw, effect(wire.SubmitStream, 3, "")), Attempt{Event: Replay, Letter: fault.TooLarge, Unkept: true}, nil, remove},
		{"not due", unread(hop), Attempt{Event: Release, Letter: wire.ClassParked}, nil, Decision{Action: Wait}},
		{"due", unread(hop), Attempt{Event: Release, Letter: wire.ClassParked, Due: true}, nil, look},
		{"due, open", of(hop, newest(at), letter(wire.ClassParked, at)), Attempt{Event: Release, Letter: wire.ClassParked, Due: true}, nil, putBack},
		{"due, and released by another", of(hop, newest(14), letter(wire.ClassParked, at)), Attempt{Event: Release, Letter: wire.ClassParked, Due: true}, nil, remove},
		{"due, and done", of(last, receipt(last.Receipt)), Attempt{Event: Release, Letter: wire.ClassParked, Due: true}, nil, remove},

		// An operator gives a letter up.
		{"drop", unread(hop), Attempt{Event: Drop, Letter: fault.NotAReport}, nil, Decision{Action: Record}},
		{"drop of a parked one", unread(hop), Attempt{Event: Drop, Letter: wire.ClassParked}, nil, Decision{Action: Record}},
		{"drop of a dropped one", unread(hop), Attempt{Event: Drop, Letter: wire.ClassDropped}, nil, Decision{Action: FinishDrop}},

		// A document was nowhere when the audit looked.
		{"repair", unread(hop), Attempt{Event: Repair}, nil, look},
		{"repair, open", of(hop, newest(at)), Attempt{Event: Repair}, nil, putBack},
		{"repair of one whose effect is there now", of(hop, effect("GOUJI_P0", at, "")), Attempt{Event: Repair}, nil, Decision{Action: End}},
		{"repair of one whose effect cannot be read", of(hop, effect("GOUJI_P0", at, "")), Attempt{Event: Repair, Broken: true}, nil, putBack},
		{"repair beside another message's effect", of(hop, effect("GOUJI_P0", 4, "")), Attempt{Event: Repair}, nil, putBack},
		{"repair of one that died meanwhile", of(hop, letter(fault.NotAReport, at)), Attempt{Event: Repair, Broken: true}, nil, Decision{Action: End}},
		{"repair of one that was parked meanwhile", of(hop, letter(wire.ClassParked, at)), Attempt{Event: Repair}, nil, Decision{Action: End}},
		{"repair of one that somebody put back meanwhile", of(hop, newest(14), effect("GOUJI_P0", at, "")), Attempt{Event: Repair, Broken: true}, nil, Decision{Action: End}},
		{"repair beside its receipt", of(last, receipt(last.Receipt)), Attempt{Event: Repair}, nil, Decision{Action: End}},
		{"repair from the raw bytes", of(raw, newest(at)), Attempt{Event: Repair}, nil, putBack},
		{"repair from the raw bytes of what was read, and cannot be read", of(raw, newest(at), effect(wire.SubmitStream, at, "")), Attempt{Event: Repair, Broken: true}, nil, putBack},
		{"repair of a submission that was sent anew meanwhile", of(raw, newest(12)), Attempt{Event: Repair, Broken: true}, nil, Decision{Action: End}},
		{"repair of a submission that died meanwhile", of(raw, letter(fault.NotAReport, 7)), Attempt{Event: Repair}, nil, Decision{Action: End}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if d := cmp.Diff(c.want, Next(c.h, c.a, c.err), cmpopts.EquateErrors()); d != "" {
				t.Error(d)
			}
		})
	}
}

// Whatever the history says, a message that is through well is acknowledged, and one that
// failed leaves the worker in one of four ways.
func TestFinishIsTotal(t *testing.T) {
	t.Parallel()
	for _, m := range []Message{hop, last, raw} {
		for bits := range 32 {
			h := of(m)
			if bits&1 != 0 {
				effect(m.Stream, at, "")(&h)
			}
			if bits&2 != 0 {
				newest(14)(&h)
			}
			if bits&4 != 0 {
				letter(fault.NotAReport, at)(&h)
			}
			a := finish(uint64(1 + bits&8))
			a.SinkDown = bits&16 != 0
			name := fmt.Sprintf("%s %05b", m.Stage, bits)
			if d := Next(h, a, nil); d.Action != Ack {
				t.Errorf("%s: well, and %s", name, d.Action)
			}
			for _, err := range []error{errPlain, errPoison, errPanic, errCap, fault.RetryAfter(time.Hour, errPlain)} {
				d := Next(h, a, err)
				switch d.Action {
				case Retry:
				case End:
					if bits&7 == 0 {
						t.Errorf("%s, %v: an open message is ended without a letter", name, err)
					}
				case Bury, Park:
					if bits&7 != 0 {
						t.Errorf("%s, %v: %s, and it was %s", name, err, d.Action, h.State())
					}
					if d.Class == "" {
						t.Errorf("%s, %v: a letter without a class", name, err)
					}
				default:
					t.Errorf("%s, %v: %s", name, err, d.Action)
				}
			}
		}
	}
}

func TestWhereabouts(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		d    Document
		want Whereabouts
	}{
		{Document{}, Unknown},
		{Document{Moving: true}, Unknown},
		{Document{Accepted: true, Moving: true}, InFlight},
		{Document{Accepted: true, Parked: true}, InFlight},
		{Document{Accepted: true}, Unaccounted},
		{Document{Accepted: true, Dead: true, Moving: true}, Dead},
		{Document{Dead: true}, Dead},
		{Document{Accepted: true, Receipt: true, Dead: true, Moving: true}, Published},
	} {
		if got := c.d.Whereabouts(); got != c.want {
			t.Errorf("%+v: %d, want %d", c.d, got, c.want)
		}
	}
}
