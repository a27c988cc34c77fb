package main

import (
	"context"
	"errors"
	"time"

	"github.com/gouji/gouji/pipeline/fault"
)

// documentTime is the promise that every door makes of parse and of validate: "at most
// 30 s", and the document that takes longer is refused as limit_time. It is a wall behind
// the bounds of both stages, whose worst documents take some seconds.
const documentTime = 30 * time.Second

// timed runs the pure work on one document. That it took all of documentTime is the
// document's fault; that ctx ended, by a shutdown or by a deadline of its own, is not.
func timed[T any](ctx context.Context, work func(context.Context) (T, error)) (T, error) {
	within, cancel := context.WithTimeout(ctx, documentTime)
	defer cancel()
	out, err := work(within)
	if errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil {
		err = fault.Poison(fault.LimitTime, err)
	}
	return out, err
}
