package history

import (
	"errors"
	"time"

	"github.com/gouji/gouji/metrics"
	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/pipeline/internal/wire"
)

// Event is the point at which somebody asks what becomes of a message.
type Event int

// The events of a message's life.
const (
	// Intake: a worker has recorded a submission and is about to run the stage.
	Intake Event = iota
	// Commit: a worker is about to commit an effect.
	Commit
	// Finish: a worker is through, well or with an error.
	Finish
	// Replay: an operator puts the message of a dead letter back.
	Replay
	// Release: a parked message may be due.
	Release
	// Drop: an operator gives a dead letter up.
	Drop
	// Repair: a document was found nowhere, and this is the newest message of it that is whole.
	Repair
)

// Attempt is what whoever asks knows besides the history.
type Attempt struct {
	Event Event

	// Known says at Intake that the document was accepted before.
	Known bool
	// Doubt says at Commit that another worker may have had the message meanwhile, because
	// our lease on it may have run out.
	Doubt bool

	// Outcome counts at Finish when there is no error.
	Outcome string
	// Number is how often the message was delivered, from 1, Max how often it may be.
	Number, Max uint64
	// Draining says that the worker's end cut the attempt short.
	Draining bool
	// SinkDown says that the error is one of a sink that fails for every document.
	SinkDown bool
	// Backoff is the delay before another attempt, Jitter a random share in [0,1).
	Backoff time.Duration
	Jitter  float64

	// Letter is the class of the letter at Replay, Release and Drop. Unkept says that the
	// message's bytes are not in it, Due that its time has come.
	Letter fault.Class
	Unkept bool
	Due    bool

	// Broken says at Repair that what came of the message is in the log and cannot be read.
	Broken bool
}

// Action is what to do with a message.
type Action int

// The actions. Everybody's first one is Look; the others are the worker's up to End, and of
// replays, releases, drops and repairs from it on.
const (
	// Look: read the history and ask again.
	Look Action = iota
	// Proceed: go on with the work.
	Proceed
	// Ack: acknowledge.
	Ack
	// Retry: give the message back, to come again after Delay.
	Retry
	// Park: put it among the dead letters with its due time, then end it.
	Park
	// Bury: write its dead letter, then end it.
	Bury
	// End: end it without a dead letter, because it has its end already.
	End
	// PutBack: put the message back where it came from, then remove its letter, if it has one.
	PutBack
	// Remove: only remove the letter.
	Remove
	// Record: put a record of class dropped in the letter's place.
	Record
	// FinishDrop: remove the letter that a record of class dropped has replaced.
	FinishDrop
	// Wait: it is not due yet.
	Wait
	// Refuse: it cannot be done; Err says why.
	Refuse
)

// String is the action's name in docs/state-machine.md.
func (a Action) String() string {
	return [...]string{"look", "proceed", "ack", "retry", "park", "bury", "end", "put back", "remove", "record", "finish drop", "wait", "refuse"}[a]
}

// Decision is what becomes of a message.
type Decision struct {
	Action Action
	// Outcome is how the message is counted, empty where it is not.
	Outcome string
	// Delay is when a message that is given back or parked comes again, Attempts how many a
	// parked one has behind it then.
	Delay    time.Duration
	Attempts uint64
	// Class is that of the dead letter.
	Class fault.Class
	// Replace is the sequence of the letter whose place a new one takes, 0 for none. Another
	// letter at that moment means that the history has changed: look again.
	Replace uint64
	// Resubmission is the id of the dropped record for which the effect of the stage is
	// repeated before the message is ended, empty for none.
	Resubmission string
	Err          error
}

// ParkAfter is the longest wait inside a consumer: a message that waits for its redelivery
// holds one of its consumer's MaxAckPending all the time.
const ParkAfter = 30 * time.Second

// The reasons of a refusal.
var (
	ErrDropped = errors.New("it was dropped, its data are gone; submit the document again")
	ErrUnkept  = errors.New("its bytes were not kept; submit the document again")
)

// Next decides. It is the one place where an error, and what the log holds, become a
// decision. It asks for the history, by Look, where the decision depends on it.
func Next(h History, a Attempt, err error) Decision {
	switch a.Event {
	case Intake:
		return h.intake(a)
	case Commit:
		return h.commit(a)
	case Finish:
		return h.finish(a, err)
	case Replay, Release:
		return h.replay(a)
	case Repair:
		return h.repair(a)
	default:
		return drop(a)
	}
}

