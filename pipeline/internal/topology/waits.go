package topology

import (
	"fmt"
	"strings"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/gouji/gouji/pipeline/internal/wire"
)

// Wait is something that does not go on at present, though nothing is broken.
type Wait struct {
	// What waits or is full: "submissions", "stage parse", "stream gouji-log". Kind is why, of a
	// closed set: refusing, disk, full, no_worker, held, sink. Why is the same in words.
	What, Kind, Why string
}

// Key tells waits apart, whatever their numbers.
func (w Wait) Key() string { return w.Kind + " " + w.What }

// String is the wait in words.
func (w Wait) String() string { return w.What + ": " + w.Why }

// streamWaits are those that a stream shows: a closed door, and a stream at its limit.
func streamWaits(t wire.Topology, i *jetstream.StreamInfo) []Wait {
	cfg, s := i.Config, i.State
	if cfg.Name == t.Flow.SubmitStream() {
		if closed, ok := ClosureOf(cfg); ok {
			waits := []Wait{{"submissions", "refusing", "refused, " + closed.String()}}
			if closed.StopStages {
				for _, stage := range t.Flow.StageNames() {
					waits = append(waits, Wait{"stage " + stage, "disk", "fetches nothing until there is room: " + closed.Reason})
				}
			}
			return waits
		}
	}
	var full []string
	if cfg.MaxBytes > 0 && s.Bytes*100 >= uint64(cfg.MaxBytes)*99 {
		full = append(full, fmt.Sprintf("%d of %d bytes", s.Bytes, cfg.MaxBytes))
	}
	if cfg.MaxMsgs > 0 && s.Msgs >= uint64(cfg.MaxMsgs) {
		full = append(full, fmt.Sprintf("%d of %d messages", s.Msgs, cfg.MaxMsgs))
	}
	if len(full) == 0 || cfg.Discard != jetstream.DiscardNew { // others make room by themselves
		return nil
	}
	return []Wait{{"stream " + cfg.Name, "full", "the broker takes no more, it holds " + strings.Join(full, ", ")}}
}

// stageWaits are those that a stage's consumer shows: nobody asks for what there is, or all
// its workers together hold as much as they may.
func stageWaits(i *jetstream.ConsumerInfo) []Wait {
	switch what := "stage " + i.Name; {
	case i.NumPending > 0 && i.NumWaiting == 0 && i.NumAckPending == 0:
		return []Wait{{what, "no_worker", fmt.Sprintf("no worker asks for its %d messages; start one", i.NumPending)}}
	case i.NumPending > 0 && i.Config.MaxAckPending > 0 && i.NumAckPending >= i.Config.MaxAckPending:
		return []Wait{{what, "held", fmt.Sprintf("its workers hold %d messages, all they may (max-ack-pending), and %d wait", i.NumAckPending, i.NumPending)}}
	}
	return nil
}
