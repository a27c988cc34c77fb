package wait

import (
	"context"
	"strings"
	"testing"
	"time"
)

func TestUntilGivesUp(t *testing.T) {
	begun := time.Now()
	err := Until(t.Context(), "never", 60*time.Millisecond, func(context.Context) bool { return false })
	if err == nil || !strings.Contains(err.Error(), "never") {
		t.Errorf("after %s: %v", time.Since(begun), err)
	}
}
