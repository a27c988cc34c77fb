package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/gouji/gouji/internal/check"
	"github.com/gouji/gouji/internal/flow"
	"github.com/gouji/gouji/pipeline"
	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/report"
)

// submitWindow is how many submissions wait for their acknowledgement at once. With
// an fsync for each message the server writes many of them together; more than 32 in
// flight gain nothing on one connection.
const submitWindow = 32

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
			header, notes := flow.Header(in.Source)
			res, err := hands.submit(ctx, conn, producer, id, in.Data, header)
			if err != nil {
				out[i].Error = err.Error()
				return nil
			}
			out[i].ID, out[i].Duplicate, out[i].Notes = res.ID, res.Duplicate || twin, notes
			if res.Duplicate {
				out[i].First = first(ctx, conn, id)
				if res.Known != nil {
					var left []string
					out[i].Added, left = flow.Taken(res.Known, header)
					out[i].Notes, out[i].header = append(out[i].Notes, left...), header
				}
			}
			return nil
		})
	}
	_ = g.Wait() // the functions keep their errors in out
	return out
}

// first is what became of a document that was submitted before, nil where it cannot be
// looked up: the submission is in all the same.
func first(ctx context.Context, conn *pipeline.Conn, id string) *report.Brief {
	state, check, err := flow.Look(ctx, conn, id)
	if err != nil || state == pipeline.StateUnknown {
		return nil
	}
	b, err := report.BriefOf(string(state), check)
	if err != nil {
		return nil
	}
	return &b
}

const (
	// attemptFor is how long `gouji submit` waits for one answer before it says that there
	// is none.
	attemptFor = 15 * time.Second
	// tryAgain is the pause before it tries again.
	tryAgain = 500 * time.Millisecond
	// sayAgain is how often it repeats what it has said.
	sayAgain = 30 * time.Second
)

// patient hands documents over until they are taken, however long the system refuses or is
// silent, and says what it waits for.
type patient struct {
	app  *app
	mu   sync.Mutex
	last string // the reason that was said last, without its figures
	at   time.Time
}

// submit is pipeline.Submit, repeated until it succeeds, fails for good, or ctx ends.
func (p *patient) submit(ctx context.Context, conn *pipeline.Conn, producer, id string, raw []byte, header map[string]string) (out pipeline.Submitted, err error) {
	once := func(ctx context.Context) error {
		for {
			actx, cancel := context.WithTimeout(ctx, attemptFor)
			out, err = pipeline.Submit(actx, conn, producer, id, raw, header)
			cancel()
			var refused *fault.RefusedError
			if err == nil || errors.As(err, &refused) || !flow.Transient(err) || ctx.Err() != nil {
				return err
			}
			p.say(p.app.say("submit.silent"))
			select {
			case <-time.After(tryAgain): // a connection without a server says so at once
			case <-ctx.Done():
				return err
			}
		}
	}
	err = pipeline.Hold(ctx, once, func(r *fault.RefusedError) { p.say(p.app.say("submit.refused", r.Reason)) })
	return out, err
}

// say prints a line, once for all documents that wait for the same. How full the disk is
// and how many messages a stage is behind change at each look; the reason is the same.
func (p *patient) say(line string) {
	reason := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return -1
		}
		return r
	}, line)
	p.mu.Lock()
	defer p.mu.Unlock()
	if now := time.Now(); reason != p.last || now.Sub(p.at) >= sayAgain {
		p.last, p.at = reason, now
		fmt.Fprintln(p.app.Stderr, "gouji:", line)
	}
}
