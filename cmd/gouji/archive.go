package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/user"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/gouji/gouji/pipeline"
	"github.com/gouji/gouji/stages/publish/sqlstore"
)

// decisionsFile is what an archive calls the decisions on the reports of its year.
const decisionsFile = "decisions.json"

func newArchive(a *app) *cobra.Command {
	var year int
	var out string
	var remove bool
	cmd := &cobra.Command{
		Use: "archive (--year YEAR --out FILE | --delete FILE)",
		Short: "归档:把一年的全部文档写进一个文件;--delete 核对该文件后从流中删去其所含 · " +
			"write all documents of a year into one file; --delete verifies such a file and removes from the streams what it holds",
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			switch {
			case remove && len(args) == 1 && year == 0 && out == "":
				return a.withClient(cmd.Context(), func(ctx context.Context, conn *pipeline.Conn) error {
					return a.removeArchived(ctx, conn, args[0])
				})
			case !remove && len(args) == 0 && year != 0 && out != "":
				return a.withClient(cmd.Context(), func(ctx context.Context, conn *pipeline.Conn) error {
					return a.writeArchive(ctx, conn, year, out)
				})
			}
			return exit(exitUsage, errors.New(a.say("archive.usage")))
		},
	}
	cmd.Flags().IntVar(&year, "year", 0, "报告所属年度 · the year that the reports are of")
	cmd.Flags().StringVar(&out, "out", "", "写到哪个新文件 · the new file to write")
	cmd.Flags().BoolVar(&remove, "delete", false, "核对归档文件,再从流中删去其所含 · verify the archive, then remove from the streams what it holds")
	return cmd
}

// archived is what `gouji archive` and `gouji audit --archive` print with --format json.
type archived struct {
	File      string    `json:"file"`
	SHA256    string    `json:"sha256"`
	Bytes     int64     `json:"bytes"`
	Year      string    `json:"year"`
	Documents int       `json:"documents"`
	At        time.Time `json:"at"`
	By        string    `json:"by"`
	// Left are documents of the year that were on their way and are not in the file.
	Left int `json:"left"`
	// Decisions says whether those on the reports are in it.
	Decisions bool `json:"decisions"`
}

func archivedOf(file string, x pipeline.ArchiveIndex, decisions bool) archived {
	return archived{file, x.Digest, x.Size, x.Year, len(x.Documents), x.At, x.By, x.Left, decisions}
}

func (a *app) printArchived(key string, r archived) {
	a.out(key, r.Year, r.Documents, r.File, r.Bytes, r.SHA256)
	if r.Left > 0 {
		a.out("archive.left", r.Left)
	}
	if !r.Decisions {
		a.out("archive.undecided")
	}
}

func (a *app) writeArchive(ctx context.Context, conn *pipeline.Conn, year int, out string) error {
	o := pipeline.ArchiveOrder{Year: strconv.Itoa(year), By: whoami(), At: time.Now(), Files: map[string][]byte{}}
	err := a.withDecisions(ctx, func(store *sqlstore.Store) error {
		all, err := store.DecisionsIn(ctx, year)
		if err != nil {
			return err
		}
		o.Files[decisionsFile], err = json.Marshal(all)
		return err
	})
	if err != nil {
		return err
	}
	bar := a.steps(out)
	o.Told = bar.told
	x, err := pipeline.WriteArchive(ctx, conn, out, o)
	bar.close()
	if err != nil {
		return a.notArchived(out, err)
	}
	r := archivedOf(out, x, o.Files[decisionsFile] != nil)
	return emit(a, func() { a.printArchived("archive.done", r) }, r)
}

func (a *app) removeArchived(ctx context.Context, conn *pipeline.Conn, file string) error {
	bar := a.steps(file)
	out, err := pipeline.RemoveArchived(ctx, conn, file, pipeline.ArchiveRemoval{By: whoami(), Now: time.Now, Told: bar.told})
	bar.close()
	if err != nil {
		return a.notArchived(file, err)
	}
	if err := emit(a, func() {
		a.out("archive.removed", out.Documents, out.Messages, out.Letters, out.Blobs)
		if out.Young > 0 {
			a.out("archive.young", out.Young)
		}
		for _, doc := range out.Kept {
			a.out("archive.kept", doc)
		}
	}, out); err != nil {
		return err
	}
	if len(out.Kept) > 0 {
		return exit(exitFound, nil)
	}
	return nil
}

