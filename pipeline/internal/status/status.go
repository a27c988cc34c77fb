// Package status says how a running system stands without reading the log: from the
// broker's own counters and the last look of the standing audit.
package status

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go/jetstream"
	"golang.org/x/sync/errgroup"

	"github.com/gouji/gouji/pipeline/internal/audit"
	"github.com/gouji/gouji/pipeline/internal/broker"
	"github.com/gouji/gouji/pipeline/internal/topology"
	"github.com/gouji/gouji/pipeline/internal/wire"
	"github.com/gouji/gouji/pipeline/internal/worker"
)

const (
	// mostLetters is how many dead letters are looked at for their classes: the server names a
	// subject each, some 80 bytes, in one answer.
	mostLetters = 10_000
	// workerPatience is how long a worker may take to answer. On a machine that is busy with
	// documents some take 50 ms.
	workerPatience = 75 * time.Millisecond
	// auditPatience is how long a standing audit may take.
	auditPatience = 90 * time.Millisecond
)

// Look asks the broker some fifteen questions, 20 at most, at once where it can. now is the
// time that ages are counted to.
func Look(ctx context.Context, c *broker.Conn, now time.Time) (Report, error) {
	l, workers, err := begin(ctx, c, now)
	if err != nil {
		return Report{}, err
	}
	actx, cancel := context.WithTimeout(ctx, auditPatience)
	defer cancel()
	totals, err := audit.Ask(actx, c, l.seen())
	if err == nil {
		l.byAudit(totals)
	} else if err = l.byBroker(ctx); err != nil {
		return Report{}, fmt.Errorf("status: %w", err)
	}
	if err := l.waits(ctx); err != nil {
		return Report{}, err
	}
	if err := l.room(ctx); err != nil {
		return Report{}, fmt.Errorf("status: %w", err)
	}
	return l.r, l.inForce(workers, totals)
}

// Account is Look with the exact sum, for which it reads the headers of the whole log.
func Account(ctx context.Context, c *broker.Conn, now time.Time) (Report, error) {
	l, workers, err := begin(ctx, c, now)
	if err != nil {
		return Report{}, err
	}
	totals, err := audit.Sum(ctx, c, now)
	if err != nil {
		return Report{}, err
	}
	l.byAudit(totals)
	l.r.Counted = CountedByLog
	if err := l.waits(ctx); err != nil {
		return Report{}, err
	}
	if err := l.room(ctx); err != nil {
		return Report{}, fmt.Errorf("status: %w", err)
	}
	return l.r, l.inForce(workers, totals)
}

// looking is one look.
type looking struct {
	c       *broker.Conn
	t       wire.Topology
	r       Report
	streams map[string]jetstream.Stream
}

// answers waits for the workers that answer who is there.
type answers func() ([]worker.Presence, error)

// begin asks who is there and for streams and consumers, which every look needs.
func begin(ctx context.Context, c *broker.Conn, now time.Time) (*looking, answers, error) {
	l := &looking{c: c, t: c.Topology(), r: Report{Schema: audit.StatusSchema, At: now, Parsers: []string{}, RuleSets: []string{}}}
	workers := l.workers(ctx)
	if err := l.infos(ctx); err != nil {
		return nil, nil, fmt.Errorf("status: %w", err)
	}
	return l, workers, nil
}

// workers asks who is there. The answers are waited for beside everything else.
func (l *looking) workers(ctx context.Context) answers {
	var who []worker.Presence
	var err error
	done := make(chan struct{})
	go func() {
		defer close(done)
		who, err = worker.Find(ctx, l.c, workerPatience)
	}()
	return func() ([]worker.Presence, error) { <-done; return who, err }
}

