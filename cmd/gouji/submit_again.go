package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/gouji/gouji/internal/flow"
	"github.com/gouji/gouji/pipeline"
	"github.com/gouji/gouji/stages/report"
)

// rejudged is the line of `gouji submit --wait --format json` for a duplicate that was judged again
// with what came with it. The line of the submission has the end before, in first.
type rejudged struct {
	File  string        `json:"file"`
	ID    string        `json:"id"`
	Again *report.Brief `json:"again"`
}

// printAgain says what became of documents to which something was added, each once.
func (a *app) printAgain(ctx context.Context, conn *pipeline.Conn, results []submitted) error {
	var failed error
	told := map[string]bool{}
	for _, r := range results {
		if len(r.Added) == 0 || told[r.ID] || ctx.Err() != nil {
			continue
		}
		told[r.ID] = true
		state, payload, err := flow.Look(ctx, conn, r.ID)
		if err == nil && state == pipeline.StatePublished { // a dead one has its line below
			failed = errors.Join(failed, a.printOneAgain(r, state, payload))
		}
		failed = errors.Join(failed, err)
	}
	return failed
}

func (a *app) printOneAgain(r submitted, state pipeline.State, payload []byte) error {
	b, err := report.BriefOf(string(state), payload)
	if err != nil {
		return err
	}
	return emit(a, func() {
		fmt.Fprintf(a.Stdout, "%s  %s  %s\n", r.ID, oneLine(r.File), a.say("submit.again")+a.became(&b))
	}, rejudged{r.File, r.ID, &b})
}
