// Package judge compares what was acknowledged with what became of it, read back in two ways that
// share no code: from the streams (Judge), and from the store and `gouji status` (ReadSecond).
package judge

import (
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/gouji/gouji/lab/chaos/ledger"
)

// Entry is one message of the streams GOUJI_P0 and GOUJI_DEAD, as the judge needs it.
type Entry struct {
	// Stream, Seq and Subject are where it stands.
	Stream  string
	Seq     uint64
	Subject string
	// Digest is the SHA-256 of the payload as its envelope says; Sound says that we have
	// computed it anew and it is so. Both are set for results and receipts.
	Digest string
	Sound  bool
	// Receipt is the digest of the results that a receipt speaks of, Beside that of those which
	// travel with it, computed anew, empty where they have a message of their own.
	Receipt, Beside string
	// Time is when the message was stored.
	Time time.Time
}

// maxDetails bounds Verdict.Details.
const maxDetails = 20

// docEnds is how one document ended.
type docEnds struct {
	receipts map[Key]string
	dead     int
}

// Judge compares what was acknowledged with what the streams hold, every message of them.
// sent is every document that was submitted, acknowledged or not.
func Judge(acks []ledger.Ack, sent map[string]bool, entries iter.Seq[Entry]) Verdict {
	j := &judge{v: Verdict{Classes: map[string]int{}, Hops: map[string]int{}, Keys: map[Key]string{}, ClassOf: map[string]string{}, EndedAt: map[string]time.Time{}},
		subjects: map[string]uint64{}, docs: map[string]*docEnds{}, bySeq: map[string]int{}, results: map[Key]string{}}
	for e := range entries {
		j.take(e)
	}
	j.weigh(acks, sent)
	return j.v
}

type judge struct {
	v        Verdict
	subjects map[string]uint64
	docs     map[string]*docEnds
	bySeq    map[string]int // dead letters that name no document, by their origin
	results  map[Key]string // digests of results that have a message of their own
}

func (j *judge) wrong(count *int, format string, a ...any) {
	*count++
	if len(j.v.Details) < maxDetails {
		j.v.Details = append(j.v.Details, fmt.Sprintf(format, a...))
	}
}

func (j *judge) doc(id string) *docEnds {
	if j.docs[id] == nil {
		j.docs[id] = &docEnds{receipts: map[Key]string{}}
	}
	return j.docs[id]
}

// take reads one message. The subjects are those of docs/wire.md.
func (j *judge) take(e Entry) {
	if first, twice := j.subjects[e.Subject]; twice {
		j.wrong(&j.v.Doubled, "%s stands at %d and %d", e.Subject, first, e.Seq)
	}
	j.subjects[e.Subject] = e.Seq
	t := strings.Split(e.Subject, ".")
	switch {
	case len(t) >= 7 && t[1] == "dead":
		j.takeDead(t)
	case len(t) == 10 && t[2] == "published":
		j.takePublished(e, t)
	case len(t) > 2:
		j.v.Hops[t[2]]++
	}
}

// takeDead reads gouji.dead.<stage>.<class>.<stream>.<seq>.<doc>.
func (j *judge) takeDead(t []string) {
	j.v.Classes[t[3]]++
	if origin := t[4] + "." + t[5]; t[6] == "none" {
		j.bySeq[origin]++
		j.v.ClassOf[origin] = t[3]
		return
	}
	j.doc(t[6]).dead++
	j.v.ClassOf[t[6]] = t[3]
}

// takePublished reads gouji.p0.published.<target>.<rs>.<pv>.<year>.<agency>.<doc>.<basis>.
func (j *judge) takePublished(e Entry, t []string) {
	j.v.Hops[t[3]]++
	k := Key{Doc: t[8], Parser: t[5], Rules: t[4], Basis: t[9]}
	if !e.Sound {
		j.wrong(&j.v.Unsound, "%s does not match its digest", e.Subject)
	}
	if t[3] == "results" {
		j.results[k] = e.Digest
		return
	}
	if _, twice := j.doc(t[8]).receipts[k]; twice { // under another year or agency
		j.wrong(&j.v.Twice, "document %s has two receipts of one key", t[8])
	}
	j.doc(t[8]).receipts[k] = e.Receipt
	j.v.Keys[k] = e.Receipt
	if _, before := j.v.EndedAt[k.Doc]; !before {
		j.v.EndedAt[k.Doc] = e.Time
	}
	digest := e.Beside
	if digest == "" {
		digest = j.results[k] // written before the receipt
	}
	switch digest {
	case "":
		j.wrong(&j.v.Unsound, "the receipt of %s at %d has no results beside or before it", t[8], e.Seq)
	case e.Receipt:
	default:
		j.wrong(&j.v.Unsound, "the receipt of %s speaks of other results than stand there", t[8])
	}
}

