package check

import (
	"context"
	"errors"
	"time"

	"github.com/gouji/gouji/pipeline/fault"
)

// DocumentTime is how long parsing and judging a document may take each. A document that
// takes longer is refused as limit_time. It is a second bound behind those of both stages,
// whose worst documents take some seconds.
const DocumentTime = 30 * time.Second

// Timed runs the work on one document. If it takes all of DocumentTime, the error is poison
// of class limit_time: the document is at fault. If ctx ends, by a shutdown or by a deadline
// of its own, the error is that of ctx.
func Timed[T any](ctx context.Context, work func(context.Context) (T, error)) (T, error) {
	within, cancel := context.WithTimeout(ctx, DocumentTime)
	defer cancel()
	out, err := work(within)
	if errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil {
		err = fault.Poison(fault.LimitTime, err)
	}
	return out, err
}
