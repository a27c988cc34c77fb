// Package outcome tells producers what became of their documents. An Announcer reads ends,
// which are receipts in the log and dead letters, in the order of their time, and writes a
// message for each into the stream of results. How far it is stands in the headers of the last
// message there, so that whoever goes on after a crash goes on behind it: each end is told at
// least once, and those of one document in their order.
package outcome

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/rs/zerolog"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/pipeline/internal/broker"
	"github.com/gouji/gouji/pipeline/internal/dead"
	"github.com/gouji/gouji/pipeline/internal/wire"
)

// The states that an end is told under.
const (
	Published = "published"
	Dead      = "dead"
)

// MaxMessage is the longest message about an end in bytes.
const MaxMessage = 64 << 10

// The headers of a result, beside what it says: up to which message the log and the dead
// letters have been told.
const (
	headerLog  = "Gouji-Told-Log"
	headerDead = "Gouji-Told-Dead"
)

// End is one end of a document.
type End struct {
	// State is Published or Dead.
	State string
	// Doc is empty for a submission that died before it was known which document it is.
	Doc string
	// Time is when it ended.
	Time time.Time
	// Hop and Receipt are those of a published document: its receipt's subject and payload.
	Hop     wire.Hop
	Receipt []byte
	// Letter is the dead letter of a dead one.
	Letter dead.Letter

	sequence uint64
}

// Announcer writes the stream of results. One is enough for a broker; a second one does no
// harm, since each message expects the one before it.
type Announcer struct {
	Conn *broker.Conn
	// Describe says whose an end is and what its producer is told, as JSON of at most
	// MaxMessage bytes. An empty producer is for nobody. An end that cannot be described
	// because of what it is, poison, is passed over with a line in the log.
	Describe func(ctx context.Context, e End) (producer string, message []byte, err error)
	Log      zerolog.Logger
	// Interval is the longest pause between two looks, default 5 s. Where the role may listen
	// to ends, each of them causes a look, five times a second at most.
	Interval time.Duration
}

// shortest is the pause between two looks where ends come all the time: a look costs some
// requests, however many ends it finds.
const shortest = 200 * time.Millisecond

// Run announces until ctx ends and returns nil.
func (a *Announcer) Run(ctx context.Context) error {
	interval := a.Interval
	if interval == 0 {
		interval = 5 * time.Second
	}
	heard, stop := a.listen()
	defer stop()
	t := time.NewTicker(interval)
	defer t.Stop()
	for {
		if _, err := a.Once(ctx); err != nil && ctx.Err() == nil {
			a.Log.Warn().Err(err).Msg("producers could not be told of ends")
		}
		if !broker.Sleep(ctx, shortest) {
			return nil
		}
		select {
		case <-ctx.Done():
			return nil
		case <-heard:
		case <-t.C:
		}
	}
}

// listen gives a sign for ends that are written, at most one at a time.
func (a *Announcer) listen() (heard chan struct{}, stop func()) {
	heard = make(chan struct{}, 1)
	var subs []*nats.Subscription
	f := a.Conn.Topology().Flow
	for _, subject := range []string{f.Prefix + ".*." + string(f.Receipt()) + ".>", a.Conn.Topology().DeadFilter()} {
		sub, err := a.Conn.NC.Subscribe(subject, func(*nats.Msg) {
			select {
			case heard <- struct{}{}:
			default:
			}
		})
		if err == nil {
			subs = append(subs, sub)
		}
	}
	return heard, func() {
		for _, s := range subs {
			_ = s.Unsubscribe() // the connection may be closed already
		}
	}
}

// position is how far the ends are told.
type position struct {
	log, dead uint64
	// last is the sequence of the newest result.
	last uint64
}

// Once tells the ends that are there and returns how many it told.
func (a *Announcer) Once(ctx context.Context) (told int, err error) {
	at, err := a.position(ctx)
	if err != nil {
		return 0, err
	}
	for {
		ends, err := a.ends(ctx, &at)
		if err != nil || len(ends) == 0 {
			return told, err
		}
		n, err := a.tell(ctx, &at, ends)
		told += n
		switch {
		case errors.Is(err, broker.ErrKeyTaken): // another announcer was faster
			if !broker.Sleep(ctx, 100*time.Millisecond) {
				return told, ctx.Err()
			}
			if at, err = a.position(ctx); err != nil {
				return told, err
			}
		case err != nil:
			return told, err
		}
	}
}

