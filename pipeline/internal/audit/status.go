package audit

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go/jetstream"
	"github.com/rs/zerolog"

	"github.com/gouji/gouji/metrics"
	"github.com/gouji/gouji/pipeline/internal/broker"
	"github.com/gouji/gouji/pipeline/internal/wire"
	"github.com/gouji/gouji/pipeline/internal/witness"
	"github.com/gouji/gouji/pipeline/internal/worker"
)

// StatusSchema is the schema of a StatusReport.
const StatusSchema = "gouji.status/v1"

// StatusReport says where the documents are. Accepted counts distinct documents and is
// Published + Dead + InFlight + Unaccounted. While Unread is not 0, Accepted and InFlight are
// upper bounds: there are at least Accepted - Unread documents.
type StatusReport struct {
	Schema      string `json:"schema"`
	Accepted    int    `json:"accepted"`
	Published   int    `json:"published"`
	Dead        int    `json:"dead"`
	InFlight    int    `json:"in_flight"`
	Unaccounted int    `json:"unaccounted"`
	// Archived are documents that went into an archive and out of the log; they are not among
	// the accepted ones.
	Archived int `json:"archived,omitempty"`
	// Erased are documents that were erased; they are not among the accepted ones either.
	Erased int `json:"erased,omitempty"`
	// Unread are the submissions that wait for ingest beside those that an accepted record
	// names. Each counts as a document of its own until ingest has read it, and may be a copy
	// of one that is counted already: a producer need not say what its bytes are.
	Unread int           `json:"unread"`
	Stages []StageStatus `json:"stages"`
	// Damaged is what the log holds and the server cannot read. Documents of which nothing
	// else is left are among the unaccounted.
	Damaged []Damage `json:"damaged,omitempty"`
}

// maxDamaged bounds the sequences that a Damage names.
const maxDamaged = 20

// Damage is unreadable messages of a stream.
type Damage struct {
	Stream   string `json:"stream"`
	Messages uint64 `json:"messages"`
	// Sequences names the first 20.
	Sequences []uint64 `json:"sequences"`
}

// StageStatus is the state of one stage's consumer.
type StageStatus struct {
	Stage string `json:"stage"`
	// Lag is the messages that no worker has received yet, AckPending those received and not
	// settled, also those that wait out a retry's delay; Redelivered those of them that were
	// delivered more than once.
	Lag         uint64 `json:"lag"`
	AckPending  int    `json:"ack_pending"`
	Redelivered int    `json:"redelivered"`
	// Workers is the workers of the stage that answered just now, each with its own
	// concurrency.
	Workers int `json:"workers"`
}

// Status reads the log once and says where every document is. It reads the headers of the
// whole log; an Auditor keeps what it has read.
func Status(ctx context.Context, c *broker.Conn) (StatusReport, error) {
	r, _, err := statusOf(ctx, c, &logIndex{})
	if err != nil {
		return StatusReport{}, err
	}
	workers, err := worker.Count(ctx, c)
	if err != nil {
		return StatusReport{}, err
	}
	for i := range r.Stages {
		r.Stages[i].Workers = workers[r.Stages[i].Stage]
	}
	return r, nil
}

// statusOf brings the index up to date and counts. A document that is nowhere is looked for a
// second time: a replay may have moved it between the parts of one look.
func statusOf(ctx context.Context, c *broker.Conn, x *logIndex) (StatusReport, surroundings, error) {
	r, s, _, err := tallied(ctx, c, x)
	return r, s, err
}

// documentsOf is audit for one who wants the documents' names.
func documentsOf(ctx context.Context, c *broker.Conn, x *logIndex) (StatusReport, tally, error) {
	r, _, counted, err := tallied(ctx, c, x)
	return r, counted, err
}

func tallied(ctx context.Context, c *broker.Conn, x *logIndex) (StatusReport, surroundings, tally, error) {
	t := c.Topology()
	s, first, err := lookAndCount(ctx, c, t, x)
	if err != nil {
		return StatusReport{}, s, first, err
	}
	counted := first
	if len(first.unaccounted) > 0 {
		if s, counted, err = lookAndCount(ctx, c, t, x); err != nil {
			return StatusReport{}, s, counted, err
		}
		for doc := range counted.unaccounted {
			if _, twice := first.unaccounted[doc]; !twice {
				delete(counted.unaccounted, doc)
				counted.inFlight++
			}
		}
	}
	r := StatusReport{Schema: StatusSchema, Published: counted.published, Dead: counted.dead,
		InFlight: counted.inFlight, Unread: counted.unread, Archived: counted.archived, Erased: counted.erased, Unaccounted: len(counted.unaccounted), Damaged: x.damage(t.LogStream())}
	r.Accepted = r.Published + r.Dead + r.InFlight + r.Unaccounted
	for _, stage := range t.Flow.StageNames() {
		i := s.consumers[stage]
		r.Stages = append(r.Stages, StageStatus{Stage: stage, Lag: i.NumPending, AckPending: i.NumAckPending, Redelivered: i.NumRedelivered})
	}
	return r, s, counted, nil
}

func lookAndCount(ctx context.Context, c *broker.Conn, t wire.Topology, x *logIndex) (surroundings, tally, error) {
	s, err := look(ctx, c, t)
	if err == nil {
		err = x.catchUp(ctx, c, t)
	}
	if err != nil {
		return s, tally{}, fmt.Errorf("audit: %w", err)
	}
	return s, x.count(s), nil
}

