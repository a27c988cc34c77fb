package topology

import (
	"maps"
	"strconv"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

// The metadata of a closed submit stream: the reason in words, disk or lag, which controller
// closed it, when it last said so, whether the stages are to wait too, and the size that the
// stream may have when it is open.
const (
	refusalKey = "gouji-refusal"
	causeKey   = "gouji-refusal-cause"
	byKey      = "gouji-refusal-by"
	atKey      = "gouji-refusal-at"
	stagesKey  = "gouji-refusal-stages"
	sizeKey    = "gouji-open-bytes"

	CauseDisk, CauseLag = "disk", "lag"

	stagesWait = "wait" // under stagesKey

	// closedBytes is the size at which a closed stream is full. DiscardNew leaves what is
	// in it and refuses what comes.
	closedBytes = 1
)

// Closure is what an admission controller writes into the stream of submissions that it
// closes.
type Closure struct {
	// Reason is in words, Cause is CauseDisk or CauseLag. By is the controller that wrote it, At
	// when it last did, in RFC 3339.
	Reason, Cause, By, At string
	// StopStages says that the stages are to fetch nothing either.
	StopStages bool
}

// ClosureOf returns the closure of a stream, and whether it is closed.
func ClosureOf(cfg jetstream.StreamConfig) (Closure, bool) {
	m := cfg.Metadata
	if m[refusalKey] == "" || cfg.MaxBytes != closedBytes {
		return Closure{}, false
	}
	return Closure{Reason: m[refusalKey], Cause: m[causeKey], By: m[byKey], At: m[atKey], StopStages: m[stagesKey] == stagesWait}, true
}

// String is the closure in words: why, by whom, when. An older version wrote the first
// only.
func (c Closure) String() string {
	if c.By == "" {
		return c.Reason
	}
	reason := c.Reason
	if c.StopStages {
		reason += ", the stages wait"
	}
	return reason + " (" + c.By + ", " + c.At + ")"
}

// Close closes the stream, or renews its closure.
func (c Closure) Close(cfg *jetstream.StreamConfig) {
	_, closed := ClosureOf(*cfg)
	m := map[string]string{}
	maps.Copy(m, cfg.Metadata)
	m[refusalKey], m[causeKey], m[byKey], m[atKey] = c.Reason, c.Cause, c.By, c.At
	delete(m, stagesKey)
	if c.StopStages {
		m[stagesKey] = stagesWait
	}
	if !closed {
		m[sizeKey] = strconv.FormatInt(cfg.MaxBytes, 10)
	}
	cfg.Metadata, cfg.MaxBytes = m, closedBytes
}

// Reopen gives a closed stream the size back that it had before.
func Reopen(cfg *jetstream.StreamConfig) {
	size, err := strconv.ParseInt(cfg.Metadata[sizeKey], 10, 64)
	if err != nil {
		size = -1 // somebody else's hand; without a limit nothing is refused for ever
	}
	cfg.MaxBytes, cfg.Metadata = size, maps.Clone(cfg.Metadata)
	for _, k := range []string{refusalKey, causeKey, byKey, atKey, stagesKey, sizeKey} {
		delete(cfg.Metadata, k)
	}
}

// Staleness remembers since when a closure of another controller has not been renewed.
type Staleness struct {
	by, at string
	since  time.Time
}

// Exceeds reports whether the closure was last renewed longer ago than after. Only the clock
// here counts: the other controller's time is compared for change, so that a clock that is
// wrong elsewhere does no harm.
func (o *Staleness) Exceeds(c Closure, now time.Time, after time.Duration) bool {
	if o.since.IsZero() || o.by != c.By || o.at != c.At {
		*o = Staleness{c.By, c.At, now}
	}
	return now.Sub(o.since) >= after
}
