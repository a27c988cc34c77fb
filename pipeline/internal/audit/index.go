package audit

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/gouji/gouji/pipeline/internal/broker"
	"github.com/gouji/gouji/pipeline/internal/history"
	"github.com/gouji/gouji/pipeline/internal/wire"
)

// docTrace is what the log says about one document.
type docTrace struct {
	// submission is the sequence in SubmitStream that the newest accepted record names.
	submission uint64
	// hops is the newest sequence of each kind that a later stage reads, in their order.
	hops []uint64
	// accepted and receipt say that there is such a message.
	accepted, receipt bool
	// beside says that the raw bytes travel beside the newest accepted record.
	beside bool
	// parser and rules are the versions of the newest reading and the newest receipt, as
	// indexes of logIndex.versions; 0 is none.
	parser, rules uint16
	// receipts and kept count as those of the index. archived says that the document went into
	// an archive; it counts where the log has nothing newer of it.
	receipts, kept uint32
	// erased says that it was erased and is in no archive for all the log knows.
	archived, erased bool
}

// logIndex is the log by document. The zero value is empty; it is not safe for concurrent
// use. It takes some 150 bytes a document, 25 MB for a nation-year.
type logIndex struct {
	flow    wire.Flow
	passing []wire.Kind // of the flow
	lasting []wire.Kind
	docs    map[string]*docTrace
	next    uint64 // the first sequence not read yet
	gaps    []gap  // what did not come and is not known to be removed
	// receipts and kept are messages: kept those of kinds that never leave the log. expires
	// says that there was one with a time to live.
	receipts, kept uint64
	expires        bool
	// removed are the sequences that archives took the place of, as their records say, and
	// removedKept is how many of them are of kinds that never leave the log else.
	removed                 []wire.Run
	removedAll, removedKept uint64
	// created and gone are the log as it was found by the last look, see outlived.
	created time.Time
	gone    uint64
	// versions are the names of parsers and rule sets in the order they were met, the first
	// one empty.
	versions []string
}

// gap is a run of sequences of the log.
type gap struct{ first, last uint64 }

// catchUp reads what is new in the log, headers only. What the server cannot read is noted
// as a gap, and is no failure.
func (x *logIndex) catchUp(ctx context.Context, c *broker.Conn, t wire.Topology) error {
	x.flow, x.passing, x.lasting = t.Flow, t.Flow.Passing(), t.Flow.Lasting()
	s := broker.Scan{Stream: t.LogStream(), From: x.next, HeadersOnly: true, Filters: []string{t.LogFilter()}}
	err := s.Run(ctx, c, func(m jetstream.Msg, meta *jetstream.MsgMetadata) error {
		x.skipTo(meta.Sequence.Stream)
		x.apply(m.Subject(), meta.Sequence.Stream, m.Headers())
		x.applyArchived(m.Subject(), m.Headers())
		x.expires = x.expires || m.Headers().Get(jetstream.MsgTTLHeader) != ""
		return nil
	})
	if d := (*broker.DamagedError)(nil); errors.As(err, &d) {
		x.skipTo(d.Last + 1)
		err = nil
	}
	if err == nil && len(x.gaps) > 0 {
		err = x.settleGaps(ctx, c, t)
	}
	return err
}

// skipTo notes what was passed over on the way to seq. The filter is the whole stream, so
// that every sequence comes.
func (x *logIndex) skipTo(seq uint64) {
	if seq > max(x.next, 1) {
		x.gaps = append(x.gaps, gap{max(x.next, 1), seq - 1})
	}
	x.next = seq
}

// settleGaps takes out of the gaps what is not in the stream any more, by time to live or
// because somebody removed it.
func (x *logIndex) settleGaps(ctx context.Context, c *broker.Conn, t wire.Topology) error {
	s, err := c.Stream(ctx, t.LogStream())
	if err != nil {
		return err
	}
	info, err := s.Info(ctx, jetstream.WithDeletedDetails(true))
	if err != nil {
		return fmt.Errorf("stream %s: %w", t.LogStream(), err)
	}
	deleted := make(map[uint64]struct{}, len(info.State.Deleted))
	for _, seq := range info.State.Deleted {
		deleted[seq] = struct{}{}
	}
	var left []gap
	for _, g := range x.gaps {
		for seq := max(g.first, info.State.FirstSeq); seq <= g.last; seq++ {
			if _, gone := deleted[seq]; gone {
				continue
			}
			if n := len(left); n > 0 && left[n-1].last+1 == seq {
				left[n-1].last = seq
			} else {
				left = append(left, gap{seq, seq})
			}
		}
	}
	x.gaps = left
	return nil
}

