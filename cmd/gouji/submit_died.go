package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/gouji/gouji/internal/flow"
	"github.com/gouji/gouji/pipeline"
)

// died is the line of `gouji submit --wait --format json` for a document that died. It
// follows the lines of what was handed over.
type died struct {
	File      string          `json:"file"`
	ID        string          `json:"id"`
	State     pipeline.State  `json:"state"`
	Rejection json.RawMessage `json:"rejection"`
}

// printDied says why documents died, a line for each. One that cannot be looked up costs
// the others nothing.
func (a *app) printDied(ctx context.Context, conn *pipeline.Conn, results []submitted) error {
	var failed error
	told := make(map[string]bool, len(results))
	for _, r := range results {
		if r.Error != "" || told[r.ID] || ctx.Err() != nil {
			continue
		}
		told[r.ID] = true
		failed = errors.Join(failed, a.printOneDied(ctx, conn, r))
	}
	return failed
}

func (a *app) printOneDied(ctx context.Context, conn *pipeline.Conn, s submitted) error {
	state, payload, err := flow.Look(ctx, conn, s.ID)
	if err != nil || state != pipeline.StateDead || len(payload) == 0 {
		return err
	}
	var raw struct{ Rejection json.RawMessage }
	var why flow.Rejection
	if err := errors.Join(json.Unmarshal(payload, &raw), json.Unmarshal(raw.Rejection, &why)); err != nil {
		return fmt.Errorf("reading why %s died: %w", s.ID, err)
	}
	return emit(a, func() {
		fmt.Fprintf(a.Stdout, "%s  %s  %s  %s (%s)\n", s.ID, oneLine(s.File), why.Class, oneLine(whyDied(why)), why.Dead)
	}, died{s.File, s.ID, state, raw.Rejection})
}
