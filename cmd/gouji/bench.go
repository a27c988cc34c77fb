package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"
	"golang.org/x/sys/unix"

	"github.com/gouji/gouji/generate"
	"github.com/gouji/gouji/internal/check"
	"github.com/gouji/gouji/stages/ingest"
	"github.com/gouji/gouji/stages/validate"
	"github.com/gouji/gouji/stages/validate/rule"
	"github.com/gouji/gouji/stages/validate/rules"
)

func newBench(a *app) *cobra.Command {
	cmd := &cobra.Command{Use: "bench", Short: "测速 · benchmarks"}
	var rounds int
	var round time.Duration
	parse := &cobra.Command{
		Use:   "parse",
		Short: "单核每秒读多少份年报 · documents a second on one core, reading alone and with the rules",
		Long: `各轮交替测量,取中位数;比值在同一轮内计算,机器快慢不影响比值。
The kinds are measured in turn, round by round; medians are printed, and ratios are taken
within a round, so that a machine whose speed drifts does not change them.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if rounds < 1 {
				return exit(exitUsage, fmt.Errorf("--rounds %d is less than 1", rounds))
			}
			return a.benchParse(cmd.Context(), rounds, round)
		},
	}
	parse.Flags().IntVar(&rounds, "rounds", 5, "轮数 · rounds")
	parse.Flags().DurationVar(&round, "round", time.Second, "每种每轮的时间 · time of each kind in a round")
	cmd.AddCommand(parse)
	return cmd
}

// benchCase is one kind of document and what is done with it.
type benchCase struct {
	name string
	data []byte
	do   func(ctx context.Context, data []byte) error
	// base is the case that reads the same document and does no more.
	base int
}

// benchFigure is what one round of a case measured.
type benchFigure struct {
	perSecond, allocs, bytes float64
}

func (a *app) benchParse(ctx context.Context, rounds int, round time.Duration) error {
	c, err := newChecker(check.Options{})
	if err != nil {
		return exit(exitFound, err)
	}
	defer c.Close()
	cases, err := benchCases(c)
	if err != nil {
		return exit(exitFound, err)
	}
	runtime.GOMAXPROCS(1) // the process ends with this command
	figures := make([][]benchFigure, len(cases))
	bar := a.newProgress("bench", rounds*len(cases))
	for range rounds {
		for i, k := range cases {
			f, err := measure(ctx, k, round)
			if err != nil {
				return exit(exitFound, fmt.Errorf("bench %s: %w", k.name, err))
			}
			figures[i] = append(figures[i], f)
			bar.add(1)
		}
	}
	bar.close()
	a.printBench(cases, figures)
	return nil
}

// coreRules are the beginnings of the ids of the rules that look at the tables and at what
// every report must have, without those that read the narrative sentence by sentence.
func coreRules() []string {
	return []string{"S-01", "S-02", "S-04", "S-08", "S-10", "S-11", "S-12", "T2", "T3", "T4", "Y-02", "Y-06"}
}

// judge is a Validator with the rules of the book whose ids begin with one of families.
func judge(families []string) (*validate.Validator, error) {
	var chosen []rule.Rule
	for _, r := range rules.Book() {
		if slices.ContainsFunc(families, func(f string) bool { return strings.HasPrefix(r.ID, f) }) {
			chosen = append(chosen, r)
		}
	}
	return validate.New(chosen, rules.Set)
}

// benchCases are, for each format, reading alone, with the core rules and with all rules.
func benchCases(c *check.Checker) ([]benchCase, error) {
	some, err := judge(coreRules())
	if err != nil {
		return nil, err
	}
	page, err := generate.One(generate.Options{Seed: 7, Layout: generate.PDF})
	if err != nil {
		return nil, err
	}
	var out []benchCase
	for _, k := range []struct {
		name string
		data []byte
	}{{"text", generate.Text7K().Data}, {"html", generate.HTML100K().Data}, {"pdf", page.Data}} {
		base := len(out)
		out = append(out,
			benchCase{k.name + ", parse", k.data, benchRead(c, nil), base},
			benchCase{k.name + ", parse + core rules", k.data, benchRead(c, some), base},
			benchCase{k.name + ", parse + all rules", k.data, benchRead(c, c.Rules.Now()), base})
	}
	return out, nil
}

// benchRead reads a document, and judges it unless v is nil.
func benchRead(c *check.Checker, v *validate.Validator) func(context.Context, []byte) error {
	return func(ctx context.Context, data []byte) error {
		r, err := c.Read(ctx, ingest.Input{Data: data}, "")
		if err != nil || v == nil {
			return err
		}
		_, err = v.Validate(ctx, validate.Input{Report: *r.Report})
		return err
	}
}

// measure runs one case for about d and counts. The rate is by processor time, so that
// neighbours on a shared machine take nothing from it; with one processor, garbage
// collection is inside.
func measure(ctx context.Context, k benchCase, d time.Duration) (benchFigure, error) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start, spent := time.Now(), processorTime()
	n := 0
	for time.Since(start) < d {
		if err := ctx.Err(); err != nil {
			return benchFigure{}, err
		}
		if err := k.do(ctx, k.data); err != nil {
			return benchFigure{}, err
		}
		n++
	}
	took := processorTime() - spent
	runtime.ReadMemStats(&after)
	return benchFigure{
		perSecond: float64(n) / took.Seconds(),
		allocs:    float64(after.Mallocs-before.Mallocs) / float64(n),
		bytes:     float64(after.TotalAlloc-before.TotalAlloc) / float64(n),
	}, nil
}

// processorTime is what this process and its children, those that have ended and those that
// still wait for PDF files, have used of processors so far, user and system.
func processorTime() time.Duration {
	var all time.Duration
	for _, who := range []int{unix.RUSAGE_SELF, unix.RUSAGE_CHILDREN} {
		var u unix.Rusage
		if err := unix.Getrusage(who, &u); err == nil { // it fails for neither
			all += time.Duration(u.Utime.Nano() + u.Stime.Nano())
		}
	}
	for _, pid := range livingChildren() {
		var t unix.Timespec
		// The clock of a process: its number inverted, and 2 for what the scheduler counted.
		if err := unix.ClockGettime(int32(^pid<<3|2), &t); err == nil {
			all += time.Duration(t.Nano())
		}
	}
	return all
}

// livingChildren are the process ids of the children of this process, where the system
// lists them.
func livingChildren() []int {
	lists, _ := filepath.Glob("/proc/self/task/*/children")
	var pids []int
	for _, path := range lists {
		list, err := os.ReadFile(path)
		if err != nil {
			continue // the thread has ended
		}
		for _, f := range strings.Fields(string(list)) {
			if pid, err := strconv.Atoi(f); err == nil {
				pids = append(pids, pid)
			}
		}
	}
	return pids
}

// printBench prints a row a case; the ratio is that of its rate to the rate of reading the
// same document alone, in the same round.
func (a *app) printBench(cases []benchCase, figures [][]benchFigure) {
	rows := make([]table.Row, len(cases))
	for i, k := range cases {
		rates, ratios := make([]float64, 0, len(figures[i])), make([]float64, 0, len(figures[i]))
		for j, f := range figures[i] {
			rates = append(rates, f.perSecond)
			ratios = append(ratios, f.perSecond/figures[k.base][j].perSecond)
		}
		last := figures[i][len(figures[i])-1]
		rows[i] = table.Row{
			k.name, fmt.Sprintf("%.1f KB", float64(len(k.data))/1024), fmt.Sprintf("%.0f", median(rates)),
			fmt.Sprintf("%.0f–%.0f", slices.Min(rates), slices.Max(rates)), fmt.Sprintf("%.2f", median(ratios)),
			fmt.Sprintf("%.0f", last.allocs), fmt.Sprintf("%.0f KB", last.bytes/1024),
		}
	}
	a.grid(a.Stdout, []string{"col.case", "col.size", "col.rate", "col.range", "col.ratio", "col.allocs", "col.bytes"}, rows)
}

func median(values []float64) float64 {
	s := slices.Sorted(slices.Values(values))
	return s[len(s)/2]
}
