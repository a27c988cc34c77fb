package worker

import (
	"testing"
	"time"

	"github.com/gouji/gouji/pipeline/internal/topology"
)

// A guard that is gone holds nobody up for ever; one that renews its word does.
func TestGuardThatIsGoneHoldsNoStageUp(t *testing.T) {
	t.Parallel()
	var r Pressure
	now := time.Unix(1_800_000_000, 0)
	c := topology.Closure{By: "a", At: "1", Brim: true}
	if !r.look(c, now) || !r.full() || r.look(c, now.Add(roomGone-1)) {
		t.Error("does not wait")
	}
	c.At = "2"
	if r.look(c, now.Add(roomGone)) || !r.full() {
		t.Error("does not wait for a guard that is there")
	}
	if !r.look(c, now.Add(2*roomGone)) || r.full() {
		t.Error("waits for a guard that is gone")
	}
	if r.look(topology.Closure{}, now.Add(2*roomGone)) || r.full() {
		t.Error("waits for nobody")
	}
}
