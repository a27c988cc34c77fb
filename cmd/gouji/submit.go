package main

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"github.com/gouji/gouji/internal/check"
	"github.com/gouji/gouji/internal/flow"
	"github.com/gouji/gouji/pipeline"
	"github.com/gouji/gouji/stages/report"
)

// submitWindow is how many submissions wait for their acknowledgement at once. With
// an fsync for each message the server writes many of them together; more than 32 in
// flight gain nothing on one connection.
const submitWindow = 32

func newSubmit(a *app) *cobra.Command {
	var format, producer string
	var wait bool
	cmd := &cobra.Command{
		Use:   "submit [--format text|json] PATH...",
		Short: "提交文件、文件夹或标准输入(-) · submit files, folders or standard input (-) to a running system",
		Args:  cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if format != "text" && format != "json" {
				return exit(exitUsage, fmt.Errorf("--format %q is not one of text, json", format))
			}
			return a.submitPaths(cmd.Context(), format, producer, wait, args)
		},
	}
	cmd.Flags().StringVar(&format, "format", "text", "输出格式 · output format: text, json")
	cmd.Flags().StringVar(&producer, "producer", "cli", "提交者的名字 · name of the producer")
	cmd.Flags().BoolVar(&wait, "wait", false, "等到全部处理完 · wait until all are published or dead")
	return cmd
}

// submitted is one line of `gouji submit --format json`.
type submitted struct {
	File      string `json:"file"`
	ID        string `json:"id,omitempty"`
	Duplicate bool   `json:"duplicate"`
	Error     string `json:"error,omitempty"`
}

func (a *app) submitPaths(ctx context.Context, format, producer string, wait bool, args []string) error {
	paths, err := check.Expand(args)
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
	failed, duplicates, ids := a.printSubmitted(format, results)
	if wait {
		bar := a.newProgress(a.say("wait.bar"), len(ids))
		err = watch.Until(ctx, ids, bar.add)
		bar.close()
	}
	if format == "text" {
		fmt.Fprintln(a.Stderr, a.say("submit.sum", len(results)-failed, duplicates, failed))
	}
	switch {
	case err != nil:
		return exit(exitFound, err)
	case failed > 0:
		return exit(exitUsage, nil)
	}
	return nil
}

// submitAll hands every file over and returns the results in the order of the paths.
func (a *app) submitAll(ctx context.Context, conn *pipeline.Conn, producer string, paths []string) []submitted {
	bar := a.newProgress(a.say("submit.bar"), len(paths))
	defer bar.close()
	out := make([]submitted, len(paths))
	// Two equal files at once would both find the document unknown; the first one to be
	// seen here is the original.
	var mu sync.Mutex
	seen := make(map[string]bool)
	hands := &patient{app: a}
	var g errgroup.Group
	g.SetLimit(submitWindow)
	for i, path := range paths {
		g.Go(func() error {
			defer bar.add(1)
			in := check.File(path, a.Stdin)
			out[i] = submitted{File: path}
			if in.Err != nil {
				out[i].Error = in.Err.Error()
				return nil
			}
			id := report.DocumentID(in.Data)
			mu.Lock()
			twin := seen[id]
			seen[id] = true
			mu.Unlock()
			res, err := hands.submit(ctx, conn, producer, id, in.Data, flow.Header(in.Source))
			if err != nil {
				out[i].Error = err.Error()
				return nil
			}
			out[i].ID, out[i].Duplicate = res.ID, res.Duplicate || twin
			return nil
		})
	}
	_ = g.Wait() // the functions keep their errors in out
	return out
}

func (a *app) printSubmitted(format string, results []submitted) (failed, duplicates int, ids []string) {
	enc := json.NewEncoder(a.Stdout)
	enc.SetEscapeHTML(false)
	for _, r := range results {
		if r.Error != "" {
			failed++
			fmt.Fprintf(a.Stderr, "gouji: %s: %s\n", r.File, r.Error)
		} else {
			ids = append(ids, r.ID)
		}
		if r.Duplicate {
			duplicates++
		}
		switch {
		case format == "json":
			_ = enc.Encode(r) // a struct of strings always marshals
		case r.Error == "" && r.Duplicate:
			fmt.Fprintf(a.Stdout, "%s  %s  %s\n", r.ID, r.File, a.say("submit.duplicate"))
		case r.Error == "":
			fmt.Fprintf(a.Stdout, "%s  %s\n", r.ID, r.File)
		}
	}
	return failed, duplicates, ids
}
