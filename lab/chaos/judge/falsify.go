package judge

import (
	"maps"
	"slices"
	"strings"

	"github.com/gouji/gouji/lab/chaos/ledger"
)

// falsification is one way to spoil a record of the streams, and the count that must
// notice it.
type falsification struct {
	what   string
	change func([]Entry) []Entry
	count  func(Verdict) int
}

func falsifications() []falsification {
	return []falsification{
		{"a document's receipts are gone", func(es []Entry) []Entry {
			doc := es[slices.IndexFunc(es, isReceipt)].Doc()
			return slices.DeleteFunc(es, func(e Entry) bool { return isReceipt(e) && e.Doc() == doc })
		}, func(v Verdict) int { return v.Missing }},
		{"results are gone", func(es []Entry) []Entry {
			i := slices.IndexFunc(es, hasResults)
			if es[i].Beside = ""; isReceipt(es[i]) {
				return es
			}
			return slices.Delete(es, i, i+1)
		}, func(v Verdict) int { return v.Unsound }},
		{"a document is gone", func(es []Entry) []Entry {
			doc := es[slices.IndexFunc(es, isReceipt)].Doc()
			return slices.DeleteFunc(es, func(e Entry) bool { return e.Doc() == doc })
		}, func(v Verdict) int { return v.Missing }},
		{"an effect happened twice", func(es []Entry) []Entry {
			return append(es, es[slices.IndexFunc(es, isReceipt)])
		}, func(v Verdict) int { return v.Doubled }},
		{"an intermediate hop stands twice", func(es []Entry) []Entry {
			return append(es, es[slices.IndexFunc(es, func(e Entry) bool { return strings.Contains(e.Subject, ".parsed.") })])
		}, func(v Verdict) int { return v.Doubled }},
		{"a second receipt of one key, under another year", func(es []Entry) []Entry {
			e := es[slices.IndexFunc(es, isReceipt)]
			t := strings.Split(e.Subject, ".")
			t[6] = "1900"
			e.Subject = strings.Join(t, ".")
			return append(es, e)
		}, func(v Verdict) int { return v.Twice }},
		{"a dead letter beside a receipt", func(es []Entry) []Entry {
			doc := es[slices.IndexFunc(es, isReceipt)].Doc()
			return append(es, Entry{Stream: "GOUJI_DEAD", Seq: 1, Subject: "gouji.dead.parse.panic.gouji_p0.1." + doc})
		}, func(v Verdict) int { return v.Twice }},
		{"results do not match their digest", func(es []Entry) []Entry {
			es[slices.IndexFunc(es, hasResults)].Sound = false
			return es
		}, func(v Verdict) int { return v.Unsound }},
		{"a receipt speaks of other results", func(es []Entry) []Entry {
			es[slices.IndexFunc(es, isReceipt)].Receipt = strings.Repeat("0", 64)
			return es
		}, func(v Verdict) int { return v.Unsound }},
		{"a document that nobody submitted", func(es []Entry) []Entry {
			e := es[slices.IndexFunc(es, isReceipt)]
			e.Subject = strings.Replace(e.Subject, e.Doc(), strings.Repeat("a", 26), 1)
			return append(es, e)
		}, func(v Verdict) int { return v.Foreign }},
	}
}

// falsifiedRows spoils the second reading.
func falsifiedRows() map[string]func(*Second) {
	first := func(s *Second) (k Key) {
		for k = range s.Rows {
			break
		}
		return k
	}
	return map[string]func(*Second){
		"a row is gone":         func(s *Second) { delete(s.Rows, first(s)) },
		"a row differs":         func(s *Second) { s.Rows[first(s)] = "other" },
		"a row too many":        func(s *Second) { s.Rows[Key{Doc: "x"}] = "other" },
		"a key with two rows":   func(s *Second) { s.twice = 1 },
		"a document in flight":  func(s *Second) { s.Status.InFlight, s.Status.Published = 1, s.Status.Published-1 },
		"one is unaccounted":    func(s *Second) { s.Status.Unaccounted, s.Status.Published = 1, s.Status.Published-1 },
		"the sum is off by one": func(s *Second) { s.Status.Accepted++ },
	}
}

// Falsify judges a record falsified in each way that must be noticed: first that of the streams,
// then that of the second reading s, held against the verdict v of the sound one. It returns how
// many ways there are, and those that were not noticed.
func Falsify(acks []ledger.Ack, sent map[string]bool, entries []Entry, v Verdict, s Second) (ways int, missed []string) {
	streams, rows := falsifications(), falsifiedRows()
	for _, f := range streams {
		if f.count(Judge(acks, sent, slices.Values(f.change(slices.Clone(entries))))) == 0 {
			missed = append(missed, f.what)
		}
	}
	for what, change := range rows {
		f := s
		f.Rows = maps.Clone(s.Rows)
		change(&f)
		if len(f.Disagree(v)) == 0 {
			missed = append(missed, what)
		}
	}
	return len(streams) + len(rows), missed
}

func isReceipt(e Entry) bool { return strings.Contains(e.Subject, ".published.receipt.") }

func isResults(e Entry) bool { return strings.Contains(e.Subject, ".published.results.") }

// hasResults is of results that have a message of their own, and of a receipt with results beside.
func hasResults(e Entry) bool { return isResults(e) || e.Beside != "" }
