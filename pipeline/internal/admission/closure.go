package admission

import (
	"context"
	"crypto/rand"
	"os"
	"time"

	"github.com/gouji/gouji/pipeline/internal/topology"
)

// refreshAfter is when a guard renews its closing, which costs a write on a disk that may
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

// close makes the stream what was decided, own being this guard's reason to refuse. It
// looks each time, because others close and open it too.
func (g *Controller) close(ctx context.Context, own string) error {
	s, err := g.conn.JS.Stream(ctx, g.conn.Topology().Flow.SubmitStream())
	if err != nil {
		return err
	}
	cfg, now := s.CachedInfo().Config, g.o.Clock()
	have, closed := topology.ClosureOf(cfg)
	mine := closed && have.By == g.id
	left := closed && !mine && g.other.Exceeds(have, now, leftAfter)
	switch {
	case own != "" && (!closed || left || g.brim && !have.Brim ||
		mine && (have.Cause != g.cause() || have.Brim != g.brim || now.Sub(g.refreshed) >= refreshAfter)):
		have = topology.Closure{Reason: own, Cause: g.cause(), By: g.id, At: now.UTC().Format(time.RFC3339Nano), Brim: g.brim}
		have.Close(&cfg)
		g.refreshed = now
	case own == "" && closed && (mine || left && g.judges(have.Cause)):
		have = topology.Closure{}
		topology.Reopen(&cfg)
	default:
		g.met(have)
		return nil
	}
	if _, err = g.conn.JS.UpdateStream(ctx, cfg); err == nil {
		g.met(have)
	}
	return err
}

func (g *Controller) met(c topology.Closure) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.found = c
}

// judges reports whether this guard knows enough to end what was closed for a cause: a disk
// it has not seen yet may be full still, one that it does not watch is no reason.
func (g *Controller) judges(cause string) bool {
	return cause != topology.CauseDisk || g.o.Disk == nil || g.seen || g.blind >= blindLooks
}
