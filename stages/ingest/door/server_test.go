package door

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// Nothing that a client can hold is without an end.
func TestServerHasEveryLimit(t *testing.T) {
	s := Server(http.NotFoundHandler(), "")
	for name, d := range map[string]time.Duration{"headers": s.ReadHeaderTimeout, "request": s.ReadTimeout, "answer": s.WriteTimeout, "idle": s.IdleTimeout} {
		if d <= 0 || d > 5*time.Minute {
			t.Errorf("%s: %s", name, d)
		}
	}
	if s.MaxHeaderBytes <= 0 || s.MaxHeaderBytes > 1<<20 {
		t.Errorf("headers of %d bytes", s.MaxHeaderBytes)
	}
	l := Limits{}.filled()
	if s.WriteTimeout < s.ReadTimeout+max(l.Hold, l.CheckTime) {
		t.Errorf("a request of %s that is held or checked cannot be answered within %s", s.ReadTimeout, s.WriteTimeout)
	}
}

// Sixteen senders of three bytes hold up nobody, and are told.
func TestSlowUploadsHoldNobody(t *testing.T) {
	s := httptest.NewUnstartedServer(nil)
	s.Config = Server(open(t, &back{}, func(o *Options) { o.Limits.UploadStart = 300 * time.Millisecond }), "")
	s.Start()
	defer s.Close()
	var slow []net.Conn
	for range 16 {
		c, err := net.Dial("tcp", s.Listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		fmt.Fprintf(c, "POST /v1/reports HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\nabc")
		slow = append(slow, c)
	}
	good, err := s.Client().Post(s.URL+"/v1/reports", "text/plain", strings.NewReader("report"))
	if err != nil {
		t.Fatal(err)
	}
	defer good.Body.Close()
	if good.StatusCode != http.StatusAccepted {
		t.Errorf("an upload beside slow ones: %d", good.StatusCode)
	}
	for _, c := range slow {
		_ = c.SetReadDeadline(time.Now().Add(20 * time.Second))
		res, err := http.ReadResponse(bufio.NewReader(c), nil)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		if res.StatusCode != http.StatusRequestTimeout || !res.Close {
			t.Errorf("three bytes are answered with %d, close %v", res.StatusCode, res.Close)
		}
	}
}

// A client that sends half a body and stops loses its connection, and the slot that it held
// is there for the next one.
func TestAStalledUploadGivesItsSlotBack(t *testing.T) {
	b := &back{}
	s := httptest.NewUnstartedServer(nil)
	s.Config = Server(open(t, b, func(o *Options) { o.Limits.Uploads, o.Limits.UploadStart = 1, 300*time.Millisecond }), "")
	s.Start()
	defer s.Close()
	stalled, err := net.Dial("tcp", s.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer stalled.Close()
	fmt.Fprintf(stalled, "POST /v1/reports HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n%s", strings.Repeat("x", freeBody+1))
	_ = stalled.SetReadDeadline(time.Now().Add(20 * time.Second))
	res, err := http.ReadResponse(bufio.NewReader(stalled), nil)
	if err == nil {
		defer res.Body.Close()
		if res.StatusCode != http.StatusRequestTimeout || !res.Close {
			t.Errorf("half a body is answered with %d, close %v", res.StatusCode, res.Close)
		}
	}
	if len(b.calls) != 0 {
		t.Errorf("half a body was submitted: %+v", b.calls)
	}
	whole, err := s.Client().Post(s.URL+"/v1/reports", "text/plain", strings.NewReader("report"))
	if err != nil {
		t.Fatal(err)
	}
	defer whole.Body.Close()
	if whole.StatusCode != http.StatusAccepted {
		t.Errorf("the next upload: %d", whole.StatusCode)
	}
}
