package chaos

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// network is a bridge with an end for each server, the workers and the producer. In each end
// is a socket of ours, which says what passes and what does not.
type network struct {
	plan    networkPlan
	file    string // the rules as they are
	sockets map[string]*net.UDPConn
	reading sync.WaitGroup

	mu    sync.Mutex
	round int           // of probes
	came  map[link]bool // in this round
}

// newNetwork builds the network and sees that everybody reaches everybody. The rules are in a file
// in dir; without the privilege it is skipped.
func newNetwork(ctx context.Context, dir string) (*network, error) {
	if os.Geteuid() != 0 {
		return nil, skipf("network namespaces need root")
	}
	for _, name := range []string{"ip", "nft"} {
		if _, err := os.Stat(toolPath(name)); err != nil {
			return nil, skipf("there is no %s: %v", name, err)
		}
	}
	plan := networkPlan{pid: os.Getpid()}
	sweep(ctx, plan)
	addrs, err := net.InterfaceAddrs()
	if err != nil {
		return nil, fmt.Errorf("addresses of this machine: %w", err)
	}
	var taken []string
	for _, a := range addrs {
		taken = append(taken, a.String())
	}
	if plan, err = plan.choose(taken); err != nil {
		return nil, err
	}
	w := &network{plan: plan, file: filepath.Join(dir, "cut.nft"), sockets: map[string]*net.UDPConn{}}
	if err := w.build(ctx); err != nil {
		w.close()
		return nil, err
	}
	return w, nil
}

func (w *network) build(ctx context.Context) error {
	for _, args := range w.plan.commands() {
		if out, err := tool(ctx, "ip", args...); err != nil {
			return skipf("ip %s: %v: %s", strings.Join(args, " "), err, strings.TrimSpace(out))
		}
	}
	for _, end := range networkEnds() {
		c, err := w.listen(end)
		if err != nil {
			return skipf("a socket in the namespace of %s: %v", end, err)
		}
		w.sockets[end] = c
		w.reading.Go(func() { w.read(c) })
	}
	if err := errors.Join(w.cut(ctx, nil), w.verify(ctx, nil)); err != nil {
		return skipf("%v", err)
	}
	return nil
}

// address is that of an end.
func (w *network) address(end string) string { return w.plan.address(end) }

// prefix is what a program of an end is started with. ip does not fork: the program takes its
// place, with its process id and the signal at the death of the parent.
func (w *network) prefix(end string) []string {
	return []string{toolPath("ip"), "netns", "exec", w.plan.netns(end)}
}

// cut cuts these links and heals all others.
func (w *network) cut(ctx context.Context, links []link) error {
	if err := os.WriteFile(w.file, []byte(w.plan.rules(links)), 0o600); err != nil {
		return err
	}
	if out, err := tool(ctx, "ip", "netns", "exec", w.plan.netns(switchName), toolPath("nft"), "-f", w.file); err != nil {
		return fmt.Errorf("nft refuses the rules in %s: %w: %s", w.file, err, strings.TrimSpace(out))
	}
	return nil
}

// verify sees by datagrams that nothing passes on the links that are cut, and that all
// others are open: a cut that is none proves nothing.
func (w *network) verify(ctx context.Context, cut []link) error {
	closed := map[link]bool{}
	for _, l := range cut {
		closed[l] = true
	}
	w.mu.Lock()
	w.round++
	round := w.round
	w.came = map[link]bool{}
	w.mu.Unlock()
	var missing error
	rounds := 0
	err := until(ctx, "the network is as it was cut", 10*time.Second, func(context.Context) bool {
		w.probe(round)
		missing = w.unheard(closed)
		rounds++
		return missing == nil && rounds > 4 // the last ones must have had time to arrive
	})
	if err != nil {
		return fmt.Errorf("%w: %w", err, missing)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	for l := range closed {
		if w.came[l] {
			return fmt.Errorf("packets pass from %s to %s, which is cut", l.from, l.to)
		}
	}
	return nil
}

// probe sends a datagram over every link.
func (w *network) probe(round int) {
	for from, c := range w.sockets {
		for to := range w.sockets {
			if to != from {
				// What cannot be sent does not arrive, which is what is looked for.
				_, _ = fmt.Fprintf(writerToAddr{c, w.sockets[to].LocalAddr()}, "%d %s %s", round, from, to)
			}
		}
	}
}

type writerToAddr struct {
	c  *net.UDPConn
	to net.Addr
}

func (w writerToAddr) Write(b []byte) (int, error) { return w.c.WriteTo(b, w.to) }

func (w *network) unheard(closed map[link]bool) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	for from := range w.sockets {
		for to := range w.sockets {
			if l := (link{from, to}); from != to && !closed[l] && !w.came[l] {
				return fmt.Errorf("no packet passes from %s to %s", from, to)
			}
		}
	}
	return nil
}

// read notes the probes that arrive, until the socket is closed.
func (w *network) read(c *net.UDPConn) {
	buf := make([]byte, 128)
	for {
		n, err := c.Read(buf)
		if errors.Is(err, net.ErrClosed) {
			return
		}
		var round int
		var l link
		if _, err := fmt.Sscanf(string(buf[:n]), "%d %s %s", &round, &l.from, &l.to); err != nil {
			continue
		}
		w.mu.Lock()
		if round == w.round {
			w.came[l] = true
		}
		w.mu.Unlock()
	}
}

// listen opens a socket in the namespace of an end.
func (w *network) listen(end string) (*net.UDPConn, error) {
	at := &net.UDPAddr{IP: net.ParseIP(w.plan.address(end))}
	if end == producerEnd {
		return net.ListenUDP("udp4", at)
	}
	var c *net.UDPConn
	opened := make(chan error)
	go func() {
		runtime.LockOSThread() // and never unlocked: the thread ends with us, in its namespace
		var e error
		if e = enter(w.plan.netns(end)); e == nil {
			c, e = net.ListenUDP("udp4", at)
		}
		opened <- e
	}()
	err := <-opened
	return c, err
}

// netnsDir is where ip keeps the names of namespaces.
const netnsDir = "/run/netns"

func enter(netns string) error {
	f, err := os.Open(filepath.Join(netnsDir, netns))
	if err != nil {
		return err
	}
	defer f.Close()
	return unix.Setns(int(f.Fd()), unix.CLONE_NEWNET)
}

// close removes everything, whoever is left in it.
func (w *network) close() {
	for _, c := range w.sockets {
		_ = c.Close() // nothing is lost with it
	}
	w.reading.Wait()
	sweep(context.Background(), w.plan)
}

// sweep removes what this process built, and what others did that were killed.
func sweep(ctx context.Context, p networkPlan) {
	_, _ = tool(ctx, "ip", "link", "del", p.uplink()) // there is none at the beginning
	names, err := os.ReadDir(netnsDir)
	if err != nil { // nobody ever made one
		return
	}
	for _, n := range names {
		pid, ours := ownerOf(n.Name())
		if ours && (pid == p.pid || errors.Is(syscall.Kill(pid, 0), syscall.ESRCH)) {
			_, _ = tool(ctx, "ip", "netns", "del", n.Name()) // another run may do the same
		}
	}
}
