package broker

import (
	"context"
	"errors"
	"sync"

	"github.com/nats-io/nats.go/jetstream"
)

// producerOnly remembers whether the connection belongs to a mere producer, who may submit and
// look at nothing.
type producerOnly struct {
	mu    sync.Mutex
	known bool
	yes   bool
}

// AcceptedBefore looks for the accepted record on a subject; record is its message, nil for none. looked is false for a producer
// from outside, which is found out once: every further look would be refused as well, and
// be a line in the server's log.
// A connection with a producer's own inbox, _INBOX_<producer>, does not even ask.
func (c *Conn) AcceptedBefore(ctx context.Context, producer, subject string) (record []byte, looked bool, err error) {
	c.producerOnly.mu.Lock()
	if c.opts.InboxPrefix == "_INBOX_"+producer {
		c.producerOnly.known, c.producerOnly.yes = true, true
	}
	if !c.producerOnly.known {
		defer c.producerOnly.mu.Unlock() // the others wait for the first one's answer
		var denied *PermissionError
		m, err := c.LastIfAny(ctx, c.Topology().LogStream(), subject)
		switch {
		case errors.As(err, &denied):
			c.producerOnly.known, c.producerOnly.yes = true, true
			return nil, false, nil
		case err == nil:
			c.producerOnly.known = true
		}
		return dataOf(m), true, err
	}
	yes := c.producerOnly.yes
	c.producerOnly.mu.Unlock()
	if yes {
		return nil, false, nil
	}
	m, err := c.LastIfAny(ctx, c.Topology().LogStream(), subject)
	return dataOf(m), true, err
}

func dataOf(m *jetstream.RawStreamMsg) []byte {
	if m == nil {
		return nil
	}
	return m.Data
}

// IsProducerOnly reports whether the connection is known to be a mere producer's.
func (c *Conn) IsProducerOnly() bool {
	c.producerOnly.mu.Lock()
	defer c.producerOnly.mu.Unlock()
	return c.producerOnly.yes
}
