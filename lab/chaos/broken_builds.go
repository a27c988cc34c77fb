package chaos

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/gouji/gouji/pipeline"
)

// brokenBuildsScenario shows that the crashes find what they are for.
func brokenBuildsScenario() Scenario {
	return Scenario{
		Name:  "broken-builds",
		Doc:   "programs broken on purpose (ack before commit, commit without the key, term before the dead letter) go through the crashes of crash-points; each must be found out",
		Short: Size{Docs: 0, Faults: 3}, Full: Size{Docs: 0, Faults: 10}, Bound: time.Hour,
		run: brokenBuilds,
	}
}

// brokenBuild is one way to break the program and where to crash it.
type brokenBuild struct {
	what  string
	edits []edit
	// at are boundaries with their stage, each crashed at Faults times.
	at []string
	// found counts what the suite must find.
	found func(Verdict) int
}

func brokenBuildList() []brokenBuild {
	return []brokenBuild{
		{"acknowledged before the commit", []edit{{file: "pipeline/internal/worker/process.go",
			old: "		outcome, err = w.process(ctx, h, wk)\n",
			new: "		_ = h.msg.DoubleAck(ctx)\n		outcome, err = w.process(ctx, h, wk)\n"}},
			[]string{"commit.before ingested", "commit.before parsed", "commit.before published.receipt"},
			func(v Verdict) int { return v.Missing }},
		{"committed without the key", []edit{{file: "pipeline/internal/broker/publish.go",
			old: "	opts = append(opts, Expectation{}.Option())\n	tried := 0\n",
			new: "	tried := 0\n"}},
			[]string{"commit.after ingested", "commit.after parsed", "commit.after published.receipt"},
			func(v Verdict) int { return v.Doubled + v.Twice }},
		{"ended before its dead letter was written", []edit{{file: "pipeline/internal/worker/settle.go",
			old: "	d, err := w.bury(h, wk, a, cause)\n",
			new: "	w.term(h, \"early\")\n	d, err := w.bury(h, wk, a, cause)\n"}},
			[]string{"dead.before ingest"},
			func(v Verdict) int { return v.Missing }},
	}
}

func brokenBuilds(ctx context.Context, l *lab) (Result, error) {
	var out Result
	var notes []string
	for i, b := range brokenBuildList() {
		one, err := crashBroken(ctx, l, i, b)
		out.Faults += one.Faults
		if err != nil {
			return out, fmt.Errorf("%s: %w", b.what, err)
		}
		n := b.found(one.Verdict)
		if n == 0 {
			out.Failures = append(out.Failures, "the suite did not find out a program that is broken: "+b.what)
		}
		notes = append(notes, fmt.Sprintf("%s: %d of %d documents found", b.what, n, one.Verdict.Acked))
	}
	out.Note = strings.Join(notes, "; ")
	return out, nil
}

func crashBroken(ctx context.Context, l *lab, i int, b brokenBuild) (Result, error) {
	sub, err := l.below(fmt.Sprintf("broken-%d", i))
	if err != nil {
		return Result{}, err
	}
	sub.logf("a program that is broken: %s", b.what)
	binary, err := buildCrashing(ctx, sub.dir, b.edits...)
	if err != nil {
		return Result{}, err
	}
	c, err := beginCrashes(ctx, sub, binary)
	defer c.end()
	if err != nil {
		return Result{}, err
	}
	c.hasty = true
	for round := range l.Faults {
		for _, at := range b.at {
			stage := stageAt(at)
			if err := c.strikeOften(ctx, slices.Index(pipeline.Stages(), stage), stage, at, round); err != nil {
				return Result{Faults: c.faults}, err
			}
		}
	}
	return c.finishCrashes(ctx)
}

// stageAt is the stage that passes a boundary with its stage or kind of message.
func stageAt(at string) string {
	_, of, _ := strings.Cut(at, " ")
	for kind, stage := range map[string]string{"ingested": pipeline.StageIngest, "parsed": pipeline.StageParse,
		"validated": pipeline.StageValidate, "published.results": pipeline.StagePublish, "published.receipt": pipeline.StagePublish} {
		if of == kind {
			return stage
		}
	}
	return of
}

// below is a laboratory of its own in a folder inside.
func (l *lab) below(name string) (*lab, error) {
	sub := *l
	sub.dir = filepath.Join(l.dir, name)
	return &sub, os.Mkdir(sub.dir, 0o700)
}
