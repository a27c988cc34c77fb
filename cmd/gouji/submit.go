package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/gouji/gouji/internal/flow"
	"github.com/gouji/gouji/stages/report"
)

func newSubmit(a *app) *cobra.Command {
	var producer string
	var wait bool
	cmd := &cobra.Command{
		Use:   "submit PATH...",
		Short: "提交文件、文件夹或标准输入(-) · submit files, folders or standard input (-) to a running system",
		Args:  cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.submitPaths(cmd.Context(), producer, wait, args)
		},
	}
	cmd.Flags().StringVar(&producer, "producer", "cli", "提交者的名字 · name of the producer")
	cmd.Flags().BoolVar(&wait, "wait", false, "等到全部处理完 · wait until all are published or dead")
	return cmd
}

// submitted is one line of `gouji submit --format json`.
type submitted struct {
	File      string `json:"file"`
	ID        string `json:"id,omitempty"`
	Duplicate bool   `json:"duplicate"`
	// First is what the first submission of the same bytes became.
	First *report.Brief `json:"first,omitempty"`
	// Added are the headers of a duplicate that are taken: the document is judged again with them.
	Added []string `json:"added,omitempty"`
	// Notes say what was left out of what came with the document.
	Notes []string `json:"notes,omitempty"`
	Error string   `json:"error,omitempty"`

	header map[string]string // what came with the document, where some of it is added
}

func (a *app) submitPaths(ctx context.Context, producer string, wait bool, args []string) error {
	paths, err := a.expand(args)
	if err != nil {
		return exit(exitUsage, err)
	}
	conn, err := a.client(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	var watch *flow.Watcher
	if wait {
		if watch, err = flow.NewWatcher(conn); err != nil {
			return exit(exitFound, err)
		}
		defer watch.Close()
	}
	results := a.submitAll(ctx, conn, producer, paths)
	failed, duplicates, ids := a.printSubmitted(results)
	if wait {
		for _, r := range results {
			if len(r.Added) > 0 {
				watch.Added(r.ID, r.header)
			}
		}
		bar := a.newProgress(a.say("wait.bar"), len(ids))
		err = watch.Until(ctx, ids, bar.add)
		bar.close()
		err = errors.Join(err, a.printAgain(ctx, conn, results), a.printDied(ctx, conn, results))
	}
	if a.format == asText {
		a.note("submit.sum", len(results)-failed, duplicates, failed)
	}
	switch {
	case err != nil:
		return exit(exitFound, err)
	case failed > 0:
		return exit(exitUsage, nil)
	}
	return nil
}

// became says in words what became of a document, "" where nobody knows.
func (a *app) became(b *report.Brief) string {
	switch {
	case b == nil:
		return ""
	case b.Findings != nil:
		return a.say("submit.published", b.Findings.Error, b.Findings.Warning, b.Findings.Info)
	case b.Class != "":
		return a.say("submit.dead", b.Class, oneLine(b.MessageZH+" · "+b.Message), b.Dead)
	}
	return a.say("submit.moving")
}

// added says in words which descriptions of a duplicate are taken, "" for none.
func (a *app) added(names []string) string {
	if len(names) == 0 {
		return ""
	}
	return a.say("submit.added", strings.Join(names, ", "))
}

func (a *app) printSubmitted(results []submitted) (failed, duplicates int, ids []string) {
	for _, r := range results {
		if r.Error != "" {
			failed++
			fmt.Fprintf(a.Stderr, "gouji: %s: %s\n", oneLine(r.File), r.Error)
		} else {
			ids = append(ids, r.ID)
		}
		if r.Duplicate {
			duplicates++
		}
	}
	_ = emit(a, func() { // what was handed over stays so, whether it can be told or not
		for _, r := range results {
			switch {
			case r.Error != "":
			case r.Duplicate:
				fmt.Fprintf(a.Stdout, "%s  %s  %s\n", r.ID, oneLine(r.File), a.say("submit.duplicate")+a.became(r.First)+a.added(r.Added))
			default:
				fmt.Fprintf(a.Stdout, "%s  %s\n", r.ID, oneLine(r.File))
			}
		}
	}, results...)
	return failed, duplicates, ids
}
