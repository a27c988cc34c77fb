package check_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gouji/gouji/internal/check"
	"github.com/gouji/gouji/pipeline/fault"
)

// TestTheWallIsTheDocumentsFault: work that takes all of its time is refused for good; a
// shutdown, and a deadline that the caller set, are told as they are.
func TestTheWallIsTheDocumentsFault(t *testing.T) {
	endless := func(ctx context.Context) (int, error) {
		<-ctx.Done()
		return 0, ctx.Err()
	}
	synctest.Test(t, func(t *testing.T) {
		begin := time.Now()
		_, err := check.Timed(t.Context(), endless)
		if class, ok := fault.ClassOf(err); !ok || class != fault.LimitTime || time.Since(begin) != check.DocumentTime {
			t.Errorf("after %v: %v", time.Since(begin), err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), check.DocumentTime/2)
		defer cancel()
		_, err = check.Timed(ctx, endless)
		if _, poison := fault.ClassOf(err); poison || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("the caller's deadline: %v", err)
		}
		cancelled, stop := context.WithCancel(t.Context())
		stop()
		_, err = check.Timed(cancelled, endless)
		if _, poison := fault.ClassOf(err); poison || !errors.Is(err, context.Canceled) {
			t.Errorf("a shutdown: %v", err)
		}
	})
}
