package fault

import (
	"bytes"
	"errors"
	"io"
	"net"
	"testing"
	"time"
)

// echo is a server that sends back what it gets.
func echo(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() { _, _ = io.Copy(c, c); _ = c.Close() }()
		}
	}()
	return l.Addr().String()
}

func dialThrough(t *testing.T) (*Proxy, net.Conn) {
	t.Helper()
	p, err := NewProxy(echo(t))
	if err != nil {
		t.Fatal(err)
	}
	c, err := net.Dial("tcp", p.listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close(); p.Close() })
	_ = c.SetDeadline(time.Now().Add(10 * time.Second))
	return p, c
}

func TestProxyForwards(t *testing.T) {
	_, c := dialThrough(t)
	want := bytes.Repeat([]byte("gouji"), 1000)
	if _, err := c.Write(want); err != nil {
		t.Fatal(err)
	}
	got := make([]byte, len(want))
	if _, err := io.ReadFull(c, got); err != nil || !bytes.Equal(got, want) {
		t.Errorf("not what was sent: %v", err)
	}
}

func TestProxyCutsInTheMiddle(t *testing.T) {
	p, c := dialThrough(t)
	p.Cut()
	if _, err := c.Write(make([]byte, 1000)); err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(c)
	if len(got) >= 1000 || err != nil && !errors.Is(err, net.ErrClosed) && len(got) > 500 {
		t.Errorf("%d of 1000 bytes came back, then %v", len(got), err)
	}
}

func TestProxyFreezesAndThaws(t *testing.T) {
	p, c := dialThrough(t)
	thaw := p.Freeze()
	if _, err := c.Write([]byte("x")); err != nil {
		t.Fatal(err)
	}
	_ = c.SetReadDeadline(time.Now().Add(50 * time.Millisecond))
	var one [1]byte
	if _, err := c.Read(one[:]); err == nil {
		t.Error("a byte came through a frozen link")
	}
	thaw()
	_ = c.SetReadDeadline(time.Now().Add(10 * time.Second))
	if _, err := c.Read(one[:]); err != nil || one[0] != 'x' {
		t.Errorf("after the thaw: %v", err)
	}
}
