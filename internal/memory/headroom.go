package memory

import (
	"context"
	"runtime/debug"
	"runtime/metrics"
	"time"
)

// headroom is how much garbage may lie beside what is in use. By itself the runtime lets as much
// lie as is in use. Where a server is embedded that is too much: much of what is in use are blocks
// of streams, 8 MB each, that it keeps for 10 s where a stage reads, and to collect them costs next
// to nothing, as they hold no pointers. In a process that reads documents it is too little: 4 MB
// are in use, and collecting each time that as much was allocated was a quarter of reading a text.
const headroom = 64 << 20

// Percent is the GOGC with which headroom lies beside live bytes. It is never more than 400, as 4
// MB in use need no more garbage than 16, and never less than 25, as a collector that has much to
// look through must not do nothing else.
func Percent(live uint64) int {
	return int(min(max(25, 100*headroom/max(live, 1)), 400))
}

// KeepHeadroom sets the collector's percentage by what is in use, until ctx ends. It is for a
// process whose user has set no GOGC.
func KeepHeadroom(ctx context.Context) {
	sample := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	is := 100
	defer debug.SetGCPercent(100)
	t := time.NewTicker(time.Second)
	defer t.Stop()
	for {
		metrics.Read(sample)
		// Each change stops the world for a moment, so that small ones are not made.
		if p := Percent(sample[0].Value.Uint64()); p > is+5 || p < is-5 {
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
