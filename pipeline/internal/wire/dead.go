package wire

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/gouji/gouji/pipeline/fault"
)

// DeadSubject holds the tokens of a dead letter's subject,
// <prefix>.dead.<stage>.<class>.<stream>.<seq>.<doc>. Stream and sequence are those of the
// message that failed, so that two failures never share a subject (with a constant id the
// second of two was lost).
type DeadSubject struct {
	Stage    string
	Class    fault.Class
	Stream   string
	Sequence uint64
	// Doc is NoToken where it is not known.
	Doc string
}

// ClassDropped is the class of what is left of a dead letter that an operator dropped: no
// data, but whose it was and why it died. Its document counts as dead for ever, unless it
// is submitted again and goes through.
const ClassDropped fault.Class = "dropped"

// ClassParked is the class of a message that waits among the dead letters until it is due,
// because a message that waits for its redelivery holds one of its consumer's MaxAckPending
// all the time. It is no dead letter: its document is in flight.
const ClassParked fault.Class = "parked"

// ID names the dead letter: the origin's stream in lower case, a hyphen, its sequence.
func (d DeadSubject) ID() string {
	return strings.ToLower(d.Stream) + "-" + strconv.FormatUint(d.Sequence, 10)
}

// DeadSubject writes the subject of a dead letter; a bad token is poison of class
// bad_subject_token.
func (f Flow) DeadSubject(d DeadSubject) (string, error) {
	doc := d.Doc
	if doc == "" {
		doc = NoToken
	}
	tokens := []string{d.Stage, string(d.Class), strings.ToLower(d.Stream), strconv.FormatUint(d.Sequence, 10), doc}
	for _, t := range tokens {
		if !ValidToken(t) {
			return "", fault.Poisonf(fault.BadSubjectToken, "dead letter: %.40q is no token", t)
		}
	}
	return f.deadPrefix() + strings.Join(tokens, "."), nil
}

func (f Flow) deadPrefix() string { return f.Prefix + ".dead." }

// DeadPattern matches dead letters by their tokens, an empty one standing for any.
func (f Flow) DeadPattern(d DeadSubject) string {
	tokens := []string{d.Stage, string(d.Class), strings.ToLower(d.Stream), "", d.Doc}
	if d.Sequence > 0 {
		tokens[3] = strconv.FormatUint(d.Sequence, 10)
	}
	for i, t := range tokens {
		if t == "" {
			tokens[i] = "*"
		}
	}
	return f.deadPrefix() + strings.Join(tokens, ".")
}

// DeadFilter matches whatever stands at a stage under a class, readable or not. Empty ones
// stand for any.
func (f Flow) DeadFilter(stage string, class fault.Class) string {
	any := func(s string) string {
		if s == "" {
			return "*"
		}
		return s
	}
	return f.deadPrefix() + any(stage) + "." + any(string(class)) + ".>"
}

// ParseDead reads the subject of a dead letter; Stream comes back in upper case.
func (f Flow) ParseDead(subject string) (DeadSubject, error) {
	bad := fmt.Errorf("%.200q is no subject of a dead letter", subject)
	parts := strings.Split(subject, ".")
	if len(parts) != 7 || parts[0] != f.Prefix || parts[1] != "dead" {
		return DeadSubject{}, fault.Poison(fault.BadSubjectToken, bad)
	}
	seq, err := strconv.ParseUint(parts[5], 10, 64)
	if err != nil {
		return DeadSubject{}, fault.Poison(fault.BadSubjectToken, bad)
	}
	d := DeadSubject{Stage: parts[2], Class: fault.Class(parts[3]), Stream: strings.ToUpper(parts[4]), Sequence: seq, Doc: parts[6]}
	if s, err := f.DeadSubject(d); err != nil || s != subject {
		return DeadSubject{}, fault.Poison(fault.BadSubjectToken, bad)
	}
	return d, nil
}

// ParseDeadID splits an id made by DeadSubject.ID.
func ParseDeadID(id string) (stream string, seq uint64, err error) {
	stream, s, ok := cutLast(id, "-")
	if ok && ValidToken(stream) {
		if seq, err = strconv.ParseUint(s, 10, 64); err == nil && seq > 0 {
			return stream, seq, nil
		}
	}
	return "", 0, fmt.Errorf("%.80q is no id of a dead letter", id)
}

func cutLast(s, sep string) (before, after string, found bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}
