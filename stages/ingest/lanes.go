package ingest

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/ingest/child"
)

// lanes shares the readers out: a bounded number of documents is read at once, and where
// more wait, each producer has its turn. A document that has not been read after
// child.Patience leaves its place to the next and goes on beside it with what the processor
// has left over, so that no number of slow documents holds up a good one for longer than
// they take to be found slow. A producer whose documents keep breaking limits waits until
// nobody else does.
type lanes struct {
	patience time.Duration

	mu      sync.Mutex
	free    int
	waiting map[string][]chan struct{} // by producer, first come first
	turn    []string                   // the producers that wait, who is next first
	strikes map[string]int             // documents that broke a limit, less those that did not
}

// The number of strikes at which a producer waits behind others, the most that count, and of
// how many producers they are kept.
const (
	strikesOut   = 3
	strikesMost  = 10
	strikesKnown = 1000
)

func newLanes(n int) *lanes {
	return &lanes{patience: child.Patience / 2, free: n, waiting: map[string][]chan struct{}{}, strikes: map[string]int{}}
}

// enter waits for a place. leave gives it back, also before the document is read to its
// end; it may be called twice. The error is the context's.
func (l *lanes) enter(ctx context.Context, producer string) (leave func(), err error) {
	l.mu.Lock()
	if l.free > 0 && len(l.turn) == 0 {
		l.free--
		l.mu.Unlock()
		return l.hold(), nil
	}
	place := make(chan struct{})
	if len(l.waiting[producer]) == 0 {
		l.turn = append(l.turn, producer)
	}
	l.waiting[producer] = append(l.waiting[producer], place)
	l.mu.Unlock()
	select {
	case <-place:
		return l.hold(), nil
	case <-ctx.Done():
		l.giveUp(producer, place)
		return nil, ctx.Err()
	}
}

// hold is a place taken: it is given back when leave is called, at the latest after patience.
func (l *lanes) hold() (leave func()) {
	once := sync.OnceFunc(l.pass)
	late := time.AfterFunc(l.patience, once)
	return func() {
		late.Stop()
		once()
	}
}

// pass gives a place to whoever is next, or leaves it free.
func (l *lanes) pass() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.next()
}

// next is called with mu held.
func (l *lanes) next() {
	if len(l.turn) == 0 {
		l.free++
		return
	}
	i := max(0, slices.IndexFunc(l.turn, func(p string) bool { return l.strikes[p] < strikesOut }))
	producer := l.turn[i]
	place := l.waiting[producer][0]
	l.drop(producer, place, i)
	if len(l.waiting[producer]) > 0 {
		l.turn = append(l.turn, producer) // behind all others
	}
	close(place)
}

// drop takes a place out of the queue of the producer, which stands at turn[i], and the
// producer out of turn; whoever has more waiting puts it back.
func (l *lanes) drop(producer string, place chan struct{}, i int) {
	rest := slices.DeleteFunc(l.waiting[producer], func(c chan struct{}) bool { return c == place })
	l.turn = slices.Delete(l.turn, i, i+1)
	if len(rest) == 0 {
		delete(l.waiting, producer)
		return
	}
	l.waiting[producer] = rest
}

// giveUp ends a wait. A place that was given in the same moment goes to the next.
func (l *lanes) giveUp(producer string, place chan struct{}) {
	l.mu.Lock()
	defer l.mu.Unlock()
	select {
	case <-place:
		l.next()
		return
	default:
	}
	i := slices.Index(l.turn, producer)
	l.drop(producer, place, i)
	if len(l.waiting[producer]) > 0 {
		l.turn = slices.Insert(l.turn, i, producer)
	}
}

// judge counts for and against a producer how a document ended.
func (l *lanes) judge(producer string, err error) {
	class, _ := fault.ClassOf(err)
	l.mu.Lock()
	defer l.mu.Unlock()
	n := l.strikes[producer]
	switch class {
	case fault.LimitTime, fault.LimitMemory, fault.Panic:
		if n > 0 || len(l.strikes) < strikesKnown {
			l.strikes[producer] = min(n+1, strikesMost)
		}
	default:
		if n > 1 {
			l.strikes[producer] = n - 1
		} else {
			delete(l.strikes, producer)
		}
	}
}
