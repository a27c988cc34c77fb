package history

import (
	"context"
	"fmt"
	"strings"

	"github.com/nats-io/nats.go/jetstream"
	"golang.org/x/sync/errgroup"

	"github.com/gouji/gouji/pipeline/internal/broker"
	"github.com/gouji/gouji/pipeline/internal/wire"
)

// ReadEnds is Read for the intake of a submission: without the newest copy, because a newer
// submission ends no older one, and with the revision of the accepted record that intake has just
// read itself. It is asked for nearly every document, so the letter and the effect are read at the
// same time: nothing is ended or buried by what is not seen here. Whoever goes on, because a replay
// had its effect written between the two looks, finds it when he commits his own.
func ReadEnds(ctx context.Context, c *broker.Conn, m Message, revision int) (History, error) {
	h := History{Read: true, Message: m, Revision: revision}
	both, within := errgroup.WithContext(ctx)
	both.Go(func() (err error) {
		h.Letter, err = newestLetter(within, c, m.LetterKey(c.Topology().Flow))
		return err
	})
	both.Go(func() (err error) {
		h.Effects, err = effects(within, c, m)
		return err
	})
	err := both.Wait()
	if err == nil && len(h.Effects) > 0 {
		h.Dropped, err = droppedLater(ctx, c, m)
	}
	return h, err
}

// Read reads what the log and the dead letters hold about a message.
//
// The letter is read first, then the newer copy, then the effects. A replay puts the message
// back before it removes the letter, so that one of the two is seen; and a letter that is
// written in the place of the one that was read fails if that has changed.
func Read(ctx context.Context, c *broker.Conn, m Message) (History, error) {
	h := History{Read: true, Message: m}
	var err error
	if h.Letter, err = newestLetter(ctx, c, m.LetterKey(c.Topology().Flow)); err != nil {
		return h, err
	}
	if m.Doc == "" {
		return h, nil // it can have left nothing else
	}
	if h.Newest, h.Revision, err = newestCopy(ctx, c, m); err != nil {
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
func (m Message) LetterKey(f wire.Flow) string {
	if m.Raw && m.Doc != "" {
		return f.DeadPattern(wire.DeadSubject{Stage: m.Stage, Doc: m.Doc})
	}
	return m.OwnLetters(f)
}

// OwnLetters matches the dead letters of the message, whatever their class and document.
func (m Message) OwnLetters(f wire.Flow) string {
	return f.DeadPattern(wire.DeadSubject{Stage: m.Stage, Stream: m.Stream, Sequence: m.Sequence})
}

func newestLetter(ctx context.Context, c *broker.Conn, pattern string) (*Letter, error) {
	f := c.Topology().Flow
	m, err := c.LastIfAny(ctx, f.DeadStream(), pattern)
	if err != nil || m == nil {
		return nil, err
	}
	ds, err := f.ParseDead(m.Subject)
	if err != nil {
		return nil, err
	}
	return &Letter{ID: ds.ID(), Class: ds.Class, Sequence: m.Sequence}, nil
}

func newestCopy(ctx context.Context, c *broker.Conn, m Message) (sequence uint64, revision int, err error) {
	subject := m.Subject
	if m.Raw {
		if subject, err = c.Topology().Accepted(m.Doc); err != nil {
			return 0, 0, nil // never accepted under an id
		}
	}
	last, err := c.LastIfAny(ctx, c.Topology().LogStream(), subject)
	if err != nil || last == nil {
		return 0, 0, err
	}
	if !m.Raw {
		return last.Sequence, 0, nil
	}
	_, sequence, _ = wire.ParseCause(last.Header.Get(wire.HeaderCause)) // the submission that counts
	rec, _, err := wire.DecodeAccepted(last.Data)
	if err != nil {
		return sequence, 0, nil // damaged; the audit says so
	}
	return sequence, rec.Revision, nil
}

func effects(ctx context.Context, c *broker.Conn, m Message) ([]Effect, error) {
	f := c.Topology().Flow
	hop := m.Hop
	hop.Kind, hop.Doc = f.Through(m.Stage), m.Doc
	if hop.Kind == wire.KindUnknown {
		return nil, nil
	}
	subjects := []string{f.Pattern(hop)}
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
		e := Effect{Subject: last.Subject, Sequence: last.Sequence, Resubmission: last.Header.Get(wire.HeaderAgain), Revision: wire.RevisionIn(last.Header)}
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
	f := c.Topology().Flow
	for _, stage := range f.After(m.Stage) {
		l, err := newestLetter(ctx, c, f.DeadPattern(wire.DeadSubject{Stage: stage, Class: wire.ClassDropped, Doc: m.Doc}))
		if err != nil {
			return nil, err
		}
		if l != nil && (newest == nil || l.Sequence > newest.Sequence) {
			newest = l
		}
	}
	return newest, nil
}
