package judge

import (
	"fmt"
	"time"
)

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
