package node

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/gouji/gouji/internal/check"
	"github.com/gouji/gouji/internal/flow"
)

// Files are the files that a running node reads again on request, "" for none.
type Files struct{ Rules, Members, Tokens string }

// reloadTime bounds what a reload asks of the broker.
const reloadTime = 30 * time.Second

// ReloadOn has the node read its files again each time that something comes from asked, until
// it ends. read reads the configuration, puts in force what is not the node's, and names the
// files. Each file counts by itself: one that is refused leaves what was in force, is logged
// and counted in gouji_reloads_total, and never ends the node. A node that waits for its start
// reads the files when it has started. It must be called before Wait.
func (n *Node) ReloadOn(asked <-chan os.Signal, read func() (Files, error)) {
	n.group.Go(func() error {
		for {
			select {
			case <-asked:
			case <-n.ctx.Done():
				return nil
			}
			var files Files
			if !n.reloaded("configuration", func() (err error) { files, err = read(); return err }) {
				continue
			}
			select {
			case <-n.started:
				n.reload(files)
			case <-n.ctx.Done():
				return nil
			}
		}
	})
}

func (n *Node) reload(f Files) {
	if f.Rules != "" {
		n.reloaded("rules", func() error { return n.reloadRules(f.Rules) })
	}
	if f.Members != "" || n.checker.Members() != nil {
		n.reloaded("members", func() error {
			list, err := check.ReadMembers(f.Members)
			if err == nil {
				n.checker.SetMembers(list)
			}
			return err
		})
	}
	if n.doorkeeper != nil && f.Tokens != "" {
		n.reloaded("tokens", func() error { return n.reloadTokens(f.Tokens) })
	}
}

// reloaded does one thing, and counts and tells how it came out.
func (n *Node) reloaded(what string, do func() error) bool {
	if err := do(); err != nil {
		n.metrics.Reloads.WithLabelValues(what, "failed").Inc()
		n.o.Log.Error().Err(err).Str("what", what).Msg("SIGHUP: refused, the old stays in force")
		return false
	}
	n.metrics.Reloads.WithLabelValues(what, "ok").Inc()
	n.o.Log.Info().Str("what", what).Msg("SIGHUP: read again")
	return true
}

// reloadRules delivers a rules file as the start does; every worker takes it up, this one too.
// A node that judges nothing only says whether the file is sound.
func (n *Node) reloadRules(path string) error {
	file, v, err := check.ReadRules(path)
	if err != nil || !n.o.judges() {
		return err
	}
	ctx, cancel := context.WithTimeout(n.ctx, reloadTime)
	defer cancel()
	return flow.DeliverRules(ctx, n.conn, file, v.Set())
}

// reloadTokens replaces who may submit and who signs in, both or neither.
func (n *Node) reloadTokens(path string) error {
	tokens, users, err := ReadTokens(path)
	if err != nil {
		return err
	}
	old := n.o.Access.Users
	if n.pages != nil {
		if err := n.pages.SetUsers(users); err != nil {
			return err
		}
	}
	if err := n.doorkeeper.SetTokens(tokens); err != nil {
		if n.pages != nil {
			err = errors.Join(err, n.pages.SetUsers(old))
		}
		return fmt.Errorf("%s: %w", path, err)
	}
	n.o.Access.Users = users
	return nil
}