// AuditorOptions configures an Auditor. Metrics is required.
type AuditorOptions struct {
	// Interval between audits, default 5 s.
	Interval time.Duration
	Log      zerolog.Logger
	Metrics  *metrics.Metrics
	// Clock is what ages are measured by, default time.Now.
	Clock func() time.Time
	// Witness says where the second copy of the high-water marks is, and which store they are
	// held against. Its Log and Clock are the auditor's.
	Witness witness.Options
}

// Auditor is a standing audit that sets the gauges lag_messages, lag_seconds,
// unaccounted_documents and witness_faults. One is enough for a broker.
type Auditor struct {
	// Standing is what was destroyed, as of the last look.
	Standing
	conn    *broker.Conn
	o       AuditorOptions
	index   logIndex
	blobs   blobWatch
	witness *witness.Witness
	desk    *desk
}

// NewAuditor makes an auditor; Run starts it.
func NewAuditor(c *broker.Conn, o AuditorOptions) *Auditor {
	if o.Interval == 0 {
		o.Interval = 5 * time.Second
	}
	if o.Clock == nil {
		o.Clock = time.Now
	}
	o.Witness.Log, o.Witness.Clock = o.Log, o.Clock
	return &Auditor{conn: c, o: o, witness: witness.New(c, o.Witness), desk: newDesk()}
}

// keepUpEach is how often an Auditor looks whether much has come into the log, keepUpAfter how many
// messages that is. The server keeps what is read for 10 s from then on: what is read as it comes
// is let go of sooner.
const keepUpEach, keepUpAfter = time.Second, 250

// Run audits at once and then each Interval until ctx ends, and returns nil. An audit that
// fails is counted and leaves the gauges as they were.
func (a *Auditor) Run(ctx context.Context) error {
	defer a.answer()()
	t := time.NewTicker(a.o.Interval)
	defer t.Stop()
	keepUp := time.NewTicker(keepUpEach)
	defer keepUp.Stop()
	for {
		if err := a.Once(ctx); err != nil && ctx.Err() == nil {
			a.o.Metrics.AuditErrors.Inc()
			a.o.Log.Warn().Err(err).Msg("audit failed")
		}
		for due := false; !due; {
			select {
			case <-ctx.Done():
				return nil
			case <-t.C:
				due = true
			case <-a.desk.wake:
				due = true
			case <-keepUp.C:
				a.keepUp(ctx)
			}
		}
	}
}

// keepUp reads what has come into the log where it is much. What fails is for the next audit to
// tell, and so is a log that is another one.
func (a *Auditor) keepUp(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, a.o.Interval)
	defer cancel()
	t := a.conn.Topology()
	s, err := a.conn.JS.Stream(ctx, t.LogStream())
	if err != nil {
		return
	}
	if i := s.CachedInfo(); i.Created.Equal(a.index.created) && i.State.LastSeq >= a.index.next+keepUpAfter {
		_ = a.index.catchUp(ctx, a.conn, t)
	}
}

// Once audits once and sets the gauges.
func (a *Auditor) Once(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, max(time.Minute, a.o.Interval))
	defer cancel()
	var r StatusReport
	var s surroundings
	var statusErr error
	faults, err := a.witness.Look(ctx, func(ctx context.Context, log witness.State) (d witness.Documents, ok bool, err error) {
		d, ok, statusErr = a.index.counted(ctx, a.conn, log, func(report StatusReport, around surroundings) { r, s = report, around })
		return d, ok, nil // what cannot be counted hides nothing that is missing
	})
	if err == nil || len(faults) > 0 {
		a.Set(faults, a.o.Metrics)
	}
	if err := errors.Join(err, statusErr); err != nil {
		return err
	}
	if r.Unaccounted > 0 {
		a.o.Log.Error().Int("documents", r.Unaccounted).Msg("accepted documents are nowhere")
	}
	for _, d := range r.Damaged {
		a.o.Log.Error().Str("stream", d.Stream).Uint64("messages", d.Messages).Uints64("sequences", d.Sequences).
			Msg("messages are damaged and cannot be read")
	}
	a.o.Metrics.Unaccounted.Set(float64(r.Unaccounted))
	a.lookForDamage(ctx, r)
	oldest := map[string]float64{}
	for _, st := range r.Stages {
		a.o.Metrics.LagMessages.WithLabelValues(st.Stage).Set(float64(st.Lag))
		age, err := a.age(ctx, s, st)
		if err != nil {
			return err
		}
		a.o.Metrics.LagSeconds.WithLabelValues(st.Stage).Set(age.Seconds())
		oldest[st.Stage] = age.Seconds()
	}
	a.file(ctx, r, s, oldest)
	return nil
}

// age is how long the oldest message that a stage has not settled has been in the log.
func (a *Auditor) age(ctx context.Context, s surroundings, st StageStatus) (time.Duration, error) {
	if st.Lag == 0 && st.AckPending == 0 {
		return 0, nil
	}
	var at time.Time
	if st.Stage == a.conn.Topology().Flow.First() { // a work queue: the first message is the oldest one waiting
		if s.submit.info.State.Msgs == 0 {
			return 0, nil
		}
		at = s.submit.info.State.FirstTime
	} else {
		t := a.conn.Topology()
		stream, filter, err := t.StageStream(st.Stage)
		if err != nil {
			return 0, err
		}
		h, err := a.conn.Stream(ctx, stream)
		if err != nil {
			return 0, err
		}
		m, err := h.GetMsg(ctx, s.consumers[st.Stage].AckFloor.Stream+1, jetstream.WithGetMsgSubject(filter))
		if errors.Is(err, jetstream.ErrMsgNotFound) {
			return 0, nil
		}
		if err != nil {
			return 0, fmt.Errorf("oldest message of %s: %w", st.Stage, err)
		}
		at = m.Time
	}
	return max(0, a.o.Clock().Sub(at)), nil
}
