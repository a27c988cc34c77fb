package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/gouji/gouji/pipeline"
	"github.com/gouji/gouji/pipeline/fault"
)

const (
	// attemptFor is how long `gouji submit` waits for one answer before it says that there
	// is none.
	attemptFor = 15 * time.Second
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
			if !errors.Is(err, context.DeadlineExceeded) || ctx.Err() != nil {
				return err
			}
			p.say(p.app.say("submit.silent"))
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