// damage is what is left of the gaps, nil for nothing.
func (x *logIndex) damage(stream string) []Damage {
	d := Damage{Stream: stream}
	for _, g := range x.gaps {
		d.Messages += g.last - g.first + 1
		for seq := g.first; seq <= g.last && len(d.Sequences) < maxDamaged; seq++ {
			d.Sequences = append(d.Sequences, seq)
		}
	}
	if d.Messages == 0 {
		return nil
	}
	return []Damage{d}
}

// apply takes one message of the log, in their order. What is on no subject of ours is
// passed over: the worker will reject it.
func (x *logIndex) apply(subject string, seq uint64, header nats.Header) {
	x.next = seq + 1
	hop, err := x.flow.ParseHop(subject)
	if err != nil {
		return
	}
	d := x.docs[hop.Doc]
	if d == nil {
		if x.docs == nil {
			x.docs = map[string]*docTrace{}
		}
		d = &docTrace{hops: make([]uint64, len(x.passing))}
		x.docs[hop.Doc] = d
	}
	if slices.Contains(x.lasting, hop.Kind) {
		x.kept++
		d.kept++
	}
	switch hop.Kind {
	case wire.KindAccepted:
		d.accepted, d.beside = true, header.Get(wire.HeaderBeside) != ""
		if stream, n, ok := wire.ParseCause(header.Get(wire.HeaderCause)); ok && stream == x.flow.SubmitStream() {
			d.submission = n
		}
	case x.flow.Receipt():
		d.receipt = true
		d.receipts++
		x.receipts++
	default:
		if i := slices.Index(x.passing, hop.Kind); i >= 0 {
			d.hops[i] = seq
		}
	}
	if hop.Parser != "" && hop.RuleSet == "" {
		d.parser = x.version(hop.Parser)
	}
	if hop.RuleSet != "" && hop.Kind == x.flow.Receipt() {
		d.rules = x.version(hop.RuleSet)
	}
}

// version is the index of a version's name. There are a few in the life of a log; beyond
// what the index can name, one is none.
func (x *logIndex) version(name string) uint16 {
	if len(x.versions) == 0 {
		x.versions = []string{""}
	}
	i := slices.Index(x.versions, name)
	if i < 0 && len(x.versions) <= math.MaxUint16 {
		i, x.versions = len(x.versions), append(x.versions, name)
	}
	return uint16(max(i, 0))
}

// versionsOf counts the documents by the parser of their newest reading and by the rule set
// of their newest receipt, as they stand in subjects.
func (x *logIndex) versionsOf() (parsers, rules map[string]int) {
	parsers, rules = map[string]int{}, map[string]int{}
	for _, d := range x.docs {
		if d.parser > 0 {
			parsers[x.versions[d.parser]]++
		}
		if d.rules > 0 {
			rules[x.versions[d.rules]]++
		}
	}
	return parsers, rules
}

// surroundings is what the index is judged against. Each part was read before the log was,
// and in this order: consumers, dead letters, submissions. A message that a consumer has
// settled has its effect or dead letter written already; a replay publishes first and
// removes the dead letter then. So whatever moves meanwhile is seen at least once.
type surroundings struct {
	consumers map[string]*jetstream.ConsumerInfo
	dead      map[string]bool     // documents with a dead letter; true: its origin is a submission
	letters   map[string]int      // dead letters by class, parked messages too
	lettersAt uint64              // the last sequence of the dead letters
	deadOther int                 // dead submissions of no known document
	parked    map[string]struct{} // documents of which a message waits outside its consumer
	submit    submitState
}

// submitState is which sequences are in SubmitStream.
type submitState struct {
	info    *jetstream.StreamInfo
	deleted map[uint64]struct{}
}

func (s submitState) has(seq uint64) bool {
	_, gone := s.deleted[seq]
	return !gone && s.info.State.Msgs > 0 && seq >= s.info.State.FirstSeq && seq <= s.info.State.LastSeq
}

