package status

import (
	"context"
	"strconv"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/gouji/gouji/pipeline/internal/broker"
	"github.com/gouji/gouji/pipeline/internal/topology"
	"github.com/gouji/gouji/pipeline/internal/wire"
)

// Room says how the disk fills. What is not known is nil.
type Room struct {
	// Free is the bytes that may still be written: of JetStream's limit, else of the disk where
	// whoever asks can see it.
	Free *uint64 `json:"free"`
	// PerDay is by how many bytes the streams have grown a day, over the last Days.
	PerDay *float64 `json:"per_day"`
	Days   float64  `json:"days"`
	// Full is when there is no room left if it goes on like that; nil also beyond ten years.
	Full *time.Time `json:"full"`
	// Archive are the years that an archive would take out of the streams, the oldest first. It
	// is looked for while submissions are refused for want of room.
	Archive []YearRoom `json:"archive,omitempty"`
}

// YearRoom is what a year takes, as an estimate: its share of the receipts.
type YearRoom struct {
	Year     string `json:"year"`
	Receipts uint64 `json:"receipts"`
	Bytes    uint64 `json:"bytes"`
}

const (
	// lookBack is how much of the past tells the future, shortestPast how much it takes: within
	// a day an office works for some hours and rests for the others.
	lookBack, shortestPast = 7 * 24 * time.Hour, 24 * time.Hour
	// farthest is beyond what a week says.
	farthest = 3650 * 24 * time.Hour
	// yearsBack is how many years are looked at for what could be archived. The last two are
	// worked on.
	yearsBack, yearsKept = 12, 2
)

// room looks how the streams grow. It counts the messages of the log that came lately, and takes
// them for as large as all of them are, with what stands beside them in the other streams.
func (l *looking) room(ctx context.Context) error {
	log, total := l.streams[l.t.LogStream()].CachedInfo().State, uint64(0)
	for _, s := range l.r.Streams {
		total += s.Bytes
	}
	if u := l.r.Store; u.Limit > 0 {
		free := uint64(u.Limit) - min(u.Bytes, uint64(u.Limit))
		l.r.Room.Free = &free
	}
	since := l.r.At.Add(-lookBack)
	if log.FirstTime.After(since) {
		since = log.FirstTime
	}
	if past := l.r.At.Sub(since); log.Msgs > 0 && past >= shortestPast {
		came, err := broker.PendingSince(ctx, l.c, l.t.LogStream(), l.t.LogFilter(), since)
		if err != nil {
			return err
		}
		l.r.Room.Days = past.Hours() / 24
		perDay := float64(came) / l.r.Room.Days * float64(total) / float64(log.Msgs)
		l.r.Room.PerDay = &perDay
	}
	l.r.Foresee(l.r.Room.Free, 0)
	if closed, ok := topology.ClosureOf(l.streams[l.t.Flow.SubmitStream()].CachedInfo().Config); !ok || closed.Cause != topology.CauseDisk {
		return nil
	}
	return l.archivable(ctx, total)
}

// archivable estimates what an archive of each earlier year would make room for.
func (l *looking) archivable(ctx context.Context, total uint64) error {
	receipt := wire.Hop{Partition: l.t.Partition, Kind: l.t.Flow.Receipt()}
	if receipt.Year = "1"; l.t.Flow.Pattern(receipt) == l.t.Flow.Pattern(wire.Hop{Partition: l.t.Partition, Kind: receipt.Kind}) {
		return nil // a flow that knows no years
	}
	years := make([]YearRoom, yearsBack)
	group, gctx := errgroup.WithContext(ctx)
	for i := range years {
		h := receipt
		h.Year = strconv.Itoa(l.r.At.Year() - yearsKept - yearsBack + 1 + i)
		group.Go(func() error {
			n, err := broker.PendingNow(gctx, l.c, l.t.LogStream(), l.t.Flow.Pattern(h))
			years[i] = YearRoom{Year: h.Year, Receipts: n}
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	for _, y := range years {
		if y.Receipts > 0 && l.r.Receipts > 0 {
			y.Bytes = uint64(float64(total) * min(1, float64(y.Receipts)/float64(l.r.Receipts)))
			l.r.Room.Archive = append(l.r.Room.Archive, y)
		}
	}
	return nil
}

// Foresee reckons when the room is used up: a straight line from the recent past. beside is how
// many bytes stand on the same disk that grow as the streams do, as those of the store.
func (r *Report) Foresee(free *uint64, beside uint64) {
	r.Room.Free, r.Room.Full = free, nil
	total := uint64(0)
	for _, s := range r.Streams {
		total += s.Bytes
	}
	if free == nil || r.Room.PerDay == nil || *r.Room.PerDay <= 0 || total == 0 {
		return
	}
	perDay := *r.Room.PerDay * float64(total+beside) / float64(total)
	if days := float64(*free) / perDay; days < farthest.Hours()/24 {
		at := r.At.Add(time.Duration(days * 24 * float64(time.Hour)))
		r.Room.Full = &at
	}
}
