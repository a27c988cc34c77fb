package fault

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

	"github.com/gouji/gouji/lab/chaos/machine"
	"github.com/gouji/gouji/lab/chaos/wait"
)

// Network is a bridge with an end for each server, the workers and the producer. In each end
// is a socket of ours, which says what passes and what does not.
type Network struct {
	plan    networkPlan
	file    string // the rules as they are
	sockets map[string]*net.UDPConn
	reading sync.WaitGroup

	mu    sync.Mutex
	round int           // of probes
	came  map[Link]bool // in this round
}

// NewNetwork builds the network and sees that everybody reaches everybody. The rules are in a file
// in dir; without the privilege it is skipped.
func NewNetwork(ctx context.Context, dir string) (*Network, error) {
	if os.Geteuid() != 0 {
		return nil, machine.Skipf("network namespaces need root")
	}
	for _, name := range []string{"ip", "nft"} {
		if _, err := os.Stat(machine.ToolPath(name)); err != nil {
			return nil, machine.Skipf("there is no %s: %v", name, err)
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
	w := &Network{plan: plan, file: filepath.Join(dir, "cut.nft"), sockets: map[string]*net.UDPConn{}}
	if err := w.build(ctx); err != nil {
		w.Close()
		return nil, err
	}
	return w, nil
}

func (w *Network) build(ctx context.Context) error {
	for _, args := range w.plan.commands() {
		if out, err := machine.Tool(ctx, "ip", args...); err != nil {
			return machine.Skipf("ip %s: %v: %s", strings.Join(args, " "), err, strings.TrimSpace(out))
		}
	}
	for _, end := range networkEnds() {
		c, err := w.listen(end)
		if err != nil {
			return machine.Skipf("a socket in the namespace of %s: %v", end, err)
		}
		w.sockets[end] = c
		w.reading.Go(func() { w.read(c) })
	}
	if err := errors.Join(w.Cut(ctx, nil), w.Verify(ctx, nil)); err != nil {
		return machine.Skipf("%v", err)
	}
	return nil
}

// Address is that of an end.
func (w *Network) Address(end string) string { return w.plan.address(end) }

// Prefix is what a program of an end is started with. ip does not fork: the program takes its
// place, with its process id and the signal at the death of the parent.
func (w *Network) Prefix(end string) []string {
	return []string{machine.ToolPath("ip"), "netns", "exec", w.plan.netns(end)}
}

// Cut cuts these links and heals all others.
func (w *Network) Cut(ctx context.Context, links []Link) error {
	if err := os.WriteFile(w.file, []byte(w.plan.rules(links)), 0o600); err != nil {
		return err
	}
	if out, err := machine.Tool(ctx, "ip", "netns", "exec", w.plan.netns(switchName), machine.ToolPath("nft"), "-f", w.file); err != nil {
		return fmt.Errorf("nft refuses the rules in %s: %w: %s", w.file, err, strings.TrimSpace(out))
	}
	return nil
}

// Verify sees by datagrams that nothing passes on the links that are cut, and that all
// others are open: a cut that is none proves nothing.
func (w *Network) Verify(ctx context.Context, cut []Link) error {
	closed := map[Link]bool{}
	for _, l := range cut {
		closed[l] = true
	}
	w.mu.Lock()
	w.round++
	round := w.round
	w.came = map[Link]bool{}
	w.mu.Unlock()
	var missing error
	rounds := 0
	err := wait.Until(ctx, "the network is as it was cut", 10*time.Second, func(context.Context) bool {
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
func (w *Network) probe(round int) {
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

func (w *Network) unheard(closed map[Link]bool) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	for from := range w.sockets {
		for to := range w.sockets {
			if l := (Link{from, to}); from != to && !closed[l] && !w.came[l] {
				return fmt.Errorf("no packet passes from %s to %s", from, to)
			}
		}
	}
	return nil
}

// read notes the probes that arrive, until the socket is closed.
func (w *Network) read(c *net.UDPConn) {
	buf := make([]byte, 128)
	for {
		n, err := c.Read(buf)
		if errors.Is(err, net.ErrClosed) {
			return
		}
		var round int
		var l Link
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
func (w *Network) listen(end string) (*net.UDPConn, error) {
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

// Close removes everything, whoever is left in it.
func (w *Network) Close() {
	for _, c := range w.sockets {
		_ = c.Close() // nothing is lost with it
	}
	w.reading.Wait()
	sweep(context.Background(), w.plan)
}

// sweep removes what this process built, and what others did that were killed.
func sweep(ctx context.Context, p networkPlan) {
	_, _ = machine.Tool(ctx, "ip", "link", "del", p.uplink()) // there is none at the beginning
	names, err := os.ReadDir(netnsDir)
	if err != nil { // nobody ever made one
		return
	}
	for _, n := range names {
		pid, ours := ownerOf(n.Name())
		if ours && (pid == p.pid || errors.Is(syscall.Kill(pid, 0), syscall.ESRCH)) {
			_, _ = machine.Tool(ctx, "ip", "netns", "del", n.Name()) // another run may do the same
		}
	}
}
