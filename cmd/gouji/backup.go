package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"github.com/gouji/gouji/internal/datafolder"
	"github.com/gouji/gouji/pipeline"
)

func newBackup(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "backup FOLDER",
		Short: "把全部流和桶备份到空文件夹,运行中也可 · back every stream and bucket up into an empty folder, also while documents are on their way",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.withClient(cmd.Context(), func(ctx context.Context, conn *pipeline.Conn) error {
				return a.copied("backup.done", args[0], func(told backupProgress) (pipeline.BackupManifest, error) {
					return pipeline.Backup(ctx, conn, args[0], time.Now(), told)
				})
			})
		},
	}
}

func newRestore(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "restore (FOLDER | FILE)",
		Short: "把备份恢复到没有这些流的 NATS:--nats-url 或 --context 所指的,或 --data 的新目录;或把归档文件放回运行中的系统 · " +
			"bring a backup back on a NATS server without these streams: that of --nats-url or --context, else in the new folder of --data; or an archive's file into a running system",
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if isArchive(args[0]) {
				return a.withClient(cmd.Context(), func(ctx context.Context, conn *pipeline.Conn) error {
					return a.restoreArchive(ctx, conn, args[0])
				})
			}
			restore := func(ctx context.Context, conn *pipeline.Conn) error {
				return a.copied("restore.done", args[0], func(told backupProgress) (pipeline.BackupManifest, error) {
					return pipeline.Restore(ctx, conn, args[0], told)
				})
			}
			if a.conf.NATSURL != "" || a.conf.Context != "" {
				return a.withClient(cmd.Context(), restore)
			}
			return a.withOwnServer(cmd.Context(), restore)
		},
	}
}

// withOwnServer runs f with the server of the data folder, for what is done while nothing
// else runs there.
func (a *app) withOwnServer(ctx context.Context, f func(context.Context, *pipeline.Conn) error) (err error) {
	folder, err := datafolder.Own(a.conf.Data, a.owner("gouji restore"))
	if err != nil {
		return a.busy(err)
	}
	defer func() { err = errors.Join(err, folder.Release()) }()
	if err := folder.MakeToken(); err != nil {
		return exit(exitFound, err)
	}
	o := a.serverOptions()
	o.Listen = "127.0.0.1:0"
	server, err := pipeline.StartServer(o)
	if err != nil {
		return exit(exitFound, err)
	}
	defer server.Shutdown()
	conn, err := pipeline.Connect(ctx, pipeline.ConnectOptions{URL: server.URL(), TokenFile: o.TokenFile, Log: a.log, Embedded: server})
	if err != nil {
		return exit(exitFound, err)
	}
	defer conn.Close()
	conn.Use(a.conf.topology())
	return failed(f(ctx, conn))
}

// backupProgress is told each stream when it is through.
type backupProgress = func(s pipeline.BackupStream, of int)

// copied runs a backup or a restore with a bar, and prints what it copied.
func (a *app) copied(done, dir string, f func(told backupProgress) (pipeline.BackupManifest, error)) error {
	bar := &progress{}
	m, err := f(func(_ pipeline.BackupStream, of int) {
		if bar.bar == nil {
			bar = a.newProgress(dir, of)
		}
		bar.add(1)
	})
	bar.close()
	switch {
	case errors.Is(err, pipeline.ErrBackupExists):
		return exit(exitUsage, fmt.Errorf("%s: %w", a.say("backup.exists", dir), err))
	case errors.Is(err, pipeline.ErrBackupIncomplete), errors.Is(err, pipeline.ErrBackupDamaged):
		return exit(exitUsage, fmt.Errorf("%s: %w", a.say("backup.damaged", dir), err))
	case errors.Is(err, pipeline.ErrBackupInUse):
		return exit(exitUsage, fmt.Errorf("%s: %w", a.say("restore.used"), err))
	case err != nil:
		return err
	}
	return emit(a, func() {
		rows := make([]table.Row, len(m.Streams))
		for i, s := range m.Streams {
			rows[i] = table.Row{s.Name, s.Messages, s.Last, s.Bytes}
		}
		a.grid(a.Stdout, []string{"col.stream", "col.messages", "col.last", "col.stored"}, rows)
		if len(m.Absent) > 0 {
			a.note("backup.absent", strings.Join(m.Absent, ", "))
		}
		a.note(done, m.At.Local().Format(time.DateTime))
	}, m)
}