// weigh looks at each document.
func (j *judge) weigh(acks []ledger.Ack, sent map[string]bool) {
	acked := map[string]bool{}
	for _, a := range acks {
		if acked[a.ID] {
			continue
		}
		acked[a.ID] = true
		j.v.Acked++
		d, nameless := j.doc(a.ID), j.bySeq[fmt.Sprintf("gouji_submit.%d", a.Seq)]
		ends := min(1, len(d.receipts)) + d.dead + nameless
		switch {
		case ends == 0:
			j.wrong(&j.v.Missing, "document %s, acknowledged as %d, is nowhere", a.ID, a.Seq)
		case ends > 1:
			j.wrong(&j.v.Twice, "document %s ended %d times: %d receipts, %d dead letters", a.ID, ends, len(d.receipts), d.dead+nameless)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(j.docs)) {
		d := j.docs[id]
		switch {
		case len(d.receipts) > 0:
			j.v.Published++
			j.v.Rejudged += len(d.receipts) - 1
		case d.dead > 0:
			j.v.Dead++
		default:
			continue
		}
		if !sent[id] {
			j.wrong(&j.v.Foreign, "document %s has an end and was never submitted", id)
		}
		if !acked[id] {
			j.v.Unacked++
		}
	}
	j.v.Dead += len(j.bySeq)
}

// Doc is the document of an entry's subject: the last token, before the basis where there
// is one.
func (e Entry) Doc() string {
	t := strings.Split(e.Subject, ".")
	if len(t) > 2 && (t[2] == "validated" || t[2] == "published") {
		return t[len(t)-2]
	}
	return t[len(t)-1]
}

// Verdict is what the judge found. Every count but the first three must be 0.
type Verdict struct {
	Acked, Published, Dead int

	// Missing documents were acknowledged and have neither receipt nor dead letter.
	Missing int
	// Twice have two ends of one key, or a receipt and a dead letter, or two dead letters. A
	// receipt for each (document, parser, rule set, basis) is as it should be: a neighbouring
	// year that comes later is another basis.
	Twice int
	// Doubled subjects hold more than one message: an effect happened twice.
	Doubled int
	// Foreign documents have an end and were never submitted.
	Foreign int
	// Unsound ends have results that are missing, or other bytes than their digest says.
	Unsound int

	// Unacked documents ended without having been acknowledged, which is allowed.
	Unacked int
	// Rejudged is the receipts beyond the first of their document.
	Rejudged int
	// Classes counts dead letters by class, and Hops messages by kind.
	Classes map[string]int
	Hops    map[string]int
	// Details says the first of what is wrong.
	Details []string
	// Keys is the key of every receipt, with the digest of its results.
	Keys map[Key]string
	// ClassOf is the class of every dead letter by its document, or by the submission it came
	// from where it names none.
	ClassOf map[string]string
	// EndedAt is when each document had its first receipt.
	EndedAt map[string]time.Time
}

// Key is what makes a result the same result.
type Key struct{ Doc, Parser, Rules, Basis string }

// Wrong is how many things break the guarantee.
func (v Verdict) Wrong() int { return v.Missing + v.Twice + v.Doubled + v.Foreign + v.Unsound }

// Failures says in words what breaks the guarantee, nil when nothing does.
func (v Verdict) Failures() []string {
	var out []string
	for _, c := range []struct {
		n    int
		what string
	}{
		{v.Missing, "acknowledged documents are nowhere"}, {v.Twice, "documents ended more than once"},
		{v.Doubled, "subjects hold more than one message"}, {v.Foreign, "documents were never submitted"},
		{v.Unsound, "ends have unsound results"},
	} {
		if c.n > 0 {
			out = append(out, fmt.Sprintf("%d %s", c.n, c.what))
		}
	}
	return out
}

// WrongClasses compares how each document ended with how it had to; what is not in want
// must be published.
func WrongClasses(v Verdict, acks []ledger.Ack, want map[string]string) []string {
	published := map[string]bool{}
	for k := range v.Keys {
		published[k.Doc] = true
	}
	wrong, first := 0, ""
	for _, a := range acks {
		got := v.ClassOf[a.ID]
		if got == "" {
			got = v.ClassOf[fmt.Sprintf("gouji_submit.%d", a.Seq)]
		}
		if got == "" && published[a.ID] {
			got = "published"
		}
		should := want[a.ID]
		if should == "" {
			should = "published"
		}
		if got != should {
			if wrong++; first == "" {
				first = fmt.Sprintf("%s is %q and should be %q", a.ID, got, should)
			}
		}
	}
	if wrong == 0 {
		return nil
	}
	return []string{fmt.Sprintf("%d documents ended otherwise than they had to; %s", wrong, first)}
}
