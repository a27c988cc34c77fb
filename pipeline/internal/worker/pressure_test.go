package worker

import (
	"testing"
	"time"

	"github.com/gouji/gouji/pipeline/internal/topology"
)

// A guard that is gone holds nobody up for ever; one that renews its word does.
func TestControllerThatIsGoneHoldsNoStageUp(t *testing.T) {
	t.Parallel()
	var p pressure
	now := time.Unix(1_800_000_000, 0)
	c := topology.Closure{By: "a", At: "1", StopStages: true}
	if !p.update(c, now) || !p.waits() || p.update(c, now.Add(controllerGone-1)) {
		t.Error("does not wait")
	}
	c.At = "2"
	if p.update(c, now.Add(controllerGone)) || !p.waits() {
		t.Error("does not wait for a guard that is there")
	}
	if !p.update(c, now.Add(2*controllerGone)) || p.waits() {
		t.Error("waits for a guard that is gone")
	}
	if p.update(topology.Closure{}, now.Add(2*controllerGone)) || p.waits() {
		t.Error("waits for nobody")
	}
}
