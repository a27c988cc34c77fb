package memory

import (
	"context"
	"runtime/debug"
	"runtime/metrics"
	"time"
)

// headroom is how much garbage may lie beside what is in use. By itself the runtime lets as much
// lie as is in use; of that much is here blocks of streams, 8 MB each, that the server keeps for
// 10 s where a stage reads. To collect them costs next to nothing, as they hold no pointers.
const headroom = 64 << 20

// Percent is the GOGC with which headroom lies beside live bytes: 100 as long as less is in use,
// and never less than 25, as a collector that has much to look through must not do nothing else.
func Percent(live uint64) int {
	if live <= headroom {
		return 100
	}
	return max(25, int(100*headroom/live))
}

// KeepHeadroom sets the collector's percentage by what is in use, until ctx ends. It is for a
// process that holds an embedded server, and whose user has set no GOGC.
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
