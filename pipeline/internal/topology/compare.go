package topology

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/pipeline/internal/broker"
	"github.com/gouji/gouji/pipeline/internal/wire"
)

// wanted is a stream as it should be. Of a bucket's stream only the fields named in only
// are ours, the rest is the client library's.
type wanted struct {
	kind, name string
	cfg        jetstream.StreamConfig
	only       []string
	// asMade says that it keeps deny_delete as it was when it was made.
	asMade bool
	create func(context.Context, *broker.Conn) error
}

// compare says what differs. A field that is not ours keeps what it has.
func (w wanted) compare(have *jetstream.StreamInfo) PlanItem {
	item := PlanItem{Kind: w.kind, Name: w.name, Action: ActionSame, replicas: have.Config.Replicas}
	next := have.Config
	closure, closed := ClosureOf(have.Config)
	if closed {
		item.Closed = closure.String()
	}
	for _, s := range streamSettings() {
		if w.only != nil && !slices.Contains(w.only, s.name) && !slices.Contains(everywhere(), s.name) {
			continue
		}
		old, new := s.show(have.Config), s.show(w.cfg)
		switch {
		case old == new,
			s.name == "deny_delete" && w.asMade,
			s.name == "allow_msg_ttl" && have.Config.AllowMsgTTL, // cannot be taken back, and harms nobody
			s.name == "max_bytes" && closed:                      // by a controller, which opens it again
			continue
		}
		s.take(&next, &w.cfg)
		f := FieldChange{Field: s.name, Old: old, New: new}
		f.Destructive, f.Impossible = streamHazard(s.name, have, w.cfg)
		item.Action, item.Changes = ActionChange, append(item.Changes, f)
	}
	item.apply = func(ctx context.Context, c *broker.Conn) error {
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
	case "deny_delete", "deny_purge", "sealed":
		if (name == "deny_delete" && want.DenyDelete) || (name == "deny_purge" && want.DenyPurge) {
			return "", false
		}
		return "JetStream does not take it back; make a stream of another partition", true
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

// resume ends a pause. No role of ours may pause or resume: whoever paused has to.
func resume(ctx context.Context, c *broker.Conn, stream, stage string) error {
	_, err := broker.Request(ctx, c, "$JS.API.CONSUMER.PAUSE."+stream+"."+stage, func(ctx context.Context) (*jetstream.ConsumerPauseResponse, error) {
		return c.JS.ResumeConsumer(ctx, stream, stage)
	})
	if errors.As(err, new(*broker.PermissionError)) {
		return fault.Poison(fault.Forbidden, fmt.Errorf("it is paused, and has to be resumed by whoever paused it or a user added for it (docs/access.md): %v", err))
	}
	return err
}

// planConsumer compares a stage's consumer. ackWait is that of the one that is there, 0
// for none.
func planConsumer(ctx context.Context, c *broker.Conn, t wire.Topology, stage string) (item PlanItem, ackWait time.Duration, err error) {
	stream, want, err := consumer(t, stage)
	if err != nil {
		return item, 0, err
	}
	item = PlanItem{Kind: "consumer", Name: stage, Stream: stream, Action: ActionCreate, apply: func(ctx context.Context, c *broker.Conn) error {
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
	if !cons.CachedInfo().Paused {
		have.PauseUntil = nil // one that is over stays in the settings
	}
	item.Action, item.Changes = ActionSame, nil
	next, anew, paused := have, false, false
	for _, s := range consumerSettings() {
		old, new := s.show(have), s.show(want)
		if old == new {
			continue
		}
		s.take(&next, &want)
		f := FieldChange{Field: s.name, Old: old, New: new}
		paused = paused || s.name == pauseField
		switch {
		case s.name == "ack_policy" || s.name == "deliver_policy":
			f.Destructive, anew = "the consumer has to be deleted and made anew, and loses its place: the stage reads everything again", true
		case s.name == "filter" && uncovered(strings.Fields(old), strings.Fields(new)) != "":
			f.Destructive = "messages that wait on " + old + " would no longer be delivered"
		}
		item.Action, item.Changes = ActionChange, append(item.Changes, f)
	}
	item.apply = func(ctx context.Context, c *broker.Conn) error {
		if anew {
			if err := c.JS.DeleteConsumer(ctx, stream, stage); err != nil {
				return err
			}
			_, err := c.JS.CreateConsumer(ctx, stream, want)
			return err
		}
		if _, err := c.JS.CreateOrUpdateConsumer(ctx, stream, next); err != nil || !paused {
			return err
		}
		return resume(ctx, c, stream, stage)
	}
	return item, have.AckWait, nil
}
