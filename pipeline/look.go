package pipeline

import (
	"context"
	"time"

	"github.com/gouji/gouji/pipeline/internal/broker"
	"github.com/gouji/gouji/pipeline/internal/status"
)

// How a running system stands.
type (
	// Overview says how a running system stands.
	Overview = status.Report
	// StageOverview is one stage of an Overview.
	StageOverview = status.Stage
	// StreamOverview is one stream of an Overview.
	StreamOverview = status.Stream
	// RoomOverview says how the disk fills.
	RoomOverview = status.Room
)

// How the documents of an Overview were counted.
const (
	CountedByLog    = status.CountedByLog
	CountedByAudit  = status.CountedByAudit
	CountedByBroker = status.CountedByBroker
)

// Look says how a system stands, in some fifteen requests and without reading the log. now
// is the time that ages are counted to.
func Look(ctx context.Context, c *Conn, now time.Time) (Overview, error) {
	return status.Look(ctx, c, now)
}

// Account is Look with the exact sum over the log, which it reads for that.
func Account(ctx context.Context, c *Conn, now time.Time) (Overview, error) {
	return status.Account(ctx, c, now)
}

// FreeRoom is how many bytes may still be written on the file system of a folder.
func FreeRoom(dir string) (uint64, error) { return broker.FreeRoom(dir) }
