package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"runtime"
	"slices"
	"sync"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"github.com/gouji/gouji/pipeline"
	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate"
	"github.com/gouji/gouji/stages/validate/members"
	"github.com/gouji/gouji/stages/validate/rule"
	"github.com/gouji/gouji/stages/validate/rules"
)

// replaySchema names the lines of `gouji replay --format json`.
const replaySchema = "gouji.replay/v1"

// replayOptions is what `gouji replay` was asked for.
type replayOptions struct {
	year              int
	format            string
	diff              bool
	publish, activate bool
}

func newReplay(a *app) *cobra.Command {
	var o replayOptions
	cmd := &cobra.Command{
		Use:   "replay [--year YEAR] --rules FILE [--diff] [--publish|--activate]",
		Short: "用另一套规则重新核对已入库的报告 · judge the stored reports again under other rules",
		Long: `读取日志中已解析的报告,按现行规则与 --rules 的规则各核对一次,列出会出现和消失的问题。
Reads the parsed reports of the log, judges each by the rules in force and by those of --rules,
and tells which findings would appear and disappear. Nothing is written without --publish or --activate.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if o.format != "text" && o.format != "json" {
				return exit(exitUsage, fmt.Errorf("--format %q is not one of text, json", o.format))
			}
			return a.replay(cmd.Context(), o)
		},
	}
	cmd.Flags().IntVar(&o.year, "year", 0, "统计年度,0 为全部 · year reported on, 0 for all")
	cmd.Flags().StringVar(&o.format, "format", "text", "输出格式 · output format: text, json (一行一份有变化的文档 · a line for each document that changes)")
	cmd.Flags().BoolVar(&o.diff, "diff", false, "逐份列出变化 · list the changes of each document")
	cmd.Flags().BoolVar(&o.publish, "publish", false, "把新结果写在新规则集名下,旧结果保留 · write the new verdicts under the new rule set, beside the old ones")
	cmd.Flags().BoolVar(&o.activate, "activate", false, "启用新规则集并写入新结果 · put the rules in force, and --publish")
	return cmd
}

// changed is one report whose findings differ under the new rules.
type changed struct {
	Schema      string           `json:"schema"`
	Doc         string           `json:"doc"`
	Agency      string           `json:"agency,omitempty"`
	Year        int              `json:"year,omitempty"`
	Before      string           `json:"before"`
	After       string           `json:"after"`
	Appeared    []report.Changed `json:"appeared"`
	Disappeared []report.Changed `json:"disappeared"`

	sequence uint64
}

func (a *app) replay(ctx context.Context, o replayOptions) error {
	after, err := rulesOf(a.conf.Rules)
	if err != nil {
		return err
	}
	list, err := membersOf(a.conf.Members)
	if err != nil {
		return err
	}
	var data []byte
	if a.conf.Rules != "" {
		if data, err = os.ReadFile(a.conf.Rules); err != nil {
			return exit(exitUsage, err)
		}
	}
	return a.withClient(ctx, func(ctx context.Context, conn *pipeline.Conn) error {
		before, _, err := activeRules(ctx, conn)
		if err != nil {
			return err
		}
		if o.activate {
			if err := deliver(ctx, conn, data, after.Set()); err != nil {
				return err
			}
		}
		r := &replayer{conn: conn, list: list, before: before, after: after, publish: o.publish || o.activate}
		began := time.Now()
		if err := r.run(ctx, o.year); err != nil {
			return err
		}
		return a.printReplay(r, o, time.Since(began))
	})
}

// replayer judges the reports of the log by two rule sets.
type replayer struct {
	conn          *pipeline.Conn
	list          *members.List
	before, after *validate.Validator
	// less and more are the rules of before and after that are not the same in both.
	less, more *validate.Validator
	publish    bool

	mu      sync.Mutex
	reports int
	written int
	changed []changed
}

// run reads the log in order and judges with all processors. Reading stays a few messages
// ahead only, so that a nation-year does not have to fit into memory.
func (r *replayer) run(ctx context.Context, year int) error {
	newest, err := pipeline.NewestParsed(ctx, r.conn, year)
	if err != nil {
		return err
	}
	if r.less, r.more, err = differing(r.before, r.after); err != nil {
		return err
	}
	group, ctx := errgroup.WithContext(ctx)
	queue := make(chan pipeline.Parsed, 64)
	group.Go(func() error {
		defer close(queue)
		return pipeline.ScanParsed(ctx, r.conn, year, func(p pipeline.Parsed) error {
			if seq, ok := newest[p.Hop.Doc]; ok && seq > p.Sequence {
				return nil // read again by a newer parser
			}
			select {
			case queue <- p:
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		})
	})
	for range 8 * runtime.GOMAXPROCS(0) { // most of them wait for the broker
		group.Go(func() error {
			for p := range queue {
				if err := r.one(ctx, p); err != nil {
					return fmt.Errorf("replaying %s: %w", p.Hop.Doc, err)
				}
			}
			return nil
		})
	}
	err = group.Wait()
	slices.SortFunc(r.changed, func(x, y changed) int { return cmp.Compare(x.sequence, y.sequence) })
	return err
}

func (r *replayer) one(ctx context.Context, p pipeline.Parsed) error {
	payload, err := p.Payload(ctx)
	if err != nil {
		return err
	}
	var rep report.Report
	if err := json.Unmarshal(payload, &rep); err != nil {
		return err
	}
	old, next, err := r.judge(ctx, &rep)
	if err != nil {
		return err
	}
	c := changed{Schema: replaySchema, Doc: p.Hop.Doc, Before: r.before.Set(), After: r.after.Set(), sequence: p.Sequence}
	c.Appeared, c.Disappeared = validate.Differ(old.Findings, next.Findings)
	fresh := false
	if r.publish {
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

// judge judges a report by what differs between the rule sets. The reports around it are
// looked up only where one of those rules wants to see them: that is two more reads of the
// broker and a second report to decode, as much work as all the rest.
func (r *replayer) judge(ctx context.Context, rep *report.Report) (old, next report.Verdict, err error) {
	old, final, err := r.less.Alone(ctx, *rep)
	if err != nil {
		return old, next, err
	}
	next, alike, err := r.more.Alone(ctx, *rep)
	if err != nil || final && alike {
		return old, next, err
	}
	in, err := r.around().input(ctx, rep)
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

// around finds the reports that one is judged with, by the ledger.
func (r *replayer) around() *around {
	return &around{
		list: r.list, get: pipeline.NewLedger(r.conn).Get, known: map[string]pipeline.LedgerRecord{},
		load: func(ctx context.Context, e pipeline.LedgerEntry) ([]report.Report, error) {
			return neighbour(ctx, r.conn, e)
		},
	}
}

// write leaves the verdict under the new rules in the log, as a worker would.
func (r *replayer) write(ctx context.Context, p pipeline.Parsed, rep *report.Report) (bool, error) {
	in, err := r.around().input(ctx, rep)
	if err != nil {
		return false, err
	}
	v, err := r.after.Compare(ctx, in)
	if err != nil {
		return false, err
	}
	effects, err := judgement{p.Hop, v}.effect()
	if err != nil {
		return false, err
	}
	return p.Commit(ctx, effects[0])
}

func (r *replayer) note(c changed, fresh bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.reports++
	if fresh {
		r.written++
	}
	if len(c.Appeared)+len(c.Disappeared) > 0 {
		r.changed = append(r.changed, c)
	}
}

func (a *app) printReplay(r *replayer, o replayOptions, took time.Duration) error {
	if o.format == "json" {
		enc := json.NewEncoder(a.Stdout)
		enc.SetEscapeHTML(false)
		for _, c := range r.changed {
			if err := enc.Encode(c); err != nil {
				return err
			}
		}
	} else {
		a.printReplayRules(r)
		if o.diff {
			printReplayDocs(a.Stdout, r.changed)
		}
	}
	rate := float64(r.reports) / max(took.Seconds(), 1e-9)
	fmt.Fprintln(a.Stderr, a.say("replay.sum", r.reports, r.before.Set(), r.after.Set(), len(r.changed), r.written, rate))
	if !r.publish {
		fmt.Fprintln(a.Stderr, a.say("replay.dry"))
	}
	return nil
}

// printReplayRules prints what changes by rule.
func (a *app) printReplayRules(r *replayer) {
	type sum struct{ appear, disappear, documents int }
	sums := map[string]*sum{}
	of := func(id string) *sum {
		if sums[id] == nil {
			sums[id] = &sum{}
		}
		return sums[id]
	}
	for _, c := range r.changed {
		seen := map[string]bool{}
		for _, f := range c.Appeared {
			of(f.Rule).appear++
			seen[f.Rule] = true
		}
		for _, f := range c.Disappeared {
			of(f.Rule).disappear++
			seen[f.Rule] = true
		}
		for id := range seen {
			of(id).documents++
		}
	}
	rows := make([]table.Row, 0, len(sums))
	for _, id := range slices.Sorted(maps.Keys(sums)) {
		rows = append(rows, table.Row{id, sums[id].appear, sums[id].disappear, sums[id].documents})
	}
	a.grid(a.Stdout, []string{"col.rule", "col.appear", "col.disappear", "col.documents"}, rows)
}

func printReplayDocs(w io.Writer, list []changed) {
	for _, c := range list {
		fmt.Fprintf(w, "%s  %d  %s\n", c.Doc, c.Year, c.Agency)
		for _, f := range c.Appeared {
			fmt.Fprintf(w, "  + %s %v\n", f.Rule, f.Cells)
		}
		for _, f := range c.Disappeared {
			fmt.Fprintf(w, "  - %s %v\n", f.Rule, f.Cells)
		}
	}
}

// errSameSet says that a file has other rules under the name of those in force.
var errSameSet = errors.New("results are kept by the rule set's name, and the file has other rules under the same one; raise its set")

// deliver puts a rules file in force; nil data is the book alone.
func deliver(ctx context.Context, conn *pipeline.Conn, data []byte, set string) error {
	v, f, err := activeRules(ctx, conn)
	if err == nil && f.Data != nil && data != nil && v.Set() == set && string(f.Data) != string(data) {
		return exit(exitUsage, fmt.Errorf("%s: %w", set, errSameSet))
	}
	if err == nil && (f.Data == nil) == (data == nil) && string(f.Data) == string(data) {
		return nil
	}
	// A file in force that cannot be read must not keep another one out.
	return pipeline.PutRules(ctx, conn, data)
}
