// Package history says what the log and the dead letters hold about one message, and what
// follows from it. Reading is one function, Read, and deciding is another one, Next, which
// is pure: workers, replays, drops, releases and repairs ask it, and the state machine is a table
// test. docs/state-machine.md draws it.
package history

import (
	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/pipeline/internal/wire"
)

// Message is the message that a history is of.
type Message struct {
	// Stage is the stage that reads the message, Raw that it is a submission.
	Stage string
	Raw   bool
	// Stream, Subject and Sequence say where it stands. A replayed submission has the subject
	// of its first producer.
	Stream, Subject string
	Sequence        uint64
	// Hop holds the tokens of the subject of a hop, the partition only of a submission.
	Hop wire.Hop
	// Receipt is the subject of its receipt where the stage is the last one, else empty.
	Receipt string
	// Doc is the document, empty where the message goes under none: a submission whose
	// address is at fault, or one whose document cannot be a token.
	Doc string
	// ReplayOf is the id of the dead letter that a submission was replayed from.
	ReplayOf string
	// Resubmission is the id of the dropped record for which a hop goes its way once more.
	Resubmission string
}

// Of is the message at a place, as a stage reads it.
func Of(t wire.Topology, stage, stream, subject string, sequence uint64) Message {
	m := Message{Stage: stage, Raw: stage == t.Flow.First(), Stream: stream, Subject: subject, Sequence: sequence}
	if !m.Raw {
		m.Hop, _ = t.Flow.ParseHop(subject) // a zero hop matches nothing
		m.Doc = m.Hop.Doc
	}
	m.Hop.Partition = t.Partition
	if !m.Raw && len(t.Flow.After(stage)) == 0 {
		r := m.Hop
		r.Kind = t.Flow.Receipt()
		m.Receipt, _ = t.Flow.Subject(r) // empty for a subject that is none
	}
	return m
}

// ID is the id of a dead letter of this message.
func (m Message) ID() string {
	return wire.DeadSubject{Stream: m.Stream, Sequence: m.Sequence}.ID()
}

// Effect is a message of the log which says that a stage is through with a document.
type Effect struct {
	Subject  string
	Sequence uint64
	// Cause is the message that it results from.
	CauseStream   string
	CauseSequence uint64
	// Resubmission is the id of the dropped record for which it was written or repeated.
	Resubmission string
	// Revision is that of what producers say of the document, of a submission's effect.
	Revision int
}

// Letter is a dead letter by its place.
type Letter struct {
	ID string
	// Class is also ClassParked and ClassDropped.
	Class    fault.Class
	Sequence uint64
}

// History is what the log and the dead letters hold about one message. The zero value is
// one that nobody has read.
type History struct {
	// Read is set by Read.
	Read    bool
	Message Message
	// Effects are the messages of the kind that tells that the stage is through, of the same
	// document: one or two, since a parser, a rule set and a basis each have theirs.
	Effects []Effect
	// Newest is the sequence of the newest copy of the message: of a hop on its own subject,
	// of a submission by the accepted record. It is 0 where nobody knows.
	Newest uint64
	// Revision is how often the accepted record was added to; it is read for submissions only.
	Revision int
	// Letter is the dead letter that stands in the way of another one: of a hop that of the
	// message itself, of a submission the newest of its document at this stage.
	Letter *Letter
	// Dropped is the newest record of class dropped of the document at a later stage. It is
	// read for submissions with an effect only.
	Dropped *Letter
}

// State is where a message stands at its stage.
type State int

// The states of a message. In their order, the first that fits is the state.
const (
	// Open: nothing says that the message has ended.
	Open State = iota
	// Done: its effect is in the log.
	Done
	// Superseded: a newer copy of the message is in the log, because a replay has put it back
	// or a repair has repeated it. The newer copy owns the outcome.
	Superseded
	// Buried: a dead letter, a parked one or a dropped record says that the message, or an
	// earlier submission of the same document, was given up.
	Buried
)

// String is the state's name in docs/state-machine.md.
func (s State) String() string { return [...]string{"open", "done", "superseded", "buried"}[s] }

// State derives the state from what was read.
func (h History) State() State {
	switch {
	case h.done():
		return Done
	case h.Newest > h.Message.Sequence:
		return Superseded
	case h.buried():
		return Buried
	}
	return Open
}

// done reports that a delivery of the message has left its effect. A submission's effect
// is its document's, whoever wrote it, unless the accepted record has been added to since. A receipt's subject is that of its message, so it
// is of this message too. Other kinds can be of another message of the same document, and
// the cause tells; an effect that was repeated for a resubmission keeps its first cause.
func (h History) done() bool {
	m := h.Message
	for _, e := range h.Effects {
		if m.Raw {
			if e.Revision >= h.Revision {
				return true
			}
			continue
		}
		if m.Receipt != "" && e.Subject == m.Receipt || e.CauseStream == m.Stream && e.CauseSequence == m.Sequence ||
			m.Resubmission != "" && e.Resubmission == m.Resubmission {
			return true
		}
	}
	return false
}

// buried reports that the letter is an end of this message. The letter that the message was
// replayed from is none, and what was dropped and comes again gets another chance; a letter
// of the message's own is one, whatever its class.
func (h History) buried() bool {
	l := h.Letter
	return l != nil && (l.ID == h.Message.ID() || l.ID != h.Message.ReplayOf && l.Class != wire.ClassDropped)
}

// ended reports that whatever the message came to now would be a second end of it. A newer
// submission of a document ends no older one: the newer one may be lost, and the older one
// brings the document through all the same.
func (h History) ended() bool {
	return h.done() || h.buried() || h.State() == Superseded && !h.Message.Raw
}

// resubmission is the id of the dropped record for which the stage's effect has to go its
// way once more, empty for none: the document went through this stage, was dropped at a
// later one, and comes again. It happens once for each drop, however often it comes.
func (h History) resubmission() string {
	if !h.Message.Raw || h.Dropped == nil || len(h.Effects) == 0 || h.Effects[0].Resubmission == h.Dropped.ID {
		return ""
	}
	return h.Dropped.ID
}
