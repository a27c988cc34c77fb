package pipeline

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

// wanted is a stream as it should be. Of a bucket's stream only the fields named in only
// are ours, the rest is the client library's.
type wanted struct {
	kind, name string
	cfg        jetstream.StreamConfig
	only       []string
	create     func(context.Context, *Conn) error
}

// setting is one field of a configuration that the topology decides on.
type setting[C any] struct {
	name string
	show func(C) string
	take func(to, from *C)
}

func streamSettings() []setting[jetstream.StreamConfig] {
	type cfg = jetstream.StreamConfig
	return []setting[cfg]{
		{"subjects", func(c cfg) string { return strings.Join(c.Subjects, " ") }, func(to, from *cfg) { to.Subjects = from.Subjects }},
		{"storage", func(c cfg) string { return c.Storage.String() }, func(to, from *cfg) { to.Storage = from.Storage }},
		{"retention", func(c cfg) string { return c.Retention.String() }, func(to, from *cfg) { to.Retention = from.Retention }},
		{"discard", func(c cfg) string { return c.Discard.String() }, func(to, from *cfg) { to.Discard = from.Discard }},
		{"replicas", func(c cfg) string { return strconv.Itoa(c.Replicas) }, func(to, from *cfg) { to.Replicas = from.Replicas }},
		{"max_bytes", func(c cfg) string { return bound(c.MaxBytes) }, func(to, from *cfg) { to.MaxBytes = from.MaxBytes }},
		{"max_msgs", func(c cfg) string { return bound(c.MaxMsgs) }, func(to, from *cfg) { to.MaxMsgs = from.MaxMsgs }},
		{"max_msgs_per_subject", func(c cfg) string { return bound(c.MaxMsgsPerSubject) }, func(to, from *cfg) { to.MaxMsgsPerSubject = from.MaxMsgsPerSubject }},
		{"max_age", func(c cfg) string { return age(c.MaxAge) }, func(to, from *cfg) { to.MaxAge = from.MaxAge }},
		{"duplicate_window", func(c cfg) string { return c.Duplicates.String() }, func(to, from *cfg) { to.Duplicates = from.Duplicates }},
		{"allow_direct", func(c cfg) string { return strconv.FormatBool(c.AllowDirect) }, func(to, from *cfg) { to.AllowDirect = from.AllowDirect }},
		{"allow_msg_ttl", func(c cfg) string { return strconv.FormatBool(c.AllowMsgTTL) }, func(to, from *cfg) { to.AllowMsgTTL = from.AllowMsgTTL }},
		{"allow_rollup", func(c cfg) string { return strconv.FormatBool(c.AllowRollup) }, func(to, from *cfg) { to.AllowRollup = from.AllowRollup }},
		{"persist_mode", func(c cfg) string { return c.PersistMode.String() }, func(to, from *cfg) { to.PersistMode = from.PersistMode }},
		{"description", func(c cfg) string { return c.Description }, func(to, from *cfg) { to.Description = from.Description }},
	}
}

// bound shows a limit, of which nought and less are none.
func bound(n int64) string {
	if n <= 0 {
		return "none"
	}
	return strconv.FormatInt(n, 10)
}

func age(d time.Duration) string {
	if d <= 0 {
		return "none"
	}
	return d.String()
}

// compare says what differs. A field that is not ours keeps what it has.
func (w wanted) compare(have *jetstream.StreamInfo) PlanItem {
	item := PlanItem{Kind: w.kind, Name: w.name, Action: ActionSame, replicas: have.Config.Replicas}
	next := have.Config
	for _, s := range streamSettings() {
		if w.only != nil && !slices.Contains(w.only, s.name) {
			continue
		}
		old, new := s.show(have.Config), s.show(w.cfg)
		switch {
		case old == new,
			s.name == "allow_msg_ttl" && have.Config.AllowMsgTTL,            // cannot be taken back, and harms nobody
			s.name == "max_bytes" && have.Config.Metadata[refusalKey] != "": // closed by the guard, which opens it again
			continue
		}
		s.take(&next, &w.cfg)
		f := FieldChange{Field: s.name, Old: old, New: new}
		f.Destructive, f.Impossible = streamHazard(s.name, have, w.cfg)
		item.Action, item.Changes = ActionChange, append(item.Changes, f)
	}
	item.apply = func(ctx context.Context, c *Conn) error {
		_, err := c.JS.UpdateStream(ctx, next)
		return err
	}
	return item
}

