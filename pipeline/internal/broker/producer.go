package broker

import (
	"context"
	"errors"
	"sync"
)

// producerOnly remembers whether the connection belongs to a mere producer, who may submit and
// look at nothing.
type producerOnly struct {
	mu    sync.Mutex
	known bool
	yes   bool
}

// MayLook reports whether the connection may look at accepted records, such as that of a
// subject. A producer from outside may not, which is found out once: every further look would
// be refused as well, and be a line in the server's log.
// A connection with a producer's own inbox, _INBOX_<producer>, does not even ask.
func (c *Conn) MayLook(ctx context.Context, producer, subject string) (bool, error) {
	c.producerOnly.mu.Lock()
	defer c.producerOnly.mu.Unlock() // the others wait for the first one's answer
	if c.opts.InboxPrefix == "_INBOX_"+producer {
		c.producerOnly.known, c.producerOnly.yes = true, true
	}
	if c.producerOnly.known {
		return !c.producerOnly.yes, nil
	}
	var denied *PermissionError
	_, err := c.LastIfAny(ctx, c.Topology().LogStream(), subject)
	switch {
	case errors.As(err, &denied):
		c.producerOnly.yes = true
	case err != nil:
		return false, err
	}
	c.producerOnly.known = true
	return !c.producerOnly.yes, nil
}

// IsProducerOnly reports whether the connection is known to be a mere producer's.
func (c *Conn) IsProducerOnly() bool {
	c.producerOnly.mu.Lock()
	defer c.producerOnly.mu.Unlock()
	return c.producerOnly.yes
}
