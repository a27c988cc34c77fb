// Package wire is what goes over the wire: subjects and their tokens, envelopes, headers, the
// accepted record, and the plain values that say what there is, Flow and Topology. It talks
// to nobody.
package wire

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/gouji/gouji/pipeline/fault"
)

// Flow is the way of one sort of documents, as data: the stages in their order and what
// each leaves in the log. The transport knows nothing else of what it carries.
type Flow struct {
	// Prefix is a token. It begins every subject and the name of every bucket, and in capital
	// letters the name of every stream.
	Prefix string
	// Stages are in the order of the data's way. The first one reads submissions; each other
	// one reads the last kind that the one before it writes.
	Stages []FlowStage
	// Buckets are the key-value buckets that the flow's owner keeps state in.
	Buckets []FlowBucket
}

// FlowStage is one stage of a flow.
type FlowStage struct {
	// Name is a token. The durable consumer is called so, too.
	Name string
	// Writes are the kinds of messages that the stage leaves, in the order of their commit. The
	// last one tells that the stage is through with a message: there is one of it for each.
	// Of the last stage it is the receipt; its first one holds the results, where they do not
	// travel beside the receipt.
	Writes []FlowKind
}

// FlowKind is a kind of message and the tokens that follow it in its subjects. Each kind
// needs the document.
type FlowKind struct {
	Kind   Kind
	Tokens []TokenName
}

// TokenName names one of the tokens of a Hop.
type TokenName string

// The tokens that a subject can have besides partition and kind.
const (
	TokenRuleSet TokenName = "ruleset"
	TokenParser  TokenName = "parser"
	TokenYear    TokenName = "year"
	TokenAgency  TokenName = "agency"
	TokenDoc     TokenName = "doc"
	TokenBasis   TokenName = "basis"
)

// FlowBucket is a key-value bucket. History is how many values of a key it keeps, default 1.
// Passing says that its keys come and go, so that fewer of them are no loss.
type FlowBucket struct {
	Name, Description string
	History           uint8
	Passing           bool
	// Waiting says that each key is work that waits: what the documents of a neighbourhood are
	// to be told again. It counts as in flight.
	Waiting bool
}

// Check refuses what cannot be a flow.
func (f Flow) Check() error {
	if !ValidToken(f.Prefix) {
		return fmt.Errorf("flow: the prefix %.40q is no token", f.Prefix)
	}
	if len(f.Stages) == 0 {
		return fmt.Errorf("flow %s: there is no stage", f.Prefix)
	}
	names, kinds := map[string]bool{}, map[Kind]bool{KindAccepted: true, KindArchived: true}
	for _, s := range f.Stages {
		if !ValidToken(s.Name) || names[s.Name] {
			return fmt.Errorf("flow %s: stage %.40q is no token, or there twice", f.Prefix, s.Name)
		}
		if len(s.Writes) == 0 {
			return fmt.Errorf("flow %s: stage %s writes nothing, so nobody could tell when it is through", f.Prefix, s.Name)
		}
		names[s.Name] = true
		for _, k := range s.Writes {
			if err := k.check(); err != nil {
				return fmt.Errorf("flow %s: stage %s: %w", f.Prefix, s.Name, err)
			}
			if kinds[k.Kind] {
				return fmt.Errorf("flow %s: stage %s: kind %s is written twice", f.Prefix, s.Name, k.Kind)
			}
			kinds[k.Kind] = true
		}
	}
	return nil
}

func (k FlowKind) check() error {
	parts := strings.Split(string(k.Kind), ".")
	if len(parts) > 2 || slices.ContainsFunc(parts, func(p string) bool { return !ValidToken(p) }) {
		return fmt.Errorf("kind %.40q is not one or two tokens", k.Kind)
	}
	h := Hop{}
	for i, t := range k.Tokens {
		if h.token(t) == nil || slices.Contains(k.Tokens[:i], t) {
			return fmt.Errorf("kind %s: there is no token %.40q, or it is there twice", k.Kind, t)
		}
	}
	if !slices.Contains(k.Tokens, TokenDoc) {
		return fmt.Errorf("kind %s: the document is missing among its tokens", k.Kind)
	}
	return nil
}

