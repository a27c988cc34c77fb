package flow

import (
	"cmp"
	"context"
	"runtime"
	"slices"
	"sync"

	"github.com/gouji/gouji/internal/check"
	"github.com/gouji/gouji/internal/state"
	"github.com/gouji/gouji/pipeline"
	"github.com/gouji/gouji/pipeline/codec"
	"github.com/gouji/gouji/stages/neighbour/members"
	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate"
	"github.com/gouji/gouji/stages/validate/rule"
	"github.com/gouji/gouji/stages/validate/rules"
)

// ReplaySchema names the form of a Change.
const ReplaySchema = "gouji.replay/v1"

// Change is one report whose findings differ under the new rules.
type Change struct {
	// Schema is ReplaySchema.
	Schema string `json:"schema"`
	Doc    string `json:"doc"`
	Agency string `json:"agency,omitempty"`
	Year   int    `json:"year,omitempty"`
	// Before and After are the names of the rule sets.
	Before      string           `json:"before"`
	After       string           `json:"after"`
	Appeared    []report.Changed `json:"appeared"`
	Disappeared []report.Changed `json:"disappeared"`

	sequence uint64
}

// Replay judges the reports of the log by two rule sets.
type Replay struct {
	Conn *pipeline.Conn
	// Members says who reports in a region; nil is no list.
	Members       *members.List
	Before, After *validate.Validator
	// Publish writes the verdicts under After into the log, beside those that are there.
	Publish bool

	// less and more are the rules of Before and After that are not the same in both.
	less, more *validate.Validator
	mu         sync.Mutex
	out        Replayed
}

// Replayed is what a Replay found.
type Replayed struct {
	// Reports is how many were judged, Written how many verdicts were written.
	Reports, Written int
	// Changes are the reports whose findings differ, in the order of the log.
	Changes []Change
}

// Run reads the reports of a year, 0 for all, in the order of the log and judges with all
// processors. It is called once.
func (r *Replay) Run(ctx context.Context, year int) (_ Replayed, err error) {
	if r.less, r.more, err = differing(r.Before, r.After); err != nil {
		return Replayed{}, err
	}
	// Most workers wait for the broker.
	err = parsedWork{conn: r.Conn, name: "replaying", workers: 8 * runtime.GOMAXPROCS(0), ahead: 64, one: r.one}.run(ctx, year)
	slices.SortFunc(r.out.Changes, func(x, y Change) int { return cmp.Compare(x.sequence, y.sequence) })
	return r.out, err
}

func (r *Replay) one(ctx context.Context, p state.Parsed) error {
	payload, err := p.Payload(ctx)
	if err != nil {
		return err
	}
	var rep report.Report
	if err := codec.Peek(payload, &rep); err != nil {
		return err
	}
	old, next, err := r.judge(ctx, &rep)
	if err != nil {
		return err
	}
	c := Change{Schema: ReplaySchema, Doc: p.Hop.Doc, Before: r.Before.Set(), After: r.After.Set(), sequence: p.Sequence}
	c.Appeared, c.Disappeared = validate.Differ(old.Findings, next.Findings)
	fresh := false
	if r.Publish {
		if fresh, err = r.write(ctx, p, &rep); err != nil {
			return err
		}
	}
	if rep.Agency != nil {
		c.Agency = *rep.Agency
	}
	if rep.Year != nil {
		c.Year = *rep.Year
	}
	r.note(c, fresh)
	return nil
}

// judge judges a report by what differs between the rule sets. Its neighbours are
// looked up only where one of those rules wants to see them: that is two more reads of the
// broker and a second report to decode, as much work as all the rest.
func (r *Replay) judge(ctx context.Context, rep *report.Report) (old, next report.Verdict, err error) {
	old, final, err := r.less.Alone(ctx, *rep)
	if err != nil {
		return old, next, err
	}
	next, alike, err := r.more.Alone(ctx, *rep)
	if err != nil || final && alike {
		return old, next, err
	}
	in, err := check.Input(ctx, neighboursOf(r.Conn, r.Members), rep)
	if err != nil {
		return old, next, err
	}
	if old, err = r.less.Validate(ctx, in); err == nil {
		next, err = r.more.Validate(ctx, in)
	}
	return old, next, err
}

// differing leaves out of two rule sets the rules of the book that are the same in both:
// a rule speaks for itself alone, so what they find is the same as well. Of a change of a
// few rules that is nearly all of the work.
func differing(before, after *validate.Validator) (less, more *validate.Validator, err error) {
	book := map[string]bool{}
	for _, r := range rules.Book() {
		book[r.ID] = true
	}
	in := map[string]rule.Rule{}
	for _, r := range before.Rules() {
		in[r.ID] = r
	}
	same := map[string]bool{}
	for _, r := range after.Rules() {
		old, ok := in[r.ID]
		same[r.ID] = ok && book[r.ID] && old.Severity == r.Severity && old.Off == r.Off
	}
	rest := func(v *validate.Validator) (*validate.Validator, error) {
		return validate.New(slices.DeleteFunc(v.Rules(), func(r rule.Rule) bool { return same[r.ID] }), v.Set())
	}
	if less, err = rest(before); err == nil {
		more, err = rest(after)
	}
	return less, more, err
}

// write leaves the verdict under the new rules in the log, as a worker would.
func (r *Replay) write(ctx context.Context, p state.Parsed, rep *report.Report) (bool, error) {
	in, err := check.Input(ctx, neighboursOf(r.Conn, r.Members), rep)
	if err != nil {
		return false, err
	}
	v, err := r.After.Compare(ctx, in)
	if err != nil {
		return false, err
	}
	effects, err := judgement{p.Hop, v}.effect(r.Conn.Topology())
	if err != nil {
		return false, err
	}
	return p.Commit(ctx, effects[0])
}

func (r *Replay) note(c Change, fresh bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.out.Reports++
	if fresh {
		r.out.Written++
	}
	if len(c.Appeared)+len(c.Disappeared) > 0 {
		r.out.Changes = append(r.out.Changes, c)
	}
}
