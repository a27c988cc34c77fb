package main

import (
	"os"
	"strings"
	"time"

	"github.com/dustin/go-humanize"

	"github.com/gouji/gouji/internal/datafolder"
	"github.com/gouji/gouji/pipeline"
)

// foresee completes a status with what can be seen of the disk from here: where the system that
// was asked is that of the data folder, and JetStream has no limit of its own.
func (a *app) foresee(conn *pipeline.Conn, r *pipeline.Overview) {
	if r.Store.Limit > 0 || !a.ownsFolder(conn) {
		return
	}
	free, err := pipeline.FreeRoom(a.conf.Data)
	if err != nil {
		return // then it is unknown
	}
	var store uint64
	if path, ok := strings.CutPrefix(a.conf.Store, "sqlite:"); ok {
		if i, err := os.Stat(path); err == nil {
			store = uint64(i.Size())
		}
	}
	r.Foresee(&free, store)
}

// ownsFolder reports whether a connection leads to the system of the data folder. It makes none:
// whoever looks at another system has no data folder here.
func (a *app) ownsFolder(conn *pipeline.Conn) bool {
	owner, running := datafolder.Running(a.conf.Data)
	return running && owner.NATS != "" && conn.ServedBy(owner.NATS)
}

func (a *app) printRoom(say func(string, ...any), r pipeline.RoomOverview) {
	switch {
	case r.Full != nil:
		say("status.room.day", r.Days, humanize.IBytes(uint64(*r.PerDay)), r.Full.Local().Format(time.DateOnly))
	case r.Free != nil && r.PerDay != nil:
		say("status.room.long", r.Days, humanize.IBytes(uint64(max(0, *r.PerDay))))
	default:
		say("status.room.unknown")
	}
	for _, y := range r.Archive {
		say("status.room.archive", y.Year, humanize.IBytes(y.Bytes), y.Receipts)
	}
}