// token is a token by its name, nil for a name that is none.
func (h *Hop) token(name TokenName) *string {
	switch name {
	case TokenRuleSet:
		return &h.RuleSet
	case TokenParser:
		return &h.Parser
	case TokenYear:
		return &h.Year
	case TokenAgency:
		return &h.Agency
	case TokenDoc:
		return &h.Doc
	case TokenBasis:
		return &h.Basis
	}
	return nil
}

// StageNames are the stages in their order.
func (f Flow) StageNames() []string {
	var out []string
	for _, s := range f.Stages {
		out = append(out, s.Name)
	}
	return out
}

// index is the place of a stage, -1 for a name that is none.
func (f Flow) index(stage string) int {
	return slices.IndexFunc(f.Stages, func(s FlowStage) bool { return s.Name == stage })
}

// First is the stage that reads submissions.
func (f Flow) First() string { return f.Stages[0].Name }

// After returns the stages after one.
func (f Flow) After(stage string) []string { return f.StageNames()[f.index(stage)+1:] }

// Through is the kind of message that tells that a stage is through with a document. It is
// KindUnknown for a name that is no stage's.
func (f Flow) Through(stage string) Kind {
	i := f.index(stage)
	if i < 0 {
		return KindUnknown
	}
	return f.through(i)
}

func (f Flow) through(i int) Kind {
	w := f.Stages[i].Writes
	return w[len(w)-1].Kind
}

// Receipt is the kind that tells that a document is through the whole flow. What came of it
// travels beside it, or stands in a message of the kind of Results.
func (f Flow) Receipt() Kind { return f.through(len(f.Stages) - 1) }

// Results is the kind that holds what came of a document and does not travel beside the receipt.
func (f Flow) Results() Kind { return f.Stages[len(f.Stages)-1].Writes[0].Kind }

// Passing are the kinds that a later stage reads, in the order of the stages that write
// them. Their messages may leave the log when their time is over; what was accepted, and
// what came of it, stays.
func (f Flow) Passing() []Kind {
	var out []Kind
	for i := range f.Stages[:len(f.Stages)-1] {
		out = append(out, f.through(i))
	}
	return out
}

// Lasting are the kinds that never leave the log: what was accepted, and what came of it.
func (f Flow) Lasting() []Kind {
	out, passing := []Kind{KindAccepted}, f.Passing()
	for _, s := range f.Stages {
		for _, k := range s.Writes {
			if !slices.Contains(passing, k.Kind) {
				out = append(out, k.Kind)
			}
		}
	}
	return out
}

// fields gives a hop's tokens in the order of its subject, nil for a kind that the flow does
// not have.
func (f Flow) fields(h *Hop) []*string {
	if h.Kind == KindAccepted || h.Kind == KindArchived {
		return []*string{&h.Doc}
	}
	for _, s := range f.Stages {
		for _, k := range s.Writes {
			if k.Kind != h.Kind {
				continue
			}
			out := make([]*string, len(k.Tokens))
			for i, t := range k.Tokens {
				out[i] = h.token(t)
			}
			return out
		}
	}
	return nil
}

// Subject writes a hop's subject. Every token is checked; a bad one is poison of class
// bad_subject_token.
func (f Flow) Subject(h Hop) (string, error) {
	fields := f.fields(&h)
	if fields == nil {
		return "", fault.Poisonf(fault.BadSubjectToken, "no subject for kind %q", h.Kind)
	}
	if !validPartition(h.Partition) {
		return "", fault.Poisonf(fault.BadSubjectToken, "partition %.40q is no token", h.Partition)
	}
	var b strings.Builder
	b.WriteString(f.Prefix + "." + h.Partition + "." + string(h.Kind))
	for _, t := range fields {
		if !ValidToken(*t) {
			return "", fault.Poisonf(fault.BadSubjectToken, "%s: %.40q is no token", h.Kind, *t)
		}
		b.WriteString("." + *t)
	}
	return b.String(), nil
}

// Pattern is Subject with * for every empty token.
func (f Flow) Pattern(h Hop) string {
	parts := []string{f.Prefix, h.Partition, string(h.Kind)}
	for _, t := range f.fields(&h) {
		if *t == "" {
			parts = append(parts, "*")
		} else {
			parts = append(parts, *t)
		}
	}
	return strings.Join(parts, ".")
}

