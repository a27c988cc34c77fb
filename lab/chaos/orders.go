package chaos

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/gouji/gouji/stages/report"
)

// orders are files that tell a program built with crashingBoundary where to end. Each
// process that may be ended has one, by name.
type orders struct {
	dir   string
	given atomic.Int64 // tells equal orders apart
}

func (o *orders) path(name string) string { return filepath.Join(o.dir, "order-"+name) }

// give orders the process to end at a pass of the boundary at, which is "POINT OF".
func (o *orders) give(name, at string, pass int) error {
	path := o.path(name)
	draft := path + ".draft"
	text := fmt.Sprintf("%s %d %d", at, pass, o.given.Add(1))
	if err := os.WriteFile(draft, []byte(text), 0o600); err != nil {
		return err
	}
	return os.Rename(draft, path)
}

// withdraw takes the order back and reports whether it had been carried out.
func (o *orders) withdraw(name string) (done bool) {
	path := o.path(name)
	if os.Remove(path) == nil {
		return false
	}
	return os.Remove(path+".done") == nil
}

// reached lists the boundaries that processes of this name have passed.
func (o *orders) reached(name string) []string {
	text, err := os.ReadFile(o.path(name) + ".reached")
	if err != nil { // none so far
		return nil
	}
	seen := map[string]bool{}
	var out []string
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimSpace(line); !seen[line] {
			seen[line] = true
			out = append(out, line)
		}
	}
	return out
}

// tally counts by name. It is safe for concurrent use.
type tally struct {
	mu sync.Mutex
	m  map[string]int
}

func (t *tally) add(name string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.m[name]++
}

// doorProducer is the name that the submit command of crash runs submits under.
const doorProducer = "crash"

// door crashes the public submit command at each of its boundaries. It is run again until
// it acknowledges, as its users would.
func (c *crashes) door(ctx context.Context, points []string) error {
	n := 0
	for round := range c.Faults {
		for _, p := range points {
			if !strings.HasPrefix(p, "submit.") {
				continue
			}
			n++
			if err := c.doorAt(ctx, p+" "+doorProducer, 1+round%3, n); err != nil {
				return err
			}
		}
	}
	return nil
}

// doorAt submits a few documents with one command that is ended at a boundary, and then
// until all are acknowledged.
func (c *crashes) doorAt(ctx context.Context, at string, pass, n int) error {
	dir := filepath.Join(c.dir, fmt.Sprintf("door-%d", n))
	if err := os.Mkdir(dir, 0o700); err != nil {
		return err
	}
	for d := range light(4, c.Seed+1<<20+uint64(n)) {
		c.ledger.send(d.id)
		if err := os.WriteFile(filepath.Join(dir, d.id+".txt"), d.data, 0o600); err != nil {
			return err
		}
	}
	if err := c.order.give("door", at, pass); err != nil {
		return err
	}
	for {
		cmd := exec.CommandContext(ctx, c.program, "submit", "--format", "json", "--producer", doorProducer, "--nats-url", c.broker.urls(), dir)
		cmd.Env = append(os.Environ(), orderEnv+"="+c.order.path("door"))
		text, err := cmd.Output()
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if err == nil {
			c.order.withdraw("door")
			return c.acknowledged(text)
		}
		if !c.order.withdraw("door") {
			return fmt.Errorf("gouji submit ended without an order: %w", err)
		}
		c.struck.add(at)
		c.fault("gouji submit ended at pass %d of %s", pass, at)
	}
}

// acknowledged reads what the submit command printed.
func (c *crashes) acknowledged(text []byte) error {
	for dec := json.NewDecoder(bytes.NewReader(text)); dec.More(); {
		var line struct{ ID, Error string }
		if err := dec.Decode(&line); err != nil {
			return err
		}
		if line.Error != "" {
			continue
		}
		if err := c.ledger.add(Ack{ID: line.ID}); err != nil {
			return err
		}
	}
	return nil
}

// heavy makes a report too large to travel in one message of the log: much more text
// behind it, as some offices have.
func heavy(d submission) submission {
	var b strings.Builder
	b.Write(d.data)
	for i := range 1200 {
		fmt.Fprintf(&b, "\n%d. 本机关按时主动公开政府信息，依法办理申请，做好平台建设与监督保障。", i)
	}
	d.data = []byte(b.String())
	d.id = report.DocumentID(d.data)
	return d
}
