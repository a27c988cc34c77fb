package door

import (
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"sync"
	"time"
)

// freeBody is how many bytes of a body need no place: a text report has 8 KB. So slow senders
// of little hold nothing that others need.
const freeBody = 64 << 10

// places are how many may be there at once, such as bodies in memory, with a share for each
// caller.
type places struct {
	mu   sync.Mutex
	all  int
	each int
	by   map[string]int
	used int
}

// newPlaces has n places, of which a caller may have half.
func newPlaces(n int) *places { return &places{all: n, each: max(1, (n+1)/2), by: map[string]int{}} }

func (p *places) take(who string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case p.used >= p.all:
		return busy(againSoon, "已有 %d 份在上传，请重新发送", "%d uploads are under way already; send it again", p.all)
	case p.by[who] >= p.each:
		return busy(againSoon, "你已有 %d 份在上传，请重新发送", "%d uploads of yours are under way already; send it again", p.each)
	}
	p.used++
	p.by[who]++
	return nil
}

func (p *places) give(who string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.used--
	if p.by[who]--; p.by[who] <= 0 {
		delete(p.by, who)
	}
}

// upload is the body of a request as it comes in: too slow a one is cut, and one that grows
// takes a place.
type upload struct {
	d      *Door
	who    string
	body   io.Reader
	conn   *http.ResponseController
	begun  time.Time
	read   int64
	placed bool
}

func (d *Door) upload(w http.ResponseWriter, r *http.Request, c *caller) *upload {
	return &upload{d: d, who: d.whose(r, c), body: r.Body, conn: http.NewResponseController(w), begun: time.Now()}
}

// whose is whom a place is counted for: the producer, or the address where nobody has a token.
func (d *Door) whose(r *http.Request, c *caller) string {
	if len(d.o.Tokens) > 0 {
		return c.Producer
	}
	if host, _, err := net.SplitHostPort(r.RemoteAddr); err == nil {
		return host
	}
	return r.RemoteAddr
}

// Read implements io.Reader. Its errors beside those of the body are refusals.
func (u *upload) Read(b []byte) (int, error) {
	l := u.d.o.Limits
	due := u.begun.Add(l.UploadStart + time.Duration(u.read)*time.Second/time.Duration(l.UploadRate))
	_ = u.conn.SetReadDeadline(due) // a ResponseWriter of a test may have none
	n, err := u.body.Read(b)
	u.read += int64(n)
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return n, other(http.StatusRequestTimeout, slowUpload, "%[2]v 内只收到 %[1]d 字节；请一次发完，每秒至少 %[3]d KiB",
			"%d bytes came in %v; send the body at once, at %d KiB a second or more", u.read, time.Since(u.begun).Round(time.Second), l.UploadRate>>10)
	}
	if !u.placed && u.read > freeBody {
		if full := u.d.uploads.take(u.who); full != nil {
			return n, full
		}
		u.placed = true
	}
	return n, err
}

// done gives the place back.
func (u *upload) done() {
	if u.placed {
		u.d.uploads.give(u.who)
	}
}
