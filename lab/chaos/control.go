package chaos

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// controlScenario shows that the judge can find fault: an undisturbed run is judged, then
// the same run with its record falsified, one way after another.
func controlScenario() Scenario {
	return Scenario{
		Name:  "control",
		Doc:   "no fault; then the judge is given the same record falsified in every way it must notice",
		Short: Size{Docs: 30, Faults: 0}, Full: Size{Docs: 300, Faults: 0}, Bound: 30 * time.Minute,
		run: control,
	}
}

func control(ctx context.Context, l *lab) (Result, error) {
	r, err := begin(ctx, l, setup{nodes: 1, workers: 1, docs: samples(l.Docs, l.Seed)})
	defer r.end()
	if err != nil {
		return Result{}, err
	}
	out, err := r.finish(ctx)
	if err != nil {
		return out, err
	}
	entries, _, err := readStreams(ctx, r.broker.js)
	if err != nil {
		return out, err
	}
	acks, err := r.ledger.readBack()
	if err != nil {
		return out, err
	}
	s, err := secondReading(ctx, r.Gouji, r.broker.urls(), r.store)
	if err != nil {
		return out, err
	}
	ways, missed := falsify(acks, r.ledger.sentIDs(), entries, out.Verdict, s)
	for _, what := range missed {
		out.Failures = append(out.Failures, "not noticed: "+what)
	}
	out.Note = fmt.Sprintf("%d of %d falsifications found", ways-len(missed), ways)
	return out, nil
}

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
			doc := es[slices.IndexFunc(es, isReceipt)].doc()
			return slices.DeleteFunc(es, func(e Entry) bool { return isReceipt(e) && e.doc() == doc })
		}, func(v Verdict) int { return v.Missing }},
		{"results are gone", func(es []Entry) []Entry { return without(es, isResults) }, func(v Verdict) int { return v.Unsound }},
		{"a document is gone", func(es []Entry) []Entry {
			doc := es[slices.IndexFunc(es, isReceipt)].doc()
			return slices.DeleteFunc(es, func(e Entry) bool { return e.doc() == doc })
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
			doc := es[slices.IndexFunc(es, isReceipt)].doc()
			return append(es, Entry{Stream: "GOUJI_DEAD", Seq: 1, Subject: "gouji.dead.parse.panic.gouji_p0.1." + doc})
		}, func(v Verdict) int { return v.Twice }},
		{"results do not match their digest", func(es []Entry) []Entry {
			es[slices.IndexFunc(es, isResults)].Sound = false
			return es
		}, func(v Verdict) int { return v.Unsound }},
		{"a receipt speaks of other results", func(es []Entry) []Entry {
			es[slices.IndexFunc(es, isReceipt)].Receipt = strings.Repeat("0", 64)
			return es
		}, func(v Verdict) int { return v.Unsound }},
		{"a document that nobody submitted", func(es []Entry) []Entry {
			e := es[slices.IndexFunc(es, isReceipt)]
			e.Subject = strings.Replace(e.Subject, e.doc(), strings.Repeat("a", 26), 1)
			return append(es, e)
		}, func(v Verdict) int { return v.Foreign }},
	}
}

// falsifiedRows spoils the second reading.
func falsifiedRows() map[string]func(*second) {
	first := func(s *second) (k key) {
		for k = range s.rows {
			break
		}
		return k
	}
	return map[string]func(*second){
		"a row is gone":         func(s *second) { delete(s.rows, first(s)) },
		"a row differs":         func(s *second) { s.rows[first(s)] = "other" },
		"a row too many":        func(s *second) { s.rows[key{Doc: "x"}] = "other" },
		"a key with two rows":   func(s *second) { s.twice = 1 },
		"a document in flight":  func(s *second) { s.status.InFlight, s.status.Published = 1, s.status.Published-1 },
		"one is unaccounted":    func(s *second) { s.status.Unaccounted, s.status.Published = 1, s.status.Published-1 },
		"the sum is off by one": func(s *second) { s.status.Accepted++ },
	}
}

// falsify judges a record falsified in each way that must be noticed: first that of the streams,
// then that of the second reading s, held against the verdict v of the sound one. It returns how
// many ways there are, and those that were not noticed.
func falsify(acks []Ack, sent map[string]bool, entries []Entry, v Verdict, s second) (ways int, missed []string) {
	streams, rows := falsifications(), falsifiedRows()
	for _, f := range streams {
		if f.count(Judge(acks, sent, slices.Values(f.change(slices.Clone(entries))))) == 0 {
			missed = append(missed, f.what)
		}
	}
	for what, change := range rows {
		f := s
		f.rows = maps.Clone(s.rows)
		change(&f)
		if len(f.disagree(v)) == 0 {
			missed = append(missed, what)
		}
	}
	return len(streams) + len(rows), missed
}

func isReceipt(e Entry) bool { return strings.Contains(e.Subject, ".published.receipt.") }
func isResults(e Entry) bool { return strings.Contains(e.Subject, ".published.results.") }

// without removes the first entry that is.
func without(es []Entry, is func(Entry) bool) []Entry {
	i := slices.IndexFunc(es, is)
	return slices.Delete(es, i, i+1)
}

// doc is the document of an entry's subject: the last token, before the basis where there
// is one.
func (e Entry) doc() string {
	t := strings.Split(e.Subject, ".")
	if len(t) > 2 && (t[2] == "validated" || t[2] == "published") {
		return t[len(t)-2]
	}
	return t[len(t)-1]
}