// ParseHop reads a subject of the log. Whatever Subject would not write fails with class
// bad_subject_token.
func (f Flow) ParseHop(subject string) (Hop, error) {
	bad := func() error {
		return fault.Poisonf(fault.BadSubjectToken, "%.200q is no subject of the log", subject)
	}
	parts := strings.Split(subject, ".")
	if len(parts) < 4 || parts[0] != f.Prefix {
		return Hop{}, bad()
	}
	for _, words := range []int{1, 2} { // of the kind
		h := Hop{Partition: parts[1], Kind: Kind(strings.Join(parts[2:2+words], "."))}
		rest := parts[2+words:]
		fields := f.fields(&h)
		if fields == nil || len(fields) != len(rest) {
			continue
		}
		for i, t := range fields {
			*t = rest[i]
		}
		if s, err := f.Subject(h); err == nil && s == subject {
			return h, nil
		}
	}
	return Hop{}, bad()
}

// SubmitSubject is where a producer publishes raw bytes.
func (f Flow) SubmitSubject(producer string) (string, error) {
	if !ValidToken(producer) {
		return "", fault.Poisonf(fault.BadSubjectToken, "producer %.40q does not match [a-z0-9][a-z0-9_-]{0,31}", producer)
	}
	if producer == ReplayProducer {
		return "", fault.Poisonf(fault.BadSubjectToken, "producer %q: the name is kept for replays", producer)
	}
	return f.SubmitPrefix() + producer, nil
}

// SubmitPrefix begins every subject of submissions.
func (f Flow) SubmitPrefix() string { return f.Prefix + ".submit." }

// ParseSubmit returns the producer of a submission's subject.
func (f Flow) ParseSubmit(subject string) (producer string, err error) {
	p, ok := strings.CutPrefix(subject, f.SubmitPrefix())
	if !ok || !ValidToken(p) || p == ReplayProducer {
		return "", fault.Poisonf(fault.BadSubjectToken, "%.200q is no subject for submissions", subject)
	}
	return p, nil
}

// IsSubmission reports whether a subject is one of submissions, of whatever flow.
func IsSubmission(subject string) bool {
	parts := strings.Split(subject, ".")
	return len(parts) == 3 && parts[1] == "submit"
}

// Control is a subject in no stream, under which workers and others talk to each other.
func (f Flow) Control(name string) string { return f.Prefix + ".ctl." + name }

// SubmitStream is the stream of submissions, DeadStream that of dead letters; all partitions
// share them.
func (f Flow) SubmitStream() string { return strings.ToUpper(f.Prefix) + "_SUBMIT" }

// DeadStream is the stream of dead letters.
func (f Flow) DeadStream() string { return strings.ToUpper(f.Prefix) + "_DEAD" }

// ResultsStream holds what became of documents, for those who submitted them. It is made from
// the log and the dead letters.
func (f Flow) ResultsStream() string { return strings.ToUpper(f.Prefix) + "_RESULTS" }

// ResultsSubject is where an end of a document of a producer is told; state is published or
// dead. An empty producer or state stands for any.
func (f Flow) ResultsSubject(producer, state string) string {
	return f.Prefix + ".results." + cmp.Or(producer, "*") + "." + cmp.Or(state, "*")
}

// ParseResults returns the producer and the state of a results subject.
func (f Flow) ParseResults(subject string) (producer, state string, err error) {
	parts := strings.Split(subject, ".")
	if len(parts) != 4 || parts[0] != f.Prefix || parts[1] != "results" || !ValidToken(parts[2]) || !ValidToken(parts[3]) {
		return "", "", fault.Poisonf(fault.BadSubjectToken, "%.200q is no subject of results", subject)
	}
	return parts[2], parts[3], nil
}

// BlobBucket is the object store that holds what is too large for a message.
func (f Flow) BlobBucket() string { return f.Prefix + "-blobs" }

// WitnessBucket is the key-value bucket of the high-water marks, by which what was destroyed
// is noticed. Its stream is none of those that the marks are of.
func (f Flow) WitnessBucket() string { return f.Prefix + "-witness" }

// BlobStream is the stream behind the object store. The records of its objects are below
// BlobMetas, their bytes below BlobChunks.
func (f Flow) BlobStream() string { return "OBJ_" + f.BlobBucket() }

// BlobMetas begins the subjects of the records of objects.
func (f Flow) BlobMetas() string { return "$O." + f.BlobBucket() + ".M." }

// BlobChunks begins the subjects of the bytes of objects.
func (f Flow) BlobChunks() string { return "$O." + f.BlobBucket() + ".C." }
