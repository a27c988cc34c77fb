package broker

import (
	"context"
	"errors"
	"fmt"

	"github.com/nats-io/nats-server/v2/server"
)

// ServerMemory is what one NATS server takes of its machine.
type ServerMemory struct {
	Server string `json:"server"`
	// Bytes is its resident memory, that of the whole process where the server is embedded.
	// Limit is its GOMEMLIMIT, 0 where it has none.
	Bytes int64 `json:"bytes"`
	Limit int64 `json:"limit,omitempty"`
}

// memoryOf is what a server's /varz says of its memory.
type memoryOf struct {
	Name  string `json:"server_name"`
	Mem   int64  `json:"mem"`
	Limit int64  `json:"gomemlimit"`
}

// Memory asks the embedded server, else every monitoring URL. A client cannot see it
// otherwise, so without either the list is empty. The error tells of the servers that did
// not answer; the list has the others.
func (c *Conn) Memory(ctx context.Context) ([]ServerMemory, error) {
	if s := c.opts.Embedded; s != nil {
		m, err := s.memory()
		return []ServerMemory{m}, err
	}
	var asks []func(context.Context) (memoryOf, error)
	for _, url := range c.opts.MonitorURLs {
		asks = append(asks, func(ctx context.Context) (z memoryOf, err error) { return z, AskMonitor(ctx, url, "/varz", &z) })
	}
	answers, failed := AskAll(ctx, storageTimeout, asks)
	var out []ServerMemory
	for _, z := range answers {
		out = append(out, ServerMemory{Server: z.Name, Bytes: z.Mem, Limit: z.Limit})
	}
	return out, errors.Join(failed...)
}

func (s *Server) memory() (ServerMemory, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	z, err := s.ns.Varz(&server.VarzOptions{})
	if err != nil {
		return ServerMemory{}, fmt.Errorf("the embedded server's memory: %w", err)
	}
	return ServerMemory{Server: z.Name, Bytes: z.Mem, Limit: z.MemLimit}, nil
}
