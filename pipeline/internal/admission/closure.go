package admission

import (
	"context"
	"crypto/rand"
	"os"
	"time"

	"github.com/gouji/gouji/pipeline/internal/topology"
)

// refreshAfter is when a controller renews its closure, which costs a write on a disk that may
// be nearly full; leftAfter is when others take one that is not renewed for left behind.
const refreshAfter, leftAfter = 10 * time.Second, 30 * time.Second

// controllerID is the host's name, for people, and a chance part, because a host may run several.
func controllerID() string {
	host, err := os.Hostname()
	if err != nil {
		host = "unknown"
	}
	return host + "-" + rand.Text()[:8]
}

// apply applies the decision to the stream of submissions: it closes it with own, the
// controller's reason to refuse, renews its own closure, or opens it again where own is
// empty. It reads the stream each time, because other controllers close and open it too.
func (a *Controller) apply(ctx context.Context, own string) error {
	s, err := a.conn.JS.Stream(ctx, a.conn.Topology().Flow.SubmitStream())
	if err != nil {
		return err
	}
	cfg, now := s.CachedInfo().Config, a.o.Clock()
	have, closed := topology.ClosureOf(cfg)
	mine := closed && have.By == a.id
	left := closed && !mine && a.other.Exceeds(have, now, leftAfter)
	switch {
	case own != "" && (!closed || left || a.stopStages && !have.StopStages ||
		mine && (have.Cause != a.cause() || have.StopStages != a.stopStages || now.Sub(a.refreshed) >= refreshAfter)):
		have = topology.Closure{Reason: own, Cause: a.cause(), By: a.id, At: now.UTC().Format(time.RFC3339Nano), StopStages: a.stopStages}
		have.Close(&cfg)
		a.refreshed = now
	case own == "" && closed && (mine || left && a.judges(have.Cause)):
		have = topology.Closure{}
		topology.Reopen(&cfg)
	default:
		a.remember(have)
		return nil
	}
	if _, err = a.conn.JS.UpdateStream(ctx, cfg); err == nil {
		a.remember(have)
	}
	return err
}

// remember keeps how the stream was left or found.
func (a *Controller) remember(c topology.Closure) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.found = c
}

// judges reports whether this controller knows enough to end what was closed for a cause: a disk
// it has not seen yet may be full still, one that it does not watch is no reason.
func (a *Controller) judges(cause string) bool {
	return cause != topology.CauseDisk || a.o.Disk == nil || a.seen || a.blind >= blindLooks
}
