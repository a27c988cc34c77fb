package topology

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/pipeline/internal/broker"
	"github.com/gouji/gouji/pipeline/internal/wire"
)

// Schema is the schema of a Plan.
const Schema = "gouji.topology/v1"

// Action is what a plan would do to one stream, bucket or consumer.
type Action string

// The actions. Foreign things are in our name space and not of our making: they are told
// and never touched.
const (
	ActionCreate  Action = "create"
	ActionChange  Action = "change"
	ActionSame    Action = "same"
	ActionForeign Action = "foreign"
)

// Plan is the topology as it should be against what is there.
type Plan struct {
	Schema string     `json:"schema"`
	Items  []PlanItem `json:"items"`
	// ForeignUnknown says that this user may not list what else there is.
	ForeignUnknown bool `json:"foreign_unknown,omitempty"`

	// found is the topology asked for with what is there instead, where something is:
	// replicas of the log, and the shortest AckWait.
	found wire.Topology
}

// PlanItem is one stream, bucket or consumer.
type PlanItem struct {
	// Kind is "stream", "bucket" or "consumer"; Stream is that of a consumer.
	Kind    string        `json:"kind"`
	Name    string        `json:"name"`
	Stream  string        `json:"stream,omitempty"`
	Action  Action        `json:"action"`
	Changes []FieldChange `json:"changes,omitempty"`
	// Closed says why a controller has this stream refuse what comes, and which one, "" for an open
	// stream. It is no difference: Apply leaves it to the controllers.
	Closed string `json:"closed,omitempty"`

	replicas int // of a stream that is there
	apply    func(context.Context, *broker.Conn) error
}

// FieldChange is one setting that differs.
type FieldChange struct {
	Field string `json:"field"`
	Old   string `json:"old"`
	New   string `json:"new"`
	// Destructive says what would be lost, "" for nothing.
	Destructive string `json:"destructive,omitempty"`
	// Impossible says that JetStream does not change it on what exists.
	Impossible bool `json:"impossible,omitempty"`
}

// ErrDestructive says that a plan was not applied, because something would be lost.
var ErrDestructive = errors.New("the change is destructive")

// NewPlan looks at everything and changes nothing. What others made is listed where
// the user may list.
func NewPlan(ctx context.Context, c *broker.Conn, t wire.Topology) (Plan, error) {
	t = t.WithDefaults()
	if err := t.Check(); err != nil {
		return Plan{}, err
	}
	p, err := makePlan(ctx, c, t)
	if err != nil {
		return p, err
	}
	foreign, err := foreigners(ctx, c, t)
	if errors.As(err, new(*broker.PermissionError)) {
		p.ForeignUnknown, err = true, nil
	}
	p.Items = append(p.Items, foreign...)
	return p, err
}

// Apply does what the plan says, all of it or, where something in it is impossible, or
// destructive and not allowed, nothing. Streams are never deleted. An interrupted Apply is
// finished by another plan.
func (p Plan) Apply(ctx context.Context, c *broker.Conn, allowDestructive bool) error {
	for _, i := range p.Items {
		for _, f := range i.Changes {
			switch {
			case f.Impossible:
				return fmt.Errorf("%s %s: %s cannot change from %s to %s: %s; nothing was done", i.Kind, i.Name, f.Field, f.Old, f.New, f.Destructive)
			case f.Destructive != "" && !allowDestructive:
				return fmt.Errorf("%s %s: %s from %s to %s: %s; nothing was done: %w", i.Kind, i.Name, f.Field, f.Old, f.New, f.Destructive, ErrDestructive)
			}
		}
	}
	// What is missing first: whoever may create and not change streams gets that far.
	if err := p.run(ctx, c, ActionCreate); err != nil {
		return err
	}
	return p.run(ctx, c, ActionChange)
}

// Create makes what is missing and leaves what is there as it is: in an upgrade programs of an
// earlier version still work, which may need what they were made with. The change to
// allow_rollup=false has their writes of blobs refused.
func (p Plan) Create(ctx context.Context, c *broker.Conn) error { return p.run(ctx, c, ActionCreate) }

// run carries out the items with one of the actions.
func (p Plan) run(ctx context.Context, c *broker.Conn, actions ...Action) error {
	for _, i := range p.Items {
		if !slices.Contains(actions, i.Action) {
			continue
		}
		err := i.apply(ctx, c)
		if errors.As(err, new(*broker.PermissionError)) {
			role := "deploy"
			if i.Action == ActionChange && i.Stream == "" { // no consumer
				role = "change"
			}
			return fault.Poison(fault.Forbidden, fmt.Errorf("%s %s has to be %sd, which this user may not; run `gouji topology apply` as the role %s: %w", i.Kind, i.Name, i.Action, role, err))
		}
		if err != nil {
			return fmt.Errorf("%s %s: %w", i.Kind, i.Name, err)
		}
	}
	return nil
}

