package client

import (
	"context"
	"errors"
	"time"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/pipeline/internal/broker"
)

// Hold repeats submit while it is refused, each half a second, until ctx ends, and returns
// the refusal then. heard, which may be nil, is told of each. A reason that was once told stands
// while later answers only say that nothing is taken: a slow broker does not always give it.
func Hold(ctx context.Context, submit func(context.Context) error, heard func(*fault.RefusedError)) error {
	var last error
	var known string
	for {
		err := submit(ctx)
		var refused *fault.RefusedError
		switch {
		case errors.As(err, &refused):
			if refused.Reason != broker.RefusedByLimit {
				known = refused.Reason
			} else if known != "" {
				refused.Reason = known
			}
			last = err
		case err != nil && ctx.Err() != nil && last != nil:
			return last // the attempt was cut short, which says less
		default:
			return err
		}
		if heard != nil {
			heard(refused)
		}
		if !broker.Sleep(ctx, 500*time.Millisecond) {
			return last
		}
	}
}
