package crashes

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/gouji/gouji/lab/chaos/crash"
	"github.com/gouji/gouji/lab/chaos/ledger"
	"github.com/gouji/gouji/lab/chaos/load"
)

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
	dir := filepath.Join(c.Dir, fmt.Sprintf("door-%d", n))
	if err := os.Mkdir(dir, 0o700); err != nil {
		return err
	}
	for d := range load.Light(4, c.Seed+1<<20+uint64(n)) {
		c.Ledger.Send(d.ID)
		if err := os.WriteFile(filepath.Join(dir, d.ID+".txt"), d.Data, 0o600); err != nil {
			return err
		}
	}
	if err := c.order.Give("door", at, pass); err != nil {
		return err
	}
	for {
		cmd := exec.CommandContext(ctx, c.program, "submit", "--format", "json", "--producer", doorProducer, "--nats-url", c.Broker.URLs(), dir)
		cmd.Env = append(os.Environ(), crash.OrderEnv+"="+c.order.Path("door"))
		text, err := cmd.Output()
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if err == nil {
			c.order.Withdraw("door")
			return c.acknowledged(text)
		}
		if !c.order.Withdraw("door") {
			return fmt.Errorf("gouji submit ended without an order: %w", err)
		}
		c.struck.add(at)
		c.Fault("gouji submit ended at pass %d of %s", pass, at)
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
		if err := c.Ledger.Add(ledger.Ack{ID: line.ID}); err != nil {
			return err
		}
	}
	return nil
}
