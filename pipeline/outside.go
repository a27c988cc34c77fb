package pipeline

import (
	"context"
	"errors"
	"sync"
)

// outside remembers whether the connection belongs to a mere producer, who may submit and
// look at nothing.
type outside struct {
	mu    sync.Mutex
	known bool
	yes   bool
}

// acceptedBefore looks for the accepted record on a subject. looked is false for a producer
// from outside, which is found out once: every further look would be refused as well, and
// be a line in the server's log.
// A connection with a producer's own inbox, _INBOX_<producer>, does not even ask.
func (c *Conn) acceptedBefore(ctx context.Context, producer, subject string) (before, looked bool, err error) {
	c.outside.mu.Lock()
	if c.opts.InboxPrefix == "_INBOX_"+producer {
		c.outside.known, c.outside.yes = true, true
	}
	if !c.outside.known {
		defer c.outside.mu.Unlock() // the others wait for the first one's answer
		var denied *PermissionError
		m, err := c.lastIfAny(ctx, c.Topology().LogStream(), subject)
		switch {
		case errors.As(err, &denied):
			c.outside.known, c.outside.yes = true, true
			return false, false, nil
		case err == nil:
			c.outside.known = true
		}
		return m != nil, true, err
	}
	yes := c.outside.yes
	c.outside.mu.Unlock()
	if yes {
		return false, false, nil
	}
	m, err := c.lastIfAny(ctx, c.Topology().LogStream(), subject)
	return m != nil, true, err
}

// mayNotLook reports whether the connection is known to be a mere producer's.
func (c *Conn) mayNotLook() bool {
	c.outside.mu.Lock()
	defer c.outside.mu.Unlock()
	return c.outside.yes
}
