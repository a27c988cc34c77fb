package node

import (
	"cmp"
	"context"
	"strings"
	"time"

	"github.com/gouji/gouji/pipeline"
	"github.com/gouji/gouji/stages/publish"
	"github.com/gouji/gouji/stages/publish/sqlstore"
)

// witnessed is the store of results as the witness asks it.
type witnessed struct{ *sqlstore.Store }

// Kept is how many verdicts there are, and the newest one's key.
func (w witnessed) Kept(ctx context.Context) (rows uint64, newest string, err error) {
	n, key, err := w.Store.Kept(ctx)
	if err != nil || key == (publish.Key{}) { // there may be erased ones alone
		return uint64(n), "", err
	}
	return uint64(n), key.String(), nil
}

// Holds reports whether there is a verdict under a key that Kept has named.
func (w witnessed) Holds(ctx context.Context, key string) (bool, error) {
	p := strings.Split(key, "/")
	if len(p) != 4 {
		return true, nil // written by another version; the count speaks for it
	}
	return w.Store.Holds(ctx, publish.Key{Doc: p[0], Parser: p[1], Rules: p[2], Basis: p[3]})
}

// witness returns the options of the witness: the copy of its marks, and the store where the
// node has one.
func (n *Node) witness() pipeline.WitnessOptions {
	o := pipeline.WitnessOptions{File: n.o.WitnessFile, Log: n.o.Log, Clock: time.Now}
	if n.store != nil {
		o.Store = witnessed{n.store}
	}
	return o
}

// startStoreWatch holds the store against its mark, in a node that has the store and no
// standing audit. Whoever audits elsewhere tells what it finds, too.
func (n *Node) startStoreWatch() {
	n.standing = &pipeline.Standing{}
	watch := pipeline.NewStoreWatch(n.conn, n.witness())
	n.group.Go(func() error {
		t := time.NewTicker(cmp.Or(n.o.AuditInterval, 5*time.Second))
		defer t.Stop()
		for {
			ctx, cancel := context.WithTimeout(n.ctx, time.Minute)
			faults, err := watch.Look(ctx)
			cancel()
			if err != nil && n.ctx.Err() == nil {
				n.o.Log.Warn().Err(err).Msg("the store could not be held against its mark")
			}
			if err == nil || len(faults) > 0 {
				n.standing.Set(faults, n.metrics)
			}
			select {
			case <-n.ctx.Done():
				return nil
			case <-t.C:
			}
		}
	})
}