func (a *Announcer) position(ctx context.Context) (position, error) {
	t := a.Conn.Topology()
	m, err := a.Conn.LastIfAny(ctx, t.Flow.ResultsStream(), t.ResultsFilter())
	if err != nil || m == nil {
		return position{}, err
	}
	at := position{last: m.Sequence}
	at.log, _ = strconv.ParseUint(m.Header.Get(headerLog), 10, 64) // from the beginning where nobody said
	at.dead, _ = strconv.ParseUint(m.Header.Get(headerDead), 10, 64)
	return at, nil
}

// round is how many ends of each stream are read at a time.
const round = 256

// ends reads what comes behind a position, in the order of time, nothing at the end. What is
// read of the receipts may lack what was written while the letters were read, so they are
// read once more, up to the last letter.
func (a *Announcer) ends(ctx context.Context, at *position) ([]End, error) {
	receipts, err := a.receipts(ctx, at.log)
	if err != nil {
		return nil, err
	}
	letters, passed, err := a.letters(ctx, at.dead)
	if err != nil {
		return nil, err
	}
	at.dead = passed
	switch r, l := len(receipts), len(letters); {
	case r == round: // there may be more, before the letters
		letters = before(letters, receipts[r-1].Time)
	case l > 0:
		from := at.log
		if r > 0 {
			from = receipts[r-1].sequence
		}
		more, err := a.receipts(ctx, from)
		if err != nil {
			return nil, err
		}
		receipts = append(receipts, before(more, letters[l-1].Time)...)
	}
	if l := len(letters); l == round {
		receipts = before(receipts, letters[l-1].Time)
	}
	return merge(receipts, letters), nil
}

// before is the ends at the beginning that are not later than t.
func before(ends []End, t time.Time) []End {
	if i := slices.IndexFunc(ends, func(e End) bool { return e.Time.After(t) }); i >= 0 {
		return ends[:i]
	}
	return ends
}

// merge puts two lists together by time; each keeps its own order, whatever the clocks of
// the servers said.
func merge(a, b []End) []End {
	out := make([]End, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		if b[0].Time.Before(a[0].Time) {
			out, b = append(out, b[0]), b[1:]
		} else {
			out, a = append(out, a[0]), a[1:]
		}
	}
	return append(append(out, a...), b...)
}

// receipts are the next ends in the log behind a sequence.
func (a *Announcer) receipts(ctx context.Context, behind uint64) (out []End, err error) {
	t := a.Conn.Topology()
	s := broker.Scan{Stream: t.LogStream(), From: behind + 1, Filters: []string{t.Flow.Prefix + "." + t.Partition + "." + string(t.Flow.Receipt()) + ".>"}}
	err = a.scan(ctx, s, func(m jetstream.Msg, meta *jetstream.MsgMetadata) error {
		hop, err := t.Flow.ParseHop(m.Subject())
		if err != nil || m.Headers().Get(wire.HeaderArchive) != "" {
			return nil // nobody's, or told before it went into the archive that it is back from
		}
		e := End{State: Published, Doc: hop.Doc, Hop: hop, Time: meta.Timestamp, sequence: meta.Sequence.Stream}
		env, err := wire.DecodeEnvelope(m.Data())
		if err == nil {
			e.Receipt, err = a.Conn.PayloadOf(ctx, env)
		}
		if err == nil {
			out = append(out, e)
		}
		return a.enough(len(out), m.Subject(), err)
	})
	return out, err
}