// auditArchive compares everything in an archive with its digest. It needs no broker.
func (a *app) auditArchive(file string) error {
	x, err := pipeline.VerifyArchive(file, a.conf.topology().WithDefaults().Flow)
	if err != nil {
		return a.notArchived(file, err)
	}
	r := archivedOf(file, x, x.Files[decisionsFile] != nil)
	return emit(a, func() { a.printArchived("archive.whole", r) }, r)
}

func (a *app) restoreArchive(ctx context.Context, conn *pipeline.Conn, file string) error {
	bar := a.steps(file)
	out, err := pipeline.RestoreArchive(ctx, conn, file, bar.told)
	bar.close()
	if err != nil {
		return a.notArchived(file, err)
	}
	back := restored{ArchiveRestored: out}
	if data := out.Index.Files[decisionsFile]; data != nil {
		var all []sqlstore.Decision
		if err := json.Unmarshal(data, &all); err != nil {
			return fmt.Errorf("%s: %w", decisionsFile, err)
		}
		if err := a.withDecisions(ctx, func(store *sqlstore.Store) (err error) {
			back.Decisions, err = store.KeepDecisions(ctx, all)
			return err
		}); err != nil {
			return err
		}
	}
	if err := emit(a, func() {
		a.out("archive.restored", out.Documents, out.Messages, out.There, out.Letters, back.Decisions)
		for _, subject := range out.Differs {
			a.out("archive.differs", subject)
		}
		for _, doc := range out.Erased {
			a.out("erase.back", doc)
		}
	}, back); err != nil {
		return err
	}
	if len(out.Differs) > 0 {
		return exit(exitFound, nil)
	}
	return nil
}

// restored is what `gouji restore FILE` prints with --format json.
type restored struct {
	pipeline.ArchiveRestored
	// Decisions are those that the store had not.
	Decisions int `json:"decisions"`
}

// withDecisions runs f with the store of results, where there is one.
func (a *app) withDecisions(ctx context.Context, f func(*sqlstore.Store) error) (err error) {
	if path, ok := strings.CutPrefix(a.conf.Store, "sqlite:"); ok {
		if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
			return nil
		}
	}
	store, err := sqlstore.Open(ctx, a.conf.Store)
	if err != nil {
		return err
	}
	return errors.Join(f(store), store.Close())
}

// notArchived says what is wrong with an archive, or with the wish for one.
func (a *app) notArchived(file string, err error) error {
	for why, key := range map[error]string{
		pipeline.ErrArchiveExists: "archive.exists", pipeline.ErrArchiveDamaged: "archive.damaged",
		pipeline.ErrArchiveNothing: "archive.nothing", pipeline.ErrArchiveUndeletable: "archive.undeletable",
	} {
		if errors.Is(err, why) {
			return exit(exitUsage, fmt.Errorf("%s: %w", a.say(key, file), err))
		}
	}
	return err
}

// isArchive reports whether a restore is given an archive's file and not a backup's folder.
func isArchive(path string) bool {
	i, err := os.Stat(path)
	return err == nil && i.Mode().IsRegular()
}

// whoami is who is noted for what somebody does by hand.
func whoami() string {
	by := "unknown"
	if u, err := user.Current(); err == nil {
		by = u.Username
	}
	if host, err := os.Hostname(); err == nil {
		by += "@" + host
	}
	return by
}

// steps is a bar that learns how many steps there are with the first one.
type steps struct {
	a     *app
	label string
	bar   *progress
}

func (a *app) steps(label string) *steps { return &steps{a: a, label: label} }

func (s *steps) told(_, of int) {
	if s.bar == nil {
		s.bar = s.a.newProgress(s.label, of)
	}
	s.bar.add(1)
}

func (s *steps) close() {
	if s.bar != nil {
		s.bar.close()
	}
}
