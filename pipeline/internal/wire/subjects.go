package wire

import (
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/gouji/gouji/pipeline/fault"
)

// HopStages are the stages that read the hops of docTrace, in the same order.
var HopStages = [3]string{StageParse, StageValidate, StagePublish}

// The stages' names, which are also the names of their durable consumers.
const (
	StageIngest   = "ingest"
	StageParse    = "parse"
	StageValidate = "validate"
	StagePublish  = "publish"
)

// Stages returns the four stages in the order of the data's way.
func Stages() []string { return []string{StageIngest, StageParse, StageValidate, StagePublish} }

// Kind says what a subject of the log stands for.
type Kind string

// The kinds of subjects. KindUnknown is the zero value.
const (
	KindUnknown   Kind = ""
	KindAccepted  Kind = "accepted"
	KindIngested  Kind = "ingested"
	KindParsed    Kind = "parsed"
	KindValidated Kind = "validated"
	KindResults   Kind = "published.results"
	KindReceipt   Kind = "published.receipt"
)

// NoToken stands where there is nothing to name: no agency, no document.
const NoToken = "none"

// Tokens from outside match this, because the server takes a literal *, > and NUL in
// published subjects.
var tokenPattern = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,31}$`)

// ValidToken reports whether s may stand as a token of a subject.
func ValidToken(s string) bool { return tokenPattern.MatchString(s) }

// Token writes s as a token: lower case, and every other character, the dot of 2026.1
// too, as an underscore. It fails with class bad_subject_token where no valid token
// results.
func Token(s string) (string, error) {
	t := strings.Map(func(r rune) rune {
		switch {
		case r >= 'A' && r <= 'Z':
			return r + ('a' - 'A')
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9', r == '-', r == '_':
			return r
		default:
			return '_'
		}
	}, s)
	if !ValidToken(t) {
		return "", fault.Poisonf(fault.BadSubjectToken, "%.40q cannot be written as a subject token", s)
	}
	return t, nil
}

// AgencyToken is the token of an agency: 12 characters of base32 over the SHA-256 of the
// name, NoToken for the empty name. A name itself never enters a subject.
func AgencyToken(name string) string {
	if name == "" {
		return NoToken
	}
	sum := sha256.Sum256([]byte(name))
	return strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(sum[:])[:12])
}

// YearToken is the token of a year, NoToken for 0.
func YearToken(year int) string {
	if year == 0 {
		return NoToken
	}
	return strconv.Itoa(year)
}

// Hop holds the tokens of one subject of the log. Which of them a subject has depends on
// Kind; the others are empty.
type Hop struct {
	Partition string
	Kind      Kind
	RuleSet   string
	Parser    string
	Year      string
	Agency    string
	Doc       string
	Basis     string
}

// fields gives the hop's tokens in the order of its subject, nil for an unknown kind.
func (h *Hop) fields() []*string {
	switch h.Kind {
	case KindAccepted, KindIngested:
		return []*string{&h.Doc}
	case KindParsed:
		return []*string{&h.Parser, &h.Year, &h.Agency, &h.Doc}
	case KindValidated, KindResults, KindReceipt:
		return []*string{&h.RuleSet, &h.Parser, &h.Year, &h.Agency, &h.Doc, &h.Basis}
	default:
		return nil
	}
}

// Subject writes the hop's subject. Every token is checked; a bad one is poison of class
// bad_subject_token.
func (h Hop) Subject() (string, error) {
	fields := h.fields()
	if fields == nil {
		return "", fault.Poisonf(fault.BadSubjectToken, "no subject for kind %q", h.Kind)
	}
	if !ValidToken(h.Partition) || h.Partition == "submit" || h.Partition == "dead" {
		return "", fault.Poisonf(fault.BadSubjectToken, "partition %.40q is no token", h.Partition)
	}
	var b strings.Builder
	b.WriteString("gouji." + h.Partition + "." + string(h.Kind))
	for _, f := range fields {
		if !ValidToken(*f) {
			return "", fault.Poisonf(fault.BadSubjectToken, "%s: %.40q is no token", h.Kind, *f)
		}
		b.WriteString("." + *f)
	}
	return b.String(), nil
}

// Pattern is Subject with * for every empty token.
func (h Hop) Pattern() string {
	parts := []string{"gouji", h.Partition, string(h.Kind)}
	for _, f := range h.fields() {
		if *f == "" {
			parts = append(parts, "*")
		} else {
			parts = append(parts, *f)
		}
	}
	return strings.Join(parts, ".")
}

// ParseHop reads a subject of the log. Whatever Subject would not write fails with class
// bad_subject_token.
func ParseHop(subject string) (Hop, error) {
	bad := fault.Poisonf(fault.BadSubjectToken, "%.200q is no subject of the log", subject)
	parts := strings.Split(subject, ".")
	if len(parts) < 4 || parts[0] != "gouji" {
		return Hop{}, bad
	}
	h := Hop{Partition: parts[1], Kind: Kind(parts[2])}
	rest := parts[3:]
	if parts[2] == "published" {
		h.Kind, rest = Kind(parts[2]+"."+parts[3]), parts[4:]
	}
	fields := h.fields()
	if fields == nil || len(fields) != len(rest) {
		return Hop{}, bad
	}
	for i, f := range fields {
		*f = rest[i]
	}
	if s, err := h.Subject(); err != nil || s != subject {
		return Hop{}, bad
	}
	return h, nil
}

// SubmitPrefix begins every subject of submissions.
const SubmitPrefix = "gouji.submit."

// ReplayProducer is no producer's name: gouji.submit.replay is where replays of submissions
// come back, with headers that say whose they were. Those headers are believed on that
// subject only, and only the role replay may publish there, so that no producer can pass a
// resubmission off as the replay of a dead letter.
const ReplayProducer = "replay"

// SubmitSubject is where a producer publishes raw bytes.
func SubmitSubject(producer string) (string, error) {
	if !ValidToken(producer) {
		return "", fault.Poisonf(fault.BadSubjectToken, "producer %.40q does not match %s", producer, tokenPattern)
	}
	if producer == ReplayProducer {
		return "", fault.Poisonf(fault.BadSubjectToken, "producer %q: the name is kept for replays", producer)
	}
	return SubmitPrefix + producer, nil
}

// ParseSubmit returns the producer of a submission's subject.
func ParseSubmit(subject string) (producer string, err error) {
	p, ok := strings.CutPrefix(subject, SubmitPrefix)
	if !ok || !ValidToken(p) || p == ReplayProducer {
		return "", fault.Poisonf(fault.BadSubjectToken, "%.200q is no subject for submissions", subject)
	}
	return p, nil
}

// DeadSubject holds the tokens of a dead letter's subject,
// gouji.dead.<stage>.<class>.<stream>.<seq>.<doc>. Stream and sequence are those of the
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

// ID names the dead letter: the origin's stream in lower case, a hyphen, its sequence.
func (d DeadSubject) ID() string {
	return strings.ToLower(d.Stream) + "-" + strconv.FormatUint(d.Sequence, 10)
}

// Subject writes the subject; a bad token is poison of class bad_subject_token.
func (d DeadSubject) Subject() (string, error) {
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
	return "gouji.dead." + strings.Join(tokens, "."), nil
}

// ParseDead reads the subject of a dead letter; Stream comes back in upper case.
func ParseDead(subject string) (DeadSubject, error) {
	bad := fmt.Errorf("%.200q is no subject of a dead letter", subject)
	parts := strings.Split(subject, ".")
	if len(parts) != 7 || parts[0] != "gouji" || parts[1] != "dead" {
		return DeadSubject{}, fault.Poison(fault.BadSubjectToken, bad)
	}
	seq, err := strconv.ParseUint(parts[5], 10, 64)
	if err != nil {
		return DeadSubject{}, fault.Poison(fault.BadSubjectToken, bad)
	}
	d := DeadSubject{Stage: parts[2], Class: fault.Class(parts[3]), Stream: strings.ToUpper(parts[4]), Sequence: seq, Doc: parts[6]}
	if s, err := d.Subject(); err != nil || s != subject {
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