// infos asks for streams and consumers.
func (l *looking) infos(ctx context.Context) error {
	group, gctx := errgroup.WithContext(ctx)
	names := topology.Streams(l.t)
	streams := make([]jetstream.Stream, len(names))
	for i, name := range names {
		group.Go(func() (err error) { streams[i], err = l.c.JS.Stream(gctx, name); return err })
	}
	stages := l.t.Flow.StageNames()
	l.r.Stages = make([]Stage, len(stages))
	for i, stage := range stages {
		group.Go(func() error { return l.stage(gctx, &l.r.Stages[i], stage) })
	}
	group.Go(func() error {
		info, err := l.c.JS.AccountInfo(gctx)
		if refused := (*broker.PermissionError)(nil); errors.As(err, &refused) {
			return nil
		}
		if err == nil {
			l.r.Store = Use{info.Store, info.Limits.MaxStore}
		}
		return err
	})
	group.Go(func() error {
		l.r.Memory, _ = l.c.Memory(gctx) // of the servers that answer
		return nil
	})
	if err := group.Wait(); err != nil {
		return err
	}
	l.streams = map[string]jetstream.Stream{}
	for i, name := range names {
		l.streams[name] = streams[i]
		l.r.Streams = append(l.r.Streams, streamOf(streams[i].CachedInfo()))
	}
	if closed, ok := topology.ClosureOf(l.streams[l.t.Flow.SubmitStream()].CachedInfo().Config); ok {
		l.r.Refusing = closed.String()
	}
	return nil
}

func (l *looking) stage(ctx context.Context, into *Stage, stage string) error {
	stream, _, err := l.t.StageStream(stage)
	if err != nil {
		return err
	}
	cons, err := l.c.JS.Consumer(ctx, stream, stage)
	if err != nil {
		return fmt.Errorf("consumer %s: %w", stage, err)
	}
	i := cons.CachedInfo()
	into.StageStatus = audit.StageStatus{Stage: stage, Lag: i.NumPending, AckPending: i.NumAckPending, Redelivered: i.NumRedelivered}
	into.Settled = i.Delivered.Consumer - min(uint64(i.NumAckPending), i.Delivered.Consumer)
	into.MaxAckPending, into.Who = i.Config.MaxAckPending, []worker.Presence{}
	if i.NumPending == 0 && i.NumAckPending == 0 {
		into.Oldest = new(float64)
	}
	return nil
}

func (s *Stage) of(who []worker.Presence) {
	for _, p := range who {
		if p.Stage == s.Stage {
			s.Who = append(s.Who, p)
		}
	}
	s.Workers = len(s.Who)
}

func streamOf(i *jetstream.StreamInfo) Stream {
	s := Stream{Name: i.Config.Name, Messages: i.State.Msgs, Bytes: i.State.Bytes, Replicas: max(i.Config.Replicas, 1), Current: topology.Current(i.Cluster)}
	if i.Cluster != nil {
		s.Leader = i.Cluster.Leader
	}
	return s
}

// seen is how far the streams go.
func (l *looking) seen() audit.Seen {
	last := func(name string) uint64 { return l.streams[name].CachedInfo().State.LastSeq }
	return audit.Seen{Log: last(l.t.LogStream()), Dead: last(l.t.Flow.DeadStream()), Submit: last(l.t.Flow.SubmitStream())}
}

// waits counts what is to be done again. It is asked for behind the documents: a mark is set
// before what it is about can be published, so that whoever is counted as published has its
// mark by now, or has had its last word.
func (l *looking) waits(ctx context.Context) error {
	for _, b := range l.t.Flow.Buckets {
		if !b.Waiting {
			continue
		}
		info, err := l.streams[wire.KVStream(b.Name)].Info(ctx)
		if err != nil {
			return fmt.Errorf("status: bucket %s: %w", b.Name, err)
		}
		l.r.Unsettled += info.State.Msgs
	}
	n := min(int(l.r.Unsettled), l.r.Published)
	l.r.Published -= n
	l.r.InFlight += n
	return nil
}