func look(ctx context.Context, c *broker.Conn, t wire.Topology) (surroundings, error) {
	s := surroundings{consumers: map[string]*jetstream.ConsumerInfo{}, dead: map[string]bool{}, letters: map[string]int{}, parked: map[string]struct{}{}}
	for _, stage := range t.Flow.StageNames() {
		stream, _, err := t.StageStream(stage)
		if err != nil {
			return s, err
		}
		cons, err := c.JS.Consumer(ctx, stream, stage)
		if err != nil {
			return s, fmt.Errorf("consumer %s: %w", stage, err)
		}
		s.consumers[stage] = cons.CachedInfo()
	}
	if err := s.lookDead(ctx, c); err != nil {
		return s, err
	}
	stream := t.Flow.SubmitStream()
	submit, err := c.JS.Stream(ctx, stream)
	if err != nil {
		return s, fmt.Errorf("stream %s: %w", stream, err)
	}
	info, err := submit.Info(ctx, jetstream.WithDeletedDetails(true))
	if err != nil {
		return s, fmt.Errorf("stream %s: %w", stream, err)
	}
	s.submit = submitState{info: info, deleted: make(map[uint64]struct{}, len(info.State.Deleted))}
	for _, seq := range info.State.Deleted {
		s.submit.deleted[seq] = struct{}{}
	}
	return s, nil
}

func (s *surroundings) lookDead(ctx context.Context, c *broker.Conn) error {
	t := c.Topology()
	letters, err := c.JS.Stream(ctx, t.Flow.DeadStream())
	if err != nil {
		return fmt.Errorf("stream %s: %w", t.Flow.DeadStream(), err)
	}
	info, err := letters.Info(ctx, jetstream.WithSubjectFilter(t.DeadFilter()))
	if err != nil {
		return fmt.Errorf("stream %s: %w", t.Flow.DeadStream(), err)
	}
	s.lettersAt = info.State.LastSeq
	for subject := range info.State.Subjects {
		ds, err := t.Flow.ParseDead(subject)
		if err == nil {
			s.letters[string(ds.Class)]++
		}
		switch {
		case err != nil:
		case ds.Class == wire.ClassParked:
			s.parked[ds.Doc] = struct{}{}
		case ds.Doc != wire.NoToken:
			s.dead[ds.Doc] = s.dead[ds.Doc] || ds.Stream == t.Flow.SubmitStream()
		case ds.Stream == t.Flow.SubmitStream():
			s.deadOther++
		}
	}
	return nil
}

// tally is where the documents are.
type tally struct {
	published, dead, inFlight, archived, erased int
	// unread are the submissions among inFlight whose document nobody has looked at.
	unread      int
	unaccounted map[string]struct{}
}

// count puts every document into one place. A document with a receipt is published, also
// when something of it failed later under other rules.
func (x *logIndex) count(s surroundings) tally {
	t := tally{dead: s.deadOther, unaccounted: map[string]struct{}{}}
	waiting := int(s.submit.info.State.Msgs)
	for doc, d := range x.docs {
		if d.accepted && s.submit.has(d.submission) {
			waiting-- // counted under its document
		}
		switch {
		case d.accepted:
		case d.erased:
			t.erased++
		case d.archived:
			t.archived++
		}
		if !d.accepted { // nobody was told that it is ours; a dead submission counts below
			continue
		}
		at := history.Document{Accepted: true, Receipt: d.receipt, Dead: in(s.dead, doc), Parked: in(s.parked, doc), Moving: x.moves(d, s)}
		switch at.Whereabouts() {
		case history.Published:
			t.published++
		case history.Dead:
			t.dead++
		case history.InFlight:
			t.inFlight++
		default:
			t.unaccounted[doc] = struct{}{}
		}
	}
	for doc, submission := range s.dead {
		if d := x.docs[doc]; submission && (d == nil || !d.accepted) {
			t.dead++
		}
	}
	// What ingest has not read yet may be a copy of what is counted already: only its bytes
	// tell. It counts as one document each until then, which is said.
	t.unread = max(0, waiting)
	t.inFlight += t.unread
	return t
}

func in[V any](set map[string]V, doc string) bool {
	_, ok := set[doc]
	return ok
}

// moves reports whether some stage still has the document before it: a hop that its
// consumer will deliver, or its submission in the stream or behind its end.
func (x *logIndex) moves(d *docTrace, s surroundings) bool {
	hops := false
	for i, seq := range d.hops {
		if seq == 0 {
			continue
		}
		hops = true
		if coming(s.consumers[x.flow.Stages[i+1].Name], seq) {
			return true
		}
	}
	if hops {
		return false
	}
	waits := s.submit.has(d.submission) && coming(s.consumers[x.flow.First()], d.submission)
	return waits || d.submission > s.submit.info.State.LastSeq
}

// coming reports whether a consumer still has a message before it: it is above the
// acknowledgement floor, and not delivered yet or among those that wait for their
// acknowledgement. Where none waits and the floor is behind all the same, messages were
// given up by the server (a consumer made with a maximum of deliveries) and come no more.
func coming(i *jetstream.ConsumerInfo, seq uint64) bool {
	return seq > i.AckFloor.Stream && (seq > i.Delivered.Stream || i.NumAckPending > 0)
}
