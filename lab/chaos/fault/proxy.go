// Package fault breaks what a system stands on: links, networks, disks and stored bits. It knows
// nothing of the system.
package fault

import (
	"context"
	"io"
	"net"
	"sync"
	"time"

	"github.com/gouji/gouji/lab/chaos/wait"
)

// Proxy is a TCP link that can be made bad. It forwards both ways.
type Proxy struct {
	listener net.Listener
	target   string

	mu      sync.Mutex
	links   map[net.Conn]net.Conn
	latency time.Duration
	frozen  chan struct{} // not nil while nothing passes; closed when it thaws
	cutNext bool          // the next chunk is cut in half, and its connection with it
	closed  bool
	running sync.WaitGroup
}

// NewProxy listens on loopback and forwards to target.
func NewProxy(target string) (*Proxy, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	p := &Proxy{listener: l, target: target, links: map[net.Conn]net.Conn{}}
	p.running.Go(p.accept)
	return p, nil
}

// URL is what a NATS client connects to.
func (p *Proxy) URL() string { return "nats://" + p.listener.Addr().String() }

func (p *Proxy) accept() {
	for {
		c, err := p.listener.Accept()
		if err != nil {
			return
		}
		s, err := net.Dial("tcp", p.target)
		if err != nil {
			_ = c.Close() // the client tries again
			continue
		}
		if !p.keep(c, s) {
			return
		}
		p.running.Go(func() { p.pump(c, s) })
		p.running.Go(func() { p.pump(s, c) })
	}
}

func (p *Proxy) keep(c, s net.Conn) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		_, _ = c.Close(), s.Close()
		return false
	}
	p.links[c] = s
	return true
}

// pump forwards one direction until either end closes.
func (p *Proxy) pump(from, to net.Conn) {
	defer p.drop(from, to)
	buf := make([]byte, 32<<10)
	for {
		n, err := from.Read(buf)
		if n > 0 && !p.forward(to, buf[:n]) || err != nil {
			return
		}
	}
}

// forward passes a chunk on under what is wrong with the link just now.
func (p *Proxy) forward(to io.Writer, chunk []byte) bool {
	p.mu.Lock()
	latency, frozen, cut := p.latency, p.frozen, p.cutNext && len(chunk) > 200 // a message, not a ping
	if cut {
		p.cutNext = false
	}
	p.mu.Unlock()
	if frozen != nil {
		<-frozen
	}
	if latency > 0 {
		wait.For(context.Background(), latency)
	}
	if cut {
		_, _ = to.Write(chunk[:len(chunk)/2])
		return false
	}
	_, err := to.Write(chunk)
	return err == nil
}

func (p *Proxy) drop(a, b net.Conn) {
	_, _ = a.Close(), b.Close()
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.links, a)
	delete(p.links, b)
}

// Delay adds latency to every chunk, each way.
func (p *Proxy) Delay(d time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.latency = d
}

// Cut ends the connection of the next message in the middle of it.
func (p *Proxy) Cut() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.cutNext = true
}

// CutAll ends all connections now.
func (p *Proxy) CutAll() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for c, s := range p.links {
		_, _ = c.Close(), s.Close()
	}
}

// Freeze lets nothing pass until thaw; the connections stay open.
func (p *Proxy) Freeze() (thaw func()) {
	gate := make(chan struct{})
	p.mu.Lock()
	defer p.mu.Unlock()
	p.frozen = gate
	return sync.OnceFunc(func() {
		p.mu.Lock()
		p.frozen = nil
		p.mu.Unlock()
		close(gate)
	})
}

// Close ends the link and waits for its goroutines. What is frozen must be thawed first.
func (p *Proxy) Close() {
	p.mu.Lock()
	p.closed = true
	p.mu.Unlock()
	_ = p.listener.Close()
	p.CutAll()
	p.running.Wait()
}
