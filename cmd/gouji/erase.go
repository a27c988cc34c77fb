package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/gouji/gouji/internal/flow"
	"github.com/gouji/gouji/pipeline"
	"github.com/gouji/gouji/stages/publish/sqlstore"
)

func newErase(a *app) *cobra.Command {
	var reason string
	var yes bool
	cmd := &cobra.Command{
		Use: "erase ID --yes",
		Short: "彻底删除一份文档:日志、死信、通知、原始文件、台账和结果库中都不再有它,只留下删除记录 · " +
			"erase one document for good: log, dead letters, what was told, raw bytes, ledger and store have it no more, only a record that it was erased",
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			why := pipeline.ErasureReason(reason)
			switch {
			case !slices.Contains(pipeline.ErasureReasons(), why):
				return exit(exitUsage, errors.New(a.say("erase.reason", fmt.Sprint(pipeline.ErasureReasons()))))
			case !yes:
				return exit(exitUsage, errors.New(a.say("erase.yes", args[0])))
			}
			return a.withClient(cmd.Context(), func(ctx context.Context, conn *pipeline.Conn) error {
				return a.erase(ctx, conn, args[0], why)
			})
		},
	}
	cmd.Flags().StringVar(&reason, "reason", "other", "缘由:personal 个人信息、secret 涉密、withdrawn 已撤回、retention 保存期满、other 其他 · why: one of these words, so that the record says nothing of the text")
	cmd.Flags().BoolVar(&yes, "yes", false, "确认删除,不可撤销 · yes, erase it; nothing brings it back but a backup or an archive")
	return cmd
}

// erased is what `gouji erase` prints with --format json.
type erased struct {
	ID    string          `json:"id"`
	State pipeline.State  `json:"state"`
	Log   flow.Erased     `json:"log"`
	Store sqlstore.Erased `json:"store"`
}

func (a *app) erase(ctx context.Context, conn *pipeline.Conn, id string, why pipeline.ErasureReason) (err error) {
	// Without the store the document would be half erased, which nobody would notice.
	if path, ok := strings.CutPrefix(a.conf.Store, "sqlite:"); ok {
		if _, err := os.Stat(path); err != nil {
			return exit(exitUsage, fmt.Errorf("%s: %w", a.say("erase.store", a.conf.Store), err))
		}
	}
	store, err := sqlstore.Open(ctx, a.conf.Store)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	out := erased{ID: id, State: pipeline.StateErased}
	known, err := store.HoldsDocument(ctx, id)
	if err != nil {
		return err
	}
	now := time.Now()
	out.Log, err = flow.Erase(ctx, conn, id, pipeline.Erasure{By: whoami(), Reason: why, Now: func() time.Time { return now }, Known: known})
	if err != nil {
		return a.notErased(id, err)
	}
	if out.Store, err = store.Erase(ctx, id, sqlstore.Erasure{Who: whoami(), Reason: string(why), At: now}); err != nil {
		return err
	}
	return emit(a, func() {
		a.out("erase.done", id, out.Log.Messages, out.Log.Letters, out.Log.Results, out.Log.Blobs, out.Log.Ledger, out.Store.Verdicts, out.Store.Decisions)
		a.out("erase.copies")
	}, out)
}

// notErased says why a document cannot be erased. Nothing of it was touched then.
func (a *app) notErased(id string, err error) error {
	switch {
	case errors.Is(err, pipeline.ErrEraseUnknown):
		return exit(exitUnknown, errors.New(a.say("show.unknown", id)))
	case errors.Is(err, pipeline.ErrEraseMoving):
		return exit(exitUsage, errors.New(a.say("erase.moving", id)))
	case errors.Is(err, pipeline.ErrArchiveUndeletable):
		return exit(exitUsage, fmt.Errorf("%s: %w", a.say("erase.undeletable", id), err))
	}
	return err
}