// intake: a submission of a known document is a duplicate when the document is through
// ingest, well or badly. Known and neither means that somebody stopped half way or is at it
// now; effects have keys, so carrying on is right.
func (h History) intake(a Attempt) Decision {
	switch {
	case !a.Known:
		return Decision{Action: Proceed}
	case !h.Read:
		return Decision{Action: Look}
	case h.ended():
		return Decision{Action: Ack, Outcome: metrics.OutcomeDuplicate, Resubmission: h.resubmission()}
	}
	return Decision{Action: Proceed}
}

// commit: a result beside a dead letter would be two ends of one message.
func (h History) commit(a Attempt) Decision {
	switch {
	case !a.Doubt:
		return Decision{Action: Proceed}
	case !h.Read:
		return Decision{Action: Look}
	case h.ended():
		return Decision{Action: Ack, Outcome: metrics.OutcomeDuplicate}
	}
	return Decision{Action: Proceed}
}

// finish: what would end the message badly does so only where it is open.
func (h History) finish(a Attempt, err error) Decision {
	d := judge(h.Message.Raw, a, err)
	switch {
	case d.Action != Bury && d.Action != Park:
		return d
	case !h.Read:
		return Decision{Action: Look}
	}
	switch h.State() {
	case Done:
		return Decision{Action: End, Outcome: metrics.OutcomeDuplicate, Class: d.Class, Resubmission: h.resubmission()}
	case Superseded, Buried:
		return Decision{Action: End, Outcome: metrics.OutcomeDuplicate, Class: d.Class}
	}
	if h.Letter != nil {
		d.Replace = h.Letter.Sequence
	}
	return d
}

// judge is what the error alone says.
func judge(raw bool, a Attempt, err error) Decision {
	class, poison := fault.ClassOf(err)
	switch {
	case err == nil:
		return Decision{Action: Ack, Outcome: a.Outcome}
	case a.Draining:
		// The drain cut it short, which says nothing about the document: at once to another
		// worker.
		return Decision{Action: Retry, Outcome: metrics.OutcomeRetry}
	case poison && (class == fault.Panic || class == fault.AttemptsExhausted):
		return Decision{Action: Bury, Outcome: metrics.OutcomeDead, Class: class}
	case poison:
		return Decision{Action: Bury, Outcome: metrics.OutcomeRejected, Class: class}
	case a.Number >= a.Max && a.SinkDown && !raw:
		// An outage says nothing about the document, however long it is.
		return Decision{Action: Park, Outcome: metrics.OutcomeRetry, Class: wire.ClassParked, Delay: ParkAfter + a.Backoff}
	case a.Number >= a.Max:
		return Decision{Action: Bury, Outcome: metrics.OutcomeDead, Class: fault.AttemptsExhausted}
	}
	delay := a.Backoff
	if d, ok := fault.Delay(err); ok {
		delay = max(d, 0) + time.Duration(a.Jitter*float64(max(d, 0))/10)
	}
	switch {
	case delay <= ParkAfter:
	case raw:
		delay = ParkAfter // submissions are a queue of their own, and their stage has no sink
	default:
		return Decision{Action: Park, Outcome: metrics.OutcomeRetry, Class: wire.ClassParked, Delay: delay, Attempts: a.Number}
	}
	return Decision{Action: Retry, Outcome: metrics.OutcomeRetry, Delay: delay}
}

// replay: the message of a letter goes back unless it has come to another end meanwhile. A
// newer submission of the document is none: it may have ended as a duplicate because of
// this very letter.
func (h History) replay(a Attempt) Decision {
	switch {
	case a.Letter == wire.ClassDropped:
		return Decision{Action: Refuse, Err: ErrDropped}
	case a.Event == Release && !a.Due:
		return Decision{Action: Wait}
	case !h.Read:
		return Decision{Action: Look}
	case h.done() || h.State() == Superseded && !h.Message.Raw:
		return Decision{Action: Remove}
	case a.Unkept:
		return Decision{Action: Refuse, Err: ErrUnkept}
	}
	return Decision{Action: PutBack}
}

// repair: the document was nowhere when the audit looked. Whoever brought it to an end or on
// its way since then is right; an effect that cannot be read is no end.
func (h History) repair(a Attempt) Decision {
	switch {
	case !h.Read:
		return Decision{Action: Look}
	case h.buried(), h.Newest > h.Message.Sequence, h.done() && !a.Broken:
		return Decision{Action: End}
	}
	return Decision{Action: PutBack}
}

// drop: the record says for ever what the letter says, so no history changes it. A replay
// at the same time moves the letter, which the record's key finds out.
func drop(a Attempt) Decision {
	if a.Letter == wire.ClassDropped {
		return Decision{Action: FinishDrop}
	}
	return Decision{Action: Record}
}