// Differs reports whether Apply would do something.
func (p Plan) Differs() bool {
	return slices.ContainsFunc(p.Items, func(i PlanItem) bool { return i.Action == ActionCreate || i.Action == ActionChange })
}

// makePlan looks at what is ours.
func makePlan(ctx context.Context, c *broker.Conn, t wire.Topology) (Plan, error) {
	p := Plan{Schema: Schema, found: t}
	for _, w := range everything(t) {
		item, err := w.look(ctx, c)
		if err != nil {
			return p, err
		}
		if w.name == t.LogStream() && item.replicas > 0 {
			p.found.Replicas = item.replicas
			if slices.ContainsFunc(item.Changes, func(f FieldChange) bool { return f.Field == "allow_msg_ttl" }) {
				p.found.HopTTL = 0 // the log there takes no times to live
			}
		}
		p.Items = append(p.Items, item)
	}
	for i, stage := range t.Flow.StageNames() {
		item, ackWait, err := planConsumer(ctx, c, t, stage)
		if err != nil {
			return p, err
		}
		if ackWait > 0 && (i == 0 || ackWait < p.found.AckWait) {
			p.found.AckWait = ackWait
		}
		p.Items = append(p.Items, item)
	}
	return p, nil
}

// look compares a stream with what is there.
func (w wanted) look(ctx context.Context, c *broker.Conn) (PlanItem, error) {
	s, err := c.JS.Stream(ctx, w.cfg.Name)
	switch {
	case errors.Is(err, jetstream.ErrStreamNotFound):
		return PlanItem{Kind: w.kind, Name: w.name, Action: ActionCreate, apply: w.create}, nil
	case err != nil:
		return PlanItem{}, cannotLook(w.kind, w.name, err)
	}
	return w.compare(s.CachedInfo()), nil
}

func cannotLook(kind, name string, err error) error {
	if errors.As(err, new(*broker.PermissionError)) {
		return fault.Poison(fault.Forbidden, fmt.Errorf("%s %s cannot be looked at by this user: %w", kind, name, err))
	}
	return fmt.Errorf("%s %s: %w", kind, name, err)
}

// foreigners lists streams and durable consumers in our name space that the topology does
// not know: another partition, or what somebody made by hand.
func foreigners(ctx context.Context, c *broker.Conn, t wire.Topology) ([]PlanItem, error) {
	ours := map[string]bool{}
	var out []PlanItem
	for _, w := range everything(t) {
		ours[w.cfg.Name] = true
	}
	names, err := broker.Request(ctx, c, "$JS.API.STREAM.NAMES", func(ctx context.Context) (names []string, err error) {
		l := c.JS.StreamNames(ctx)
		for n := range l.Name() {
			names = append(names, n)
		}
		return names, l.Err()
	})
	if err != nil {
		return nil, fmt.Errorf("list the streams: %w", err)
	}
	for _, n := range names {
		if !ours[n] && slices.ContainsFunc([]string{strings.ToUpper(t.Flow.Prefix) + "_", "KV_" + t.Flow.Prefix + "-", "OBJ_" + t.Flow.Prefix + "-"}, func(p string) bool { return strings.HasPrefix(n, p) }) {
			out = append(out, PlanItem{Kind: "stream", Name: n, Action: ActionForeign})
		}
	}
	for _, stream := range []string{t.Flow.SubmitStream(), t.LogStream(), t.Flow.DeadStream()} {
		if !slices.Contains(names, stream) {
			continue
		}
		durables, err := foreignConsumers(ctx, c, t, stream)
		if err != nil {
			return nil, fmt.Errorf("list the consumers of %s: %w", stream, err)
		}
		for _, n := range durables {
			out = append(out, PlanItem{Kind: "consumer", Name: n, Stream: stream, Action: ActionForeign})
		}
	}
	return out, nil
}

// foreignConsumers lists the durable ones: a scan's lives for seconds.
func foreignConsumers(ctx context.Context, c *broker.Conn, t wire.Topology, stream string) ([]string, error) {
	s, err := c.JS.Stream(ctx, stream)
	if err != nil {
		return nil, err
	}
	return broker.Request(ctx, c, "$JS.API.CONSUMER.LIST."+stream, func(ctx context.Context) (names []string, err error) {
		l := s.ListConsumers(ctx)
		for info := range l.Info() {
			of, _, err := t.StageStream(info.Name)
			if info.Config.Durable != "" && (err != nil || of != stream) {
				names = append(names, info.Name)
			}
		}
		return names, l.Err()
	})
}
