package chaos

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"

	"github.com/nats-io/nats.go/jetstream"
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
			c.notePutBack(doc)
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
	err = until(ctx, "a dead letter for the operator", stallBound, func(ctx context.Context) bool {
		s, err := c.broker.js.Stream(ctx, "GOUJI_DEAD")
		if err != nil {
			return false
		}
		info, err := s.Info(ctx, jetstream.WithSubjectFilter("gouji.dead.ingest.>"))
		if err != nil {
			return false
		}
		for subject := range info.State.Subjects {
			t := strings.Split(subject, ".")
			if len(t) == 7 && t[6] != "none" && t[3] != "dropped" && !c.wasPutBack(t[6]) {
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
	if err := c.order.give("operator", at, 1); err != nil {
		return err
	}
	args = append(slices.Clone(args), "--lang", "en", "--nats-url", c.broker.urls())
	for tries := 0; ; tries++ {
		cmd := exec.CommandContext(ctx, c.program, args...)
		cmd.Env = append(os.Environ(), orderEnv+"="+c.order.path("operator"))
		text, err := cmd.CombinedOutput()
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		struck := c.order.withdraw("operator")
		if struck {
			c.struck.add(at)
			c.fault("gouji %s ended at %s", strings.Join(args[:2], " "), at)
			continue
		}
		if err == nil || strings.Contains(string(text), "no such dead letter") {
			return nil
		}
		if tries > 5 || !pass(ctx, 200*time.Millisecond) {
			return fmt.Errorf("gouji %s: %w: %.300s", strings.Join(args, " "), err, text)
		}
	}
}
