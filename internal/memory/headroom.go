package memory

import (
	"context"
	"runtime/debug"
	"runtime/metrics"
	"time"
)

// headroom is how much garbage may lie beside what is in use. By itself the runtime lets as much
// lie as is in use. Where a server is embedded that is too much: much of what is in use are blocks
// of streams, 8 MB each, that it keeps for 10 s after each write or read, and to collect them costs
// next to nothing, as they hold no pointers. In a process that reads documents it is too little: 4
// MB are in use, and collecting each time that as much was allocated was a quarter of reading a
// text.
//
// What is in use above roomy is taken out of the room, down to leastHeadroom or a sixth of what
// the collector has to look through: where submissions come faster than they are worked on, blocks
// are three times what they are else, and the two together are what the process takes.
const headroom, leastHeadroom, roomy = 64 << 20, 16 << 20, 96 << 20

// Percent is the GOGC with which the headroom lies beside live bytes, of which the collector looks
// through scanned. It is never more than 400, as 4 MB in use need no more garbage than 16.
func Percent(live, scanned uint64) int {
	room := max(headroom-min(headroom, max(live, roomy)-roomy), leastHeadroom, scanned/6)
	return int(min(100*room/max(live, 1), 400))
}

// KeepHeadroom sets the collector's percentage by what is in use, until ctx ends. It is for a
// process whose user has set no GOGC.
func KeepHeadroom(ctx context.Context) {
	sample := []metrics.Sample{{Name: "/gc/heap/live:bytes"}, {Name: "/gc/scan/heap:bytes"}}
	is := 100
	defer debug.SetGCPercent(100)
	t := time.NewTicker(250 * time.Millisecond) // blocks come and go by the second
	defer t.Stop()
	for {
		metrics.Read(sample)
		// Each change stops the world for a moment, so that small ones are not made.
		if p := Percent(sample[0].Value.Uint64(), sample[1].Value.Uint64()); p > is+is/8 || p < is-is/8 {
			debug.SetGCPercent(p)
			is = p
		}
		select {
		case <-t.C:
		case <-ctx.Done():
			return
		}
	}
}