// streamHazard says what a change of one field would cost.
func streamHazard(name string, have *jetstream.StreamInfo, want jetstream.StreamConfig) (why string, impossible bool) {
	state, old := have.State, have.Config
	holds := state.Msgs > 0
	switch name {
	case "storage", "retention", "persist_mode":
		return "JetStream does not change it on a stream that exists; make a stream of another partition", true
	case "subjects":
		if s := uncovered(old.Subjects, want.Subjects); s != "" {
			return "messages on " + s + " would no longer be taken in nor found", false
		}
	case "replicas":
		if want.Replicas < old.Replicas {
			return "fewer copies outlive the loss of fewer nodes", false
		}
	case "max_bytes":
		if want.MaxBytes > 0 && uint64(want.MaxBytes) < state.Bytes {
			return fmt.Sprintf("%d bytes are held", state.Bytes), false
		}
	case "max_msgs":
		if want.MaxMsgs > 0 && uint64(want.MaxMsgs) < state.Msgs {
			return fmt.Sprintf("%d messages are held", state.Msgs), false
		}
	case "max_msgs_per_subject":
		if holds && want.MaxMsgsPerSubject > 0 && (old.MaxMsgsPerSubject <= 0 || want.MaxMsgsPerSubject < old.MaxMsgsPerSubject) {
			return "older messages of a subject would be removed", false
		}
	case "max_age":
		if holds && want.MaxAge > 0 && (old.MaxAge <= 0 || want.MaxAge < old.MaxAge) {
			return "older messages would be removed", false
		}
	case "discard":
		if want.Discard == jetstream.DiscardOld {
			return "a full stream would drop its oldest messages", false
		}
	}
	return "", false
}

// uncovered returns an old subject that no new one covers, "" if there is none.
func uncovered(old, new []string) string {
	for _, o := range old {
		if !slices.ContainsFunc(new, func(n string) bool { return covers(n, o) }) {
			return o
		}
	}
	return ""
}

// covers reports whether every subject that matches narrow matches wide.
func covers(wide, narrow string) bool {
	w, n := strings.Split(wide, "."), strings.Split(narrow, ".")
	for i, tok := range w {
		switch {
		case tok == ">":
			return len(n) > i
		case i >= len(n) || n[i] == ">":
			return false
		case tok != "*" && tok != n[i]:
			return false
		}
	}
	return len(w) == len(n)
}

func consumerSettings() []setting[jetstream.ConsumerConfig] {
	type cfg = jetstream.ConsumerConfig
	return []setting[cfg]{
		{"filter", filterOf, func(to, from *cfg) { to.FilterSubject, to.FilterSubjects = from.FilterSubject, nil }},
		{"ack_policy", func(c cfg) string { return c.AckPolicy.String() }, func(to, from *cfg) { to.AckPolicy = from.AckPolicy }},
		{"deliver_policy", func(c cfg) string { return c.DeliverPolicy.String() }, func(to, from *cfg) {
			to.DeliverPolicy, to.OptStartSeq, to.OptStartTime = from.DeliverPolicy, 0, nil
		}},
		{"ack_wait", func(c cfg) string { return c.AckWait.String() }, func(to, from *cfg) { to.AckWait = from.AckWait }},
		{"max_deliver", func(c cfg) string { return strconv.Itoa(c.MaxDeliver) }, func(to, from *cfg) { to.MaxDeliver = from.MaxDeliver }},
		{"max_ack_pending", func(c cfg) string { return strconv.Itoa(c.MaxAckPending) }, func(to, from *cfg) { to.MaxAckPending = from.MaxAckPending }},
	}
}

func filterOf(c jetstream.ConsumerConfig) string {
	return strings.Join(append(c.FilterSubjects, strings.Fields(c.FilterSubject)...), " ")
}

// planConsumer compares a stage's consumer. ackWait is that of the one that is there, 0
// for none.
func planConsumer(ctx context.Context, c *Conn, t Topology, stage string) (item PlanItem, ackWait time.Duration, err error) {
	stream, want, err := t.consumer(stage)
	if err != nil {
		return item, 0, err
	}
	item = PlanItem{Kind: "consumer", Name: stage, Stream: stream, Action: ActionCreate, apply: func(ctx context.Context, c *Conn) error {
		_, err := c.JS.CreateConsumer(ctx, stream, want)
		return err
	}}
	cons, err := c.JS.Consumer(ctx, stream, stage)
	if errors.Is(err, jetstream.ErrConsumerNotFound) || errors.Is(err, jetstream.ErrStreamNotFound) {
		return item, 0, nil
	}
	if err != nil {
		return item, 0, cannotLook("consumer", stage+" on "+stream, err)
	}
	have := cons.CachedInfo().Config
	item.Action, item.Changes = ActionSame, nil
	next, anew := have, false
	for _, s := range consumerSettings() {
		old, new := s.show(have), s.show(want)
		if old == new {
			continue
		}
		s.take(&next, &want)
		f := FieldChange{Field: s.name, Old: old, New: new}
		switch {
		case s.name == "ack_policy" || s.name == "deliver_policy":
			f.Destructive, anew = "the consumer has to be deleted and made anew, and loses its place: the stage reads everything again", true
		case s.name == "filter" && uncovered(strings.Fields(old), strings.Fields(new)) != "":
			f.Destructive = "messages that wait on " + old + " would no longer be delivered"
		}
		item.Action, item.Changes = ActionChange, append(item.Changes, f)
	}
	item.apply = func(ctx context.Context, c *Conn) error {
		if anew {
			if err := c.JS.DeleteConsumer(ctx, stream, stage); err != nil {
				return err
			}
			_, err := c.JS.CreateConsumer(ctx, stream, want)
			return err
		}
		_, err := c.JS.CreateOrUpdateConsumer(ctx, stream, next)
		return err
	}
	return item, have.AckWait, nil
}