// letters are the next dead letters behind a sequence, and the sequence behind which the
// first of them stands. Parked messages are no ends, and a dropped letter was told when it
// was one.
func (a *Announcer) letters(ctx context.Context, behind uint64) (out []End, passed uint64, err error) {
	passed = behind
	t := a.Conn.Topology()
	s := broker.Scan{Stream: t.Flow.DeadStream(), From: behind + 1, Filters: []string{t.DeadFilter()}}
	err = a.scan(ctx, s, func(m jetstream.Msg, meta *jetstream.MsgMetadata) error {
		at, err := t.Flow.ParseDead(m.Subject())
		if err != nil || at.Class == wire.ClassParked || at.Class == wire.ClassDropped || m.Headers().Get(wire.HeaderArchive) != "" {
			if len(out) == 0 {
				passed = meta.Sequence.Stream
			}
			return nil
		}
		e := End{State: Dead, Time: meta.Timestamp, sequence: meta.Sequence.Stream}
		if e.Letter, err = dead.Decode(&jetstream.RawStreamMsg{Sequence: e.sequence, Data: m.Data()}); err == nil {
			e.Doc = e.Letter.Doc
			out = append(out, e)
		}
		return a.enough(len(out), m.Subject(), err)
	})
	return out, passed, err
}

// scan reads as far as it can be read; what is damaged is for the audit to tell.
func (a *Announcer) scan(ctx context.Context, s broker.Scan, each func(jetstream.Msg, *jetstream.MsgMetadata) error) error {
	err := s.Run(ctx, a.Conn, each)
	var damaged *broker.DamagedError
	if errors.As(err, &damaged) {
		return nil
	}
	return err
}

// enough ends a scan after a round. What cannot be read costs the others nothing.
func (a *Announcer) enough(n int, subject string, err error) error {
	if err != nil {
		if _, poison := fault.ClassOf(err); !poison {
			return err
		}
		a.Log.Warn().Err(err).Str("subject", subject).Msg("an end cannot be read, and nobody is told of it")
	}
	if n == round {
		return broker.ErrStop
	}
	return nil
}

// described is what is to be told of an end, and the position behind it.
type described struct {
	state string
	at    position
	msg   *nats.Msg // nil where there is nobody to tell
	err   error
}

// describeAhead is how many ends are described before they are told.
const describeAhead = 16

// describe describes ends behind a position one after the other, until one cannot be.
func (a *Announcer) describe(ctx context.Context, at position, ends []End) <-chan described {
	out := make(chan described, describeAhead)
	go func() {
		defer close(out)
		for _, e := range ends {
			if e.State == Published {
				at.log = e.sequence
			} else {
				at.dead = e.sequence
			}
			m, err := a.message(ctx, e, at)
			select {
			case out <- described{e.State, at, m, err}:
			case <-ctx.Done():
				return
			}
			if err != nil {
				return
			}
		}
	}()
	return out
}

// tell writes the results of ends behind a position. The next ones are described meanwhile:
// receipts that are told more slowly than they come are read again when the broker has let go of
// them.
func (a *Announcer) tell(ctx context.Context, at *position, ends []End) (told int, err error) {
	within, stop := context.WithCancel(ctx)
	next := a.describe(within, *at, ends)
	defer func() {
		stop()
		for range next { // Describe is not called any more when this returns
		}
	}()
	for d := range next {
		if at.log, at.dead = d.at.log, d.at.dead; d.err != nil {
			return told, d.err
		}
		if d.msg == nil {
			continue
		}
		broker.Boundary("results.before", d.state)
		ack, _, err := broker.Publish(ctx, a.Conn.JS, d.msg, nil, broker.Expectation{Filter: a.Conn.Topology().ResultsFilter(), Last: at.last}.Option())
		broker.Boundary("results.after", d.state)
		if err != nil {
			return told, err
		}
		at.last = ack.Sequence
		told++
	}
	return told, ctx.Err()
}

// message is what is told of an end, nil where there is nobody to tell.
func (a *Announcer) message(ctx context.Context, e End, at position) (*nats.Msg, error) {
	producer, body, err := a.Describe(ctx, e)
	if err == nil && len(body) > MaxMessage {
		err = fault.Poisonf(fault.TooLarge, "a message of %d bytes, at most %d", len(body), MaxMessage)
	}
	if _, poison := fault.ClassOf(err); poison {
		a.Log.Warn().Err(err).Str("doc", e.Doc).Msg("an end cannot be told")
		return nil, nil
	}
	if err != nil || !wire.ValidToken(producer) {
		return nil, err
	}
	m := nats.NewMsg(a.Conn.Topology().Flow.ResultsSubject(producer, e.State))
	m.Data = body
	m.Header.Set(headerLog, strconv.FormatUint(at.log, 10))
	m.Header.Set(headerDead, strconv.FormatUint(at.dead, 10))
	return m, nil
}
