package crashes

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/gouji/gouji/lab/chaos/build"
	"github.com/gouji/gouji/lab/chaos/crash"
	"github.com/gouji/gouji/lab/chaos/judge"
	"github.com/gouji/gouji/lab/chaos/scenario"
	"github.com/gouji/gouji/pipeline"
)

// BrokenBuilds shows that the crashes find what they are for.
func BrokenBuilds() scenario.Scenario {
	return scenario.Scenario{
		Name:  "broken-builds",
		Doc:   "programs broken on purpose (ack before commit, commit without the key, term before the dead letter) go through the crashes of crash-points; each must be found out",
		Short: scenario.Size{Docs: 0, Faults: 3}, Full: scenario.Size{Docs: 0, Faults: 10}, Bound: time.Hour,
		Do: brokenBuilds,
	}
}

// brokenBuild is one way to break the program and where to crash it.
type brokenBuild struct {
	what  string
	edits []build.Edit
	// at are boundaries with their stage, each crashed at Faults times.
	at []string
	// found counts what the suite must find.
	found func(judge.Verdict) int
}

func brokenBuildList() []brokenBuild {
	return []brokenBuild{
		{"acknowledged before the commit", []build.Edit{{File: "pipeline/internal/worker/process.go",
			Old: "		outcome, err = w.process(ctx, h, wk)\n",
			New: "		_ = h.msg.DoubleAck(ctx)\n		outcome, err = w.process(ctx, h, wk)\n"}},
			[]string{"commit.before ingested", "commit.before parsed", "commit.before published.receipt"},
			func(v judge.Verdict) int { return v.Missing }},
		{"committed without the key", []build.Edit{{File: "pipeline/internal/broker/publish.go",
			Old: "	opts = append(opts, Expectation{}.Option())\n	tried := 0\n",
			New: "	tried := 0\n"}},
			[]string{"commit.after ingested", "commit.after parsed", "commit.after published.receipt"},
			func(v judge.Verdict) int { return v.Doubled + v.Twice }},
		{"ended before its dead letter was written", []build.Edit{{File: "pipeline/internal/worker/settle.go",
			Old: "	d, err := w.bury(h, wk, a, cause)\n",
			New: "	w.term(h, \"early\")\n	d, err := w.bury(h, wk, a, cause)\n"}},
			[]string{"dead.before ingest"},
			func(v judge.Verdict) int { return v.Missing }},
	}
}

func brokenBuilds(ctx context.Context, l *scenario.Lab) (scenario.Result, error) {
	var out scenario.Result
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

func crashBroken(ctx context.Context, l *scenario.Lab, i int, b brokenBuild) (scenario.Result, error) {
	sub, err := l.Below(fmt.Sprintf("broken-%d", i))
	if err != nil {
		return scenario.Result{}, err
	}
	sub.Logf("a program that is broken: %s", b.what)
	binary, err := crash.Build(ctx, sub.Dir, b.edits...)
	if err != nil {
		return scenario.Result{}, err
	}
	c, err := beginCrashes(ctx, sub, binary)
	defer c.end()
	if err != nil {
		return scenario.Result{}, err
	}
	c.Hasty = true
	for round := range l.Faults {
		for _, at := range b.at {
			stage := stageAt(at)
			if err := c.strikeOften(ctx, slices.Index(pipeline.Stages(), stage), stage, at, round); err != nil {
				return scenario.Result{Faults: c.Injected}, err
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
