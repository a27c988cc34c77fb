package topology

import (
	"maps"
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

	CauseDisk, CauseLag = "disk", "lag"

	stagesWait = "wait" // under brimKey

	// closedBytes is the size at which a closed stream is full. DiscardNew leaves what is
	// in it and refuses what comes.
	closedBytes = 1
)

// Closure is what a guard writes into the stream that it closes.
type Closure struct {
	Reason, Cause, By, At string
	Brim                  bool // the stages wait too
}

// ClosureOf reads it, and whether the stream is closed.
func ClosureOf(cfg jetstream.StreamConfig) (Closure, bool) {
	m := cfg.Metadata
	if m[refusalKey] == "" || cfg.MaxBytes != closedBytes {
		return Closure{}, false
	}
	return Closure{Reason: m[refusalKey], Cause: m[causeKey], By: m[byKey], At: m[atKey], Brim: m[brimKey] == stagesWait}, true
}

// String is the closing in words: why, by whom, when. An older version wrote the first
// only.
func (c Closure) String() string {
	if c.By == "" {
		return c.Reason
	}
	reason := c.Reason
	if c.Brim {
		reason += ", the stages wait"
	}
	return reason + " (" + c.By + ", " + c.At + ")"
}

// Close closes the stream, or renews its closing.
func (c Closure) Close(cfg *jetstream.StreamConfig) {
	_, closed := ClosureOf(*cfg)
	m := map[string]string{}
	maps.Copy(m, cfg.Metadata)
	m[refusalKey], m[causeKey], m[byKey], m[atKey] = c.Reason, c.Cause, c.By, c.At
	delete(m, brimKey)
	if c.Brim {
		m[brimKey] = stagesWait
	}
	if !closed {
		m[sizeKey] = strconv.FormatInt(cfg.MaxBytes, 10)
	}
	cfg.Metadata, cfg.MaxBytes = m, closedBytes
}

// Reopen takes the closing off the stream.
func Reopen(cfg *jetstream.StreamConfig) {
	size, err := strconv.ParseInt(cfg.Metadata[sizeKey], 10, 64)
	if err != nil {
		size = -1 // somebody else's hand; without a limit nothing is refused for ever
	}
	cfg.MaxBytes, cfg.Metadata = size, maps.Clone(cfg.Metadata)
	for _, k := range []string{refusalKey, causeKey, byKey, atKey, brimKey, sizeKey} {
		delete(cfg.Metadata, k)
	}
}

// Staleness is when a closing of another guard was first seen as it is.
type Staleness struct {
	by, at string
	since  time.Time
}

// Exceeds reports whether the closing was not renewed for so long. Both times are of the
// clock here, so that a clock that goes wrong elsewhere does not matter.
func (o *Staleness) Exceeds(c Closure, now time.Time, after time.Duration) bool {
	if o.since.IsZero() || o.by != c.By || o.at != c.At {
		*o = Staleness{c.By, c.At, now}
	}
	return now.Sub(o.since) >= after
}
