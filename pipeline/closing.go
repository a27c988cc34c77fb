package pipeline

import (
	"context"
	"crypto/rand"
	"maps"
	"os"
	"strconv"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

// The metadata of a closed submit stream: the reason in words, disk or lag, which guard
// closed it, when it last said so, whether the stages are to wait too, and the size that the
// stream may have when it is open.
const (
	refusalKey = "gouji-refusal"
	causeKey   = "gouji-refusal-cause"
	byKey      = "gouji-refusal-by"
	atKey      = "gouji-refusal-at"
	brimKey    = "gouji-refusal-stages"
	sizeKey    = "gouji-open-bytes"

	causeDisk, causeLag = "disk", "lag"

	stagesWait = "wait" // under brimKey

	// closedBytes is the size at which a closed stream is full. DiscardNew leaves what is
	// in it and refuses what comes.
	closedBytes = 1
)

// refreshAfter is when a guard renews its closing, which costs a write on a disk that may
// be nearly full; leftAfter is when others take one that is not renewed for left behind.
const refreshAfter, leftAfter = 10 * time.Second, 30 * time.Second

// closing is what a guard writes into the stream that it closes.
type closing struct {
	reason, cause, by, at string
	brim                  bool // the stages wait too
}

// closingOf reads it, and whether the stream is closed.
func closingOf(cfg jetstream.StreamConfig) (closing, bool) {
	m := cfg.Metadata
	if m[refusalKey] == "" || cfg.MaxBytes != closedBytes {
		return closing{}, false
	}
	return closing{reason: m[refusalKey], cause: m[causeKey], by: m[byKey], at: m[atKey], brim: m[brimKey] == stagesWait}, true
}

// told is the closing in words: why, by whom, when. An older version wrote the first
// only.
func (c closing) told() string {
	if c.by == "" {
		return c.reason
	}
	reason := c.reason
	if c.brim {
		reason += ", the stages wait"
	}
	return reason + " (" + c.by + ", " + c.at + ")"
}

// shut closes the stream, or renews its closing.
func (c closing) shut(cfg *jetstream.StreamConfig) {
	_, closed := closingOf(*cfg)
	m := map[string]string{}
	maps.Copy(m, cfg.Metadata)
	m[refusalKey], m[causeKey], m[byKey], m[atKey] = c.reason, c.cause, c.by, c.at
	delete(m, brimKey)
	if c.brim {
		m[brimKey] = stagesWait
	}
	if !closed {
		m[sizeKey] = strconv.FormatInt(cfg.MaxBytes, 10)
	}
	cfg.Metadata, cfg.MaxBytes = m, closedBytes
}

// open takes the closing off the stream.
func open(cfg *jetstream.StreamConfig) {
	size, err := strconv.ParseInt(cfg.Metadata[sizeKey], 10, 64)
	if err != nil {
		size = -1 // somebody else's hand; without a limit nothing is refused for ever
	}
	cfg.MaxBytes, cfg.Metadata = size, maps.Clone(cfg.Metadata)
	for _, k := range []string{refusalKey, causeKey, byKey, atKey, brimKey, sizeKey} {
		delete(cfg.Metadata, k)
	}
}

// sighting is when a closing of another guard was first seen as it is.
type sighting struct {
	by, at string
	since  time.Time
}

// left reports whether the closing was not renewed for so long. Both times are of the
// clock here, so that a clock that goes wrong elsewhere does not matter.
func (o *sighting) left(c closing, now time.Time, after time.Duration) bool {
	if o.since.IsZero() || o.by != c.by || o.at != c.at {
		*o = sighting{c.by, c.at, now}
	}
	return now.Sub(o.since) >= after
}

// guardID is the host's name, for people, and a chance part, because a host may run several.
func guardID() string {
	host, err := os.Hostname()
	if err != nil {
		host = "unknown"
	}
	return host + "-" + rand.Text()[:8]
}

// close makes the stream what was decided, own being this guard's reason to refuse. It
// looks each time, because others close and open it too.
func (g *Guard) close(ctx context.Context, own string) error {
	s, err := g.conn.JS.Stream(ctx, SubmitStream)
	if err != nil {
		return err
	}
	cfg, now := s.CachedInfo().Config, g.o.Clock()
	have, closed := closingOf(cfg)
	mine := closed && have.by == g.id
	left := closed && !mine && g.other.left(have, now, leftAfter)
	switch {
	case own != "" && (!closed || left || g.brim && !have.brim ||
		mine && (have.cause != g.cause() || have.brim != g.brim || now.Sub(g.refreshed) >= refreshAfter)):
		have = closing{reason: own, cause: g.cause(), by: g.id, at: now.UTC().Format(time.RFC3339Nano), brim: g.brim}
		have.shut(&cfg)
		g.refreshed = now
	case own == "" && closed && (mine || left && g.judges(have.cause)):
		have = closing{}
		open(&cfg)
	default:
		g.met(have)
		return nil
	}
	if _, err = g.conn.JS.UpdateStream(ctx, cfg); err == nil {
		g.met(have)
	}
	return err
}

func (g *Guard) met(c closing) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.found = c
}

// judges reports whether this guard knows enough to end what was closed for a cause: a disk
// it has not seen yet may be full still, one that it does not watch is no reason.
func (g *Guard) judges(cause string) bool {
	return cause != causeDisk || g.o.Disk == nil || g.seen || g.blind >= blindLooks
}
