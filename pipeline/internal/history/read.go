package history

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/gouji/gouji/pipeline/internal/broker"
	"github.com/gouji/gouji/pipeline/internal/wire"
)

// Read reads what the log and the dead letters hold about a message.
//
// The letter is read first, then the newer copy, then the effects. A replay puts the message
// back before it removes the letter, so that one of the two is seen; and a letter that is
// written in the place of the one that was read fails if that has changed.
func Read(ctx context.Context, c *broker.Conn, m Message) (History, error) {
	h := History{Read: true, Message: m}
	var err error
	if h.Letter, err = newestLetter(ctx, c, m.LetterKey()); err != nil {
		return h, err
	}
	if m.Doc == "" {
		return h, nil // it can have left nothing else
	}
	if h.Newest, err = newestCopy(ctx, c, m); err != nil {
		return h, err
	}
	if h.Effects, err = effects(ctx, c, m); err != nil {
		return h, err
	}
	if m.Raw && len(h.Effects) > 0 {
		h.Dropped, err = droppedLater(ctx, c, m)
	}
	return h, err
}

// LetterKey matches the dead letters that a letter of this message may not stand beside:
// those of the message itself, whatever their class, and of a submission all of its document
// at this stage, so that a resubmission makes no second one.
func (m Message) LetterKey() string {
	if m.Raw && m.Doc != "" {
		return wire.DeadPattern(m.Stage, m.Doc)
	}
	return LetterKey(m.Stage, m.Stream, m.Sequence)
}

// LetterKey matches the dead letters of one message, whatever their class and document.
func LetterKey(stage, stream string, sequence uint64) string {
	return "gouji.dead." + stage + ".*." + strings.ToLower(stream) + "." + strconv.FormatUint(sequence, 10) + ".*"
}

func newestLetter(ctx context.Context, c *broker.Conn, pattern string) (*Letter, error) {
	m, err := c.LastIfAny(ctx, wire.DeadStream, pattern)
	if err != nil || m == nil {
		return nil, err
	}
	ds, err := wire.ParseDead(m.Subject)
	if err != nil {
		return nil, err
	}
	return &Letter{ID: ds.ID(), Class: ds.Class, Sequence: m.Sequence}, nil
}

func newestCopy(ctx context.Context, c *broker.Conn, m Message) (uint64, error) {
	subject := m.Subject
	if m.Raw {
		var err error
		if subject, err = (wire.Hop{Partition: m.Hop.Partition, Kind: wire.KindAccepted, Doc: m.Doc}).Subject(); err != nil {
			return 0, nil // never accepted under an id
		}
	}
	last, err := c.LastIfAny(ctx, c.Topology().LogStream(), subject)
	if err != nil || last == nil {
		return 0, err
	}
	if !m.Raw {
		return last.Sequence, nil
	}
	_, sequence, _ := wire.ParseCause(last.Header.Get(wire.HeaderCause)) // the submission that counts
	return sequence, nil
}

func effects(ctx context.Context, c *broker.Conn, m Message) ([]Effect, error) {
	kind := wire.ThroughKind(m.Stage)
	if kind == wire.KindUnknown {
		return nil, nil
	}
	hop := m.Hop
	hop.Kind, hop.Doc = kind, m.Doc
	subjects := []string{hop.Pattern()}
	if strings.Contains(subjects[0], "*") {
		var err error
		if subjects, err = matching(ctx, c, subjects[0]); err != nil {
			return nil, err
		}
	}
	var out []Effect
	for _, subject := range subjects {
		last, err := c.LastIfAny(ctx, c.Topology().LogStream(), subject)
		if err != nil {
			return nil, err
		}
		if last == nil {
			continue
		}
		e := Effect{Subject: last.Subject, Sequence: last.Sequence, Resubmission: last.Header.Get(wire.HeaderAgain)}
		e.CauseStream, e.CauseSequence, _ = wire.ParseCause(last.Header.Get(wire.HeaderCause))
		out = append(out, e)
	}
	return out, nil
}

// matching lists the subjects of the log that match a pattern.
func matching(ctx context.Context, c *broker.Conn, pattern string) ([]string, error) {
	log := c.Topology().LogStream()
	s, err := c.Stream(ctx, log)
	if err != nil {
		return nil, err
	}
	info, err := s.Info(ctx, jetstream.WithSubjectFilter(pattern))
	if err != nil {
		return nil, fmt.Errorf("stream %s: %w", log, err)
	}
	var out []string
	for subject := range info.State.Subjects {
		out = append(out, subject)
	}
	return out, nil
}

// droppedLater returns the newest record of class dropped of a document at a later stage.
func droppedLater(ctx context.Context, c *broker.Conn, m Message) (*Letter, error) {
	var newest *Letter
	for _, stage := range wire.StagesAfter(m.Stage) {
		l, err := newestLetter(ctx, c, "gouji.dead."+stage+"."+string(wire.ClassDropped)+".*.*."+m.Doc)
		if err != nil {
			return nil, err
		}
		if l != nil && (newest == nil || l.Sequence > newest.Sequence) {
			newest = l
		}
	}
	return newest, nil
}