// byAudit takes the documents as an audit counted them.
func (l *looking) byAudit(t audit.Totals) {
	r := &l.r
	r.Counted, r.CountedAt, r.Receipts = CountedByAudit, t.At, t.Receipts
	r.Accepted, r.Published, r.Dead, r.InFlight, r.Unaccounted, r.Unread = t.Accepted, t.Published, t.Dead, t.InFlight, &t.Unaccounted, &t.Unread
	r.Archived, r.Erased = t.Archived, t.Erased
	r.DeadBy, r.Damaged = t.Letters, t.Damaged
	if len(r.Memory) == 0 {
		r.Memory = t.Memory
	}
	for i := range r.Stages {
		s := &r.Stages[i]
		if rate, ok := t.Rates[s.Stage]; ok {
			s.Rate = &rate
		}
		if age, ok := t.Oldest[s.Stage]; ok && s.Oldest == nil {
			age += r.At.Sub(t.At).Seconds()
			s.Oldest = &age
		}
	}
}

// byBroker counts with the broker's counters.
func (l *looking) byBroker(ctx context.Context) error {
	r := &l.r
	r.Counted, r.CountedAt = CountedByBroker, r.At
	group, gctx := errgroup.WithContext(ctx)
	for into, kind := range map[*int]wire.Kind{&r.Accepted: wire.KindAccepted, &r.Receipts: l.t.Flow.Receipt()} {
		group.Go(func() error {
			n, err := broker.PendingNow(gctx, l.c, l.t.LogStream(), l.t.Flow.Pattern(wire.Hop{Partition: l.t.Partition, Kind: kind}))
			*into = int(n)
			return err
		})
	}
	group.Go(func() error { return l.letters(gctx) })
	if err := group.Wait(); err != nil {
		return err
	}
	for _, s := range r.Stages {
		r.InFlight += int(s.Lag) + s.AckPending
	}
	r.Published = min(r.Receipts, r.Accepted)
	first := &r.Stages[0]
	if submit := l.streams[l.t.Flow.SubmitStream()].CachedInfo(); first.Oldest == nil && submit.State.Msgs > 0 { // a work queue
		age := max(0, r.At.Sub(submit.State.FirstTime).Seconds())
		first.Oldest = &age
	}
	return nil
}

// letters counts the dead letters by class.
func (l *looking) letters(ctx context.Context) error {
	s := l.streams[l.t.Flow.DeadStream()]
	n := s.CachedInfo().State.Msgs
	if n > mostLetters {
		l.r.Dead = int(n)
		return nil
	}
	l.r.DeadBy = map[string]int{}
	if n == 0 {
		return nil
	}
	info, err := s.Info(ctx, jetstream.WithSubjectFilter(l.t.DeadFilter()))
	if err != nil {
		return err
	}
	for subject := range info.State.Subjects {
		d, err := l.t.Flow.ParseDead(subject)
		if err != nil {
			continue
		}
		l.r.DeadBy[string(d.Class)]++
		if d.Class == wire.ClassParked {
			l.r.InFlight++
		} else {
			l.r.Dead++
		}
	}
	return nil
}

// inForce says who works, which versions the workers run, and how many documents stand under others.
func (l *looking) inForce(workers answers, t audit.Totals) error {
	who, err := workers()
	if err != nil {
		return err
	}
	for i := range l.r.Stages {
		l.r.Stages[i].of(who)
	}
	parsers, rules := map[string]bool{}, map[string]bool{}
	for _, p := range who {
		add(&l.r.Parsers, parsers, p.Parser)
		add(&l.r.RuleSets, rules, p.Rules)
	}
	l.r.OlderParser = older(t.Parsers, parsers)
	l.r.OlderRules = older(t.RuleSets, rules)
	return nil
}

// add notes a version, by its name and by what stands of it in subjects.
func add(list *[]string, set map[string]bool, version string) {
	token, err := wire.Token(version)
	if err != nil || set[token] {
		return
	}
	set[token] = true
	*list = append(*list, version)
}

func older(documents map[string]int, inForce map[string]bool) *int {
	if documents == nil || len(inForce) == 0 {
		return nil
	}
	n := 0
	for version, count := range documents {
		if !inForce[version] {
			n += count
		}
	}
	return &n
}
