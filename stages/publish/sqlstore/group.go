package sqlstore

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/gouji/gouji/stages/publish"
)

const (
	// groupMost is how many records one transaction takes. What is gained by more is nothing:
	// the fsync is a tenth of the work by then.
	groupMost = 32
	// postgresWriters is how many transactions of PostgreSQL are under way at once; SQLite has
	// one writer.
	postgresWriters = 4
	// gatherPause is how long SQLite's writer waits for a record that is about to come, and
	// gatherEnough how many it does not wait any longer with. A transaction by itself takes 25 pages of
	// the log, its fsync and 0.35 ms of the processor; of 200 documents a second half of them share one.
	gatherPause  = 5 * time.Millisecond
	gatherEnough = 8
)

// group has those records written together that wait at the same time: a lone one at once, one that
// others follow when they are there or a pause has passed, and as many as came meanwhile when the
// transaction before is through. Its goroutines end when nothing waits.
type group struct {
	write   func([]*write)
	most    int           // transactions at once
	pause   time.Duration // how long one that others follow waits for them, 0 for not at all
	after   func(time.Duration) <-chan time.Time
	mu      sync.Mutex
	waiting []*write
	gather  chan struct{} // closed when nothing is waited for any more; nil where no writer gathers
	writing int           // records
	writers int
	running sync.WaitGroup
}

func (g *group) add(w *write) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.waiting = append(g.waiting, w)
	if g.gather != nil && g.complete() {
		close(g.gather)
		g.gather = nil
	}
	if g.writers < g.most {
		g.writers++
		g.running.Go(g.run)
	}
}

// complete reports whether there is nothing to gather: no other record follows the last one, or there
// are enough.
func (g *group) complete() bool {
	n := len(g.waiting)
	return g.pause == 0 || n == 0 || n >= gatherEnough || !g.waiting[n-1].record.Followed
}

// gatherMore waits until those records are there that follow, or the pause has passed.
func (g *group) gatherMore() {
	g.mu.Lock()
	if g.complete() {
		g.mu.Unlock()
		return
	}
	all := make(chan struct{})
	g.gather = all
	g.mu.Unlock()
	select {
	case <-all:
	case <-g.after(g.pause):
		g.mu.Lock()
		g.gather = nil
		g.mu.Unlock()
	}
}

// forget takes a record out that nobody waits for. One that is being written goes on.
func (g *group) forget(w *write) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if i := slices.Index(g.waiting, w); i >= 0 {
		g.waiting = slices.Delete(g.waiting, i, i+1)
	}
}

func (g *group) run() {
	for {
		g.gatherMore()
		ws := g.take()
		if len(ws) == 0 {
			return
		}
		g.write(ws)
		g.mu.Lock()
		g.writing -= len(ws)
		g.mu.Unlock()
	}
}

// take returns those that wait, none where this writer has ended.
func (g *group) take() []*write {
	g.mu.Lock()
	defer g.mu.Unlock()
	n := min(len(g.waiting), groupMost)
	if n == 0 {
		g.writers--
		return nil
	}
	ws := slices.Clone(g.waiting[:n])
	g.waiting = slices.Delete(g.waiting, 0, n)
	g.writing += n
	return ws
}

// writeGroup writes records in one transaction and tells each what became of it. One that the
// database refuses harms no other.
func (s *Store) writeGroup(ws []*write) {
	// Records that lock the same rows of PostgreSQL come in the same order everywhere.
	slices.SortStableFunc(ws, func(a, b *write) int {
		return cmp.Or(cmp.Compare(a.document.issuer, b.document.issuer), cmp.Compare(a.document.doc, b.document.doc))
	})
	err := s.tryGroup(ws)
	if len(ws) > 1 && deadlock(err) {
		for _, w := range ws {
			s.tell([]*write{w}, s.tryGroup([]*write{w}))
		}
		return
	}
	s.tell(ws, err)
}

// tell ends the waiting. An error is that of all.
func (s *Store) tell(ws []*write, err error) {
	for _, w := range ws {
		if err != nil {
			w.stored, w.err = publish.Stored{}, err
		}
		close(w.done)
	}
}

// tryGroup sets the outcome of each record, or returns the error that all of them have. It goes
// on as long as one of them is waited for.
func (s *Store) tryGroup(ws []*write) error {
	ctx, cancel := s.whileWaited(ws)
	defer cancel()
	if err := s.statements.prepare(ctx, s.write); err != nil {
		return err
	}
	tx, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("sqlstore: begin: %w", err)
	}
	for _, w := range ws {
		if err := s.putOne(ctx, tx, w, len(ws) > 1); err != nil {
			return classified(errors.Join(err, rollback(tx)))
		}
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("sqlstore: commit: %w", err)
	}
	s.commits.Add(1)
	return s.AtPath() // it may have been moved away just now
}

// whileWaited is a context that ends with the last Put that waits for one of the records.
func (s *Store) whileWaited(ws []*write) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithTimeout(context.Background(), s.limit)
	var left atomic.Int64
	left.Store(int64(len(ws)))
	stops := make([]func() bool, len(ws))
	for i, w := range ws {
		stops[i] = context.AfterFunc(w.ctx, func() {
			if left.Add(-1) == 0 {
				cancel()
			}
		})
	}
	return ctx, func() {
		for _, stop := range stops {
			stop()
		}
		cancel()
	}
}

// putOne writes a record and sets its outcome. The error ends the transaction; among others a
// record that fails is undone by itself.
func (s *Store) putOne(ctx context.Context, tx *sql.Tx, w *write, amongOthers bool) (err error) {
	if !amongOthers {
		w.stored, err = s.put(ctx, tx, w)
		return err
	}
	const point = "record"
	if err := s.exec(ctx, tx, "SAVEPOINT "+point); err != nil {
		return fmt.Errorf("sqlstore: savepoint: %w", err)
	}
	if w.stored, err = s.put(ctx, tx, w); err == nil {
		w.err = nil
		if err := s.exec(ctx, tx, "RELEASE SAVEPOINT "+point); err != nil {
			return fmt.Errorf("sqlstore: release the savepoint: %w", err)
		}
		return nil
	}
	if ctx.Err() != nil || deadlock(err) {
		return err
	}
	if undo := s.exec(ctx, tx, "ROLLBACK TO SAVEPOINT "+point); undo != nil {
		return errors.Join(err, undo) // a full disk has rolled all of it back
	}
	w.stored, w.err = publish.Stored{}, classified(err)
	return nil
}

// deadlock reports whether PostgreSQL ended one of two transactions that waited for each other.
func deadlock(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && pg.Code == "40P01"
}
