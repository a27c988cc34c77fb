package system

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/gouji/gouji/lab/chaos/judge"
	"github.com/gouji/gouji/lab/chaos/scenario"
)

// atMarks has as many faults as the run has fall at marks of its documents, each when it is reached.
func (r *Run) atMarks(ctx context.Context, strike func(i int, mark uint64) error) error {
	for i, mark := range r.Marks(r.Faults, r.Docs) {
		if err := r.Reach(ctx, mark); err != nil {
			return err
		}
		if err := strike(i, mark); err != nil {
			return err
		}
	}
	return nil
}

// FinishAfter has faults fall at marks of the documents, as atMarks does, and judges the end.
func (r *Run) FinishAfter(ctx context.Context, strike func(i int, mark uint64) error) (scenario.Result, error) {
	if err := r.atMarks(ctx, strike); err != nil {
		return scenario.Result{}, err
	}
	return r.Finish(ctx)
}

// Finish waits until everything is through and judges it.
func (r *Run) Finish(ctx context.Context) (scenario.Result, error) {
	settleErr := r.Settled(ctx)
	if settleErr != nil && ctx.Err() != nil {
		return scenario.Result{}, settleErr
	}
	out, err := r.judge(ctx)
	if err != nil {
		return out, errors.Join(settleErr, err)
	}
	if settleErr != nil {
		out.Failures = append(out.Failures, settleErr.Error())
	}
	return out, nil
}

// judge reads everything back in both ways.
func (r *Run) judge(ctx context.Context) (scenario.Result, error) {
	out := scenario.Result{Faults: r.Injected, Took: time.Since(r.Begun)}
	if r.Fleet != nil {
		out.Crashes = r.Fleet.Crashed()
	}
	out.Refusals = int(r.Submitter.Refusals.Load())
	acks, err := r.Ledger.ReadBack()
	if err != nil {
		return out, err
	}
	entries, gaps, err := judge.ReadStreams(ctx, r.Broker.JS)
	if err != nil {
		return out, err
	}
	out.Verdict = judge.Judge(acks, r.Ledger.SentIDs(), slices.Values(judge.WithoutRevised(judge.WithoutPutBack(entries, r.replayed), r.Revised)))
	if out.Redelivered, err = r.redeliveries(ctx, out.Verdict); err != nil {
		return out, err
	}
	out.Failures = out.Verdict.Failures()
	if r.Want != nil {
		out.Failures = append(out.Failures, judge.WrongClasses(out.Verdict, acks, r.Want)...)
	}
	if gaps > 0 {
		out.Failures = append(out.Failures, fmt.Sprintf("%d messages of the log cannot be read", gaps))
	}
	s, err := judge.ReadSecond(ctx, r.Gouji, r.Broker.URLs(), r.Store)
	if err != nil {
		return out, err
	}
	out.Rows = len(s.Rows)
	out.Failures = append(out.Failures, s.Disagree(out.Verdict)...)
	return out, nil
}
