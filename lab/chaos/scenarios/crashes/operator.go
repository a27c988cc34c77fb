package crashes

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/gouji/gouji/lab/chaos/crash"
	"github.com/gouji/gouji/lab/chaos/system"
	"github.com/gouji/gouji/lab/chaos/wait"
)

// operator crashes the public commands that replay and drop dead letters, at each of their
// boundaries. Both are run again until they succeed, as people do.
func (c *crashes) operator(ctx context.Context, points []string) error {
	for range c.Faults {
		for _, p := range points {
			of := map[string]string{"replay": " ingest", "drop": " ingest", "remove": " dead"}[strings.SplitN(p, ".", 2)[0]]
			if of == "" {
				continue
			}
			doc, id, err := c.deadLetter(ctx)
			if err != nil {
				return err
			}
			args := []string{"dead", "replay", id}
			if strings.HasPrefix(p, "drop.") || strings.HasSuffix(p, ".after") && of == " dead" {
				args = []string{"dead", "drop", id, "--yes"}
			}
			if err := c.command(ctx, p+of, args); err != nil {
				return err
			}
			c.NotePutBack(doc)
			if args[1] == "drop" {
				c.wanted.Lock()
				c.want[doc] = "dropped"
				c.wanted.Unlock()
			}
		}
	}
	return nil
}

// deadLetter waits for a dead letter of ingest that names its document and that no command
// was used on. Those that name none are found by their submission, which a replay changes.
func (c *crashes) deadLetter(ctx context.Context) (doc, id string, err error) {
	err = wait.Until(ctx, "a dead letter for the operator", system.StallBound, func(ctx context.Context) bool {
		s, err := c.Broker.JS.Stream(ctx, "GOUJI_DEAD")
		if err != nil {
			return false
		}
		info, err := s.Info(ctx, jetstream.WithSubjectFilter("gouji.dead.ingest.>"))
		if err != nil {
			return false
		}
		for subject := range info.State.Subjects {
			t := strings.Split(subject, ".")
			if len(t) == 7 && t[6] != "none" && t[3] != "dropped" && !c.WasPutBack(t[6]) {
				doc, id = t[6], t[4]+"-"+t[5]
				return true
			}
		}
		return false
	})
	return doc, id, err
}

// command runs a command of the public binary that is ended at a boundary, and then until
// it succeeds. A letter that was replayed before the end is gone then, which is success.
func (c *crashes) command(ctx context.Context, at string, args []string) error {
	if err := c.order.Give("operator", at, 1); err != nil {
		return err
	}
	args = append(slices.Clone(args), "--lang", "en", "--nats-url", c.Broker.URLs())
	for tries := 0; ; tries++ {
		cmd := exec.CommandContext(ctx, c.program, args...)
		cmd.Env = append(os.Environ(), crash.OrderEnv+"="+c.order.Path("operator"))
		text, err := cmd.CombinedOutput()
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		struck := c.order.Withdraw("operator")
		if struck {
			c.struck.add(at)
			c.Fault("gouji %s ended at %s", strings.Join(args[:2], " "), at)
			continue
		}
		if err == nil || strings.Contains(string(text), "no such dead letter") {
			return nil
		}
		if tries > 5 || !wait.For(ctx, 200*time.Millisecond) {
			return fmt.Errorf("gouji %s: %w: %.300s", strings.Join(args, " "), err, text)
		}
	}
}
