package door

import (
	"errors"
	"fmt"
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

// slowUpload is the class of a body that came too slowly, which says nothing of a document.
const slowUpload = "slow_upload"

// places are the bodies that may be in memory at once, with a share for each caller.
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
		return busy(againSoon, fmt.Sprintf("%d uploads are under way already; send it again", p.all))
	case p.by[who] >= p.each:
		return busy(againSoon, fmt.Sprintf("%d uploads of yours are under way already; send it again", p.each))
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
	u := &upload{d: d, who: c.Producer, body: r.Body, conn: http.NewResponseController(w), begun: time.Now()}
	if len(d.o.Tokens) == 0 {
		u.who = r.RemoteAddr
		if host, _, err := net.SplitHostPort(r.RemoteAddr); err == nil {
			u.who = host
		}
	}
	return u
}

// Read implements io.Reader. Its errors beside those of the body are refusals.
func (u *upload) Read(b []byte) (int, error) {
	l := u.d.o.Limits
	due := u.begun.Add(l.UploadStart + time.Duration(u.read)*time.Second/time.Duration(l.UploadRate))
	_ = u.conn.SetReadDeadline(due) // a ResponseWriter of a test may have none
	n, err := u.body.Read(b)
	u.read += int64(n)
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return n, &refusal{status: http.StatusRequestTimeout, class: slowUpload,
			message: fmt.Sprintf("%d bytes came in %v; send the body at once, at %d KiB a second or more", u.read, time.Since(u.begun).Round(time.Second), l.UploadRate>>10)}
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
