package main

import (
	"context"
	"errors"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/gouji/gouji/internal/datafolder"
	"github.com/gouji/gouji/internal/flow"
	"github.com/gouji/gouji/pipeline"
	"github.com/gouji/gouji/stages/publish/sqlstore"
)

func newStore(a *app) *cobra.Command {
	cmd := &cobra.Command{Use: "store", Short: "结果库:已发布的结果 · the store of published results"}
	cmd.AddCommand(&cobra.Command{
		Use:   "rebuild",
		Short: "由日志补写结果库,可重复运行 · fill the store from the log; may be repeated, and run beside a running system",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.withClient(cmd.Context(), a.rebuildStore)
		},
	})
	return cmd
}

// rebuildStore writes into the store of --store what the log holds, and ends with status 1
// where some of that cannot be read.
func (a *app) rebuildStore(ctx context.Context, conn *pipeline.Conn) (err error) {
	folder, err := a.besideOwner(conn)
	if err != nil {
		return err
	}
	if folder != nil {
		defer func() { err = errors.Join(err, folder.Release()) }()
	}
	store, err := sqlstore.Open(ctx, a.conf.Store)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	total, err := flow.CountResults(ctx, conn)
	if err != nil {
		return err
	}
	bar := a.newProgress(a.say("store.bar"), total)
	out, err := flow.RebuildStore(ctx, conn, store, func() { bar.add(1) })
	bar.close()
	if told := emit(a, func() { a.printRebuilt(out) }, out); err == nil {
		err = told
	}
	if err == nil && len(out.Unreadable) > 0 {
		return exit(exitFound, nil)
	}
	return err
}

func (a *app) printRebuilt(r flow.StoreRebuilt) {
	a.out("store.rebuilt", r.There, r.Added, len(r.Unreadable))
	if r.Differs > 0 {
		a.out("store.differs", r.Differs)
	}
	for _, subject := range r.Unreadable {
		a.out("store.unreadable", subject)
	}
}

// besideOwner locks the folder of an SQLite store as a worker does, or goes in beside the very
// system that the connection leads to: that one has the database open and expects others to
// write to it, while a second system in the folder would be refused here, too.
func (a *app) besideOwner(conn *pipeline.Conn) (*datafolder.Folder, error) {
	path, ok := strings.CutPrefix(a.conf.Store, "sqlite:")
	if !ok {
		return nil, nil
	}
	folder, err := datafolder.Share(filepath.Dir(path))
	var b *datafolder.BusyError
	if errors.As(err, &b) && b.Owner.NATS != "" && conn.ServedBy(b.Owner.NATS) {
		return nil, nil
	}
	if err != nil {
		return nil, a.busy(err)
	}
	return folder, nil
}
