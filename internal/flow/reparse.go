package flow

import (
	"cmp"
	"context"
	"reflect"
	"runtime"
	"slices"
	"strconv"
	"sync"

	"golang.org/x/time/rate"

	"github.com/gouji/gouji/internal/check"
	"github.com/gouji/gouji/internal/state"
	"github.com/gouji/gouji/pipeline"
	"github.com/gouji/gouji/pipeline/client"
	"github.com/gouji/gouji/pipeline/codec"
	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/ingest"
	"github.com/gouji/gouji/stages/neighbour/members"
	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate"
)

// ReparseSchema names the form of a Reread.
const ReparseSchema = "gouji.reparse/v1"

// Reread is one document that the new parser reads otherwise.
type Reread struct {
	// Change has in Before and After the versions of the parser.
	Change
	// Tables says that a figure, its state or its place differs.
	Tables bool `json:"tables"`
	// Refused is why the new parser refuses the document, empty where it does not. What stands
	// under the old one stays then.
	Refused fault.Class `json:"refused,omitempty"`
	Reason  string      `json:"reason,omitempty"`
}

// Reparse reads the stored documents once more from their raw bytes. What it writes goes the
// way of every report, through the workers of validate and publish. What stands under the
// old parser stays, and so does all that was decided on it. It may be interrupted and run
// again: documents that have a reading of this version are passed over.
type Reparse struct {
	Conn    *pipeline.Conn
	Checker *check.Checker
	// Parse reads a document; it is the new parser. Version is its version, which its reports
	// say, too.
	Parse   func(context.Context, report.Document) (report.Report, error)
	Version string
	// Rules are in force, Members says who reports in a region; nil is no list.
	Rules   *validate.Validator
	Members *members.List
	// OlderThan leaves out documents whose newest reading is by this version or a newer one;
	// empty leaves out those by Version only.
	OlderThan string
	// Rate is how many documents a second are read at most, 0 for any number.
	Rate float64
	// Publish writes the readings into the log.
	Publish bool

	mu  sync.Mutex
	out Reparsed
}

// Reparsed is what a Reparse did.
type Reparsed struct {
	// Documents is how many were read, Written how many readings were written, Refused how many
	// documents the new parser refuses.
	Documents, Written, Refused int
	// Changes are the documents that are read or judged otherwise, in the order of the log.
	Changes []Reread
}

// Older reports whether version a of a parser comes before b. Versions are whole numbers;
// anything else is compared as text.
func Older(a, b string) bool {
	x, errX := strconv.Atoi(a)
	y, errY := strconv.Atoi(b)
	if errX == nil && errY == nil {
		return x < y
	}
	return a < b
}

// Run reads the documents of a year, 0 for all, in the order of the log. It is called once.
func (r *Reparse) Run(ctx context.Context, year int) (Reparsed, error) {
	done, err := r.readAlready(ctx)
	if err != nil {
		return Reparsed{}, err
	}
	limit := rate.NewLimiter(rate.Inf, 1)
	if r.Rate > 0 {
		limit = rate.NewLimiter(rate.Limit(r.Rate), 1)
	}
	wanted := func(ctx context.Context, p state.Parsed) (bool, error) {
		parser, _ := pipeline.SplitRevision(p.Hop.Parser)
		if done[p.Hop.Doc] || parser == r.Version || r.OlderThan != "" && !Older(parser, r.OlderThan) {
			return false, nil
		}
		return true, limit.Wait(ctx)
	}
	// Each worker waits for a child and the broker about as long as it computes.
	err = parsedWork{conn: r.Conn, name: "reading again", workers: 2 * runtime.GOMAXPROCS(0), ahead: 16, wanted: wanted, one: r.one}.run(ctx, year)
	slices.SortFunc(r.out.Changes, func(x, y Reread) int { return cmp.Compare(x.sequence, y.sequence) })
	return r.out, err
}

// readAlready are the documents that have a reading of this version, of whatever year it
// found in them.
func (r *Reparse) readAlready(ctx context.Context) (map[string]bool, error) {
	token, err := pipeline.Token(r.Version)
	if err != nil {
		return nil, err
	}
	found, err := client.Newest(ctx, r.Conn, client.Hop{Kind: pipeline.KindParsed, Parser: token})
	out := make(map[string]bool, len(found))
	for doc := range found {
		out[doc] = true
	}
	return out, err
}

func (r *Reparse) one(ctx context.Context, p state.Parsed) error {
	payload, err := p.Payload(ctx)
	if err != nil {
		return err
	}
	var old report.Report
	if err := codec.Peek(payload, &old); err != nil {
		return err
	}
	c := Reread{Change: Change{Schema: ReparseSchema, Doc: p.Hop.Doc, Before: p.Hop.Parser, After: r.Version, sequence: p.Sequence}}
	if old.Agency != nil {
		c.Agency = *old.Agency
	}
	if old.Year != nil {
		c.Year = *old.Year
	}
	next, err := r.read(ctx, p.Hop.Doc)
	if class, poison := fault.ClassOf(err); poison {
		c.Refused, c.Reason = class, err.Error()
		r.note(c, false)
		return nil
	}
	if err != nil {
		return err
	}
	if err := r.compare(ctx, &c, &old, &next); err != nil {
		return err
	}
	fresh := false
	if r.Publish {
		effects, err := effect(hop(pipeline.Delivery{Partition: p.Hop.Partition, Doc: p.Hop.Doc}, pipeline.KindParsed, next), next)
		if err != nil {
			return err
		}
		if fresh, err = p.Commit(ctx, effects[0]); err != nil {
			return err
		}
	}
	r.note(c, fresh)
	return nil
}

// read reads a document from the bytes that were submitted.
func (r *Reparse) read(ctx context.Context, doc string) (report.Report, error) {
	rec, err := client.AcceptedRecord(ctx, r.Conn, doc)
	if err != nil {
		return report.Report{}, err
	}
	raw, err := client.RawDocument(ctx, r.Conn, doc)
	if err != nil {
		return report.Report{}, err
	}
	src, year, notes := source(rec.Producer, rec.Header)
	src.Revision = rec.Revision
	in := ingest.Input{Data: raw, Source: src, ContentType: rec.Header["Content-Type"]}
	in.Note(notes...)
	in.StateYear(year)
	d, err := r.Checker.Document(ctx, in)
	if err != nil {
		return report.Report{}, err
	}
	return r.Parse(ctx, d)
}

// compare judges both readings by the rules in force, with the same neighbours.
func (r *Reparse) compare(ctx context.Context, c *Reread, old, next *report.Report) error {
	c.Tables = !reflect.DeepEqual(old.Tables, next.Tables)
	judge := func(rep *report.Report) (report.Verdict, error) {
		in, err := check.Input(ctx, neighboursOf(r.Conn, r.Members), rep)
		if err != nil {
			return report.Verdict{}, err
		}
		return r.Rules.Validate(ctx, in)
	}
	before, err := judge(old)
	if err != nil {
		return err
	}
	after, err := judge(next)
	if err != nil {
		return err
	}
	c.Appeared, c.Disappeared = validate.Differ(before.Findings, after.Findings)
	return nil
}

func (r *Reparse) note(c Reread, fresh bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.out.Documents++
	if fresh {
		r.out.Written++
	}
	if c.Refused != "" {
		r.out.Refused++
	}
	if c.Tables || c.Refused != "" || len(c.Appeared)+len(c.Disappeared) > 0 {
		r.out.Changes = append(r.out.Changes, c)
	}
}
