// Package door is the HTTP door for producers of reports: it takes a report in, says
// what became of it, and checks a draft without keeping it. What it does behind the
// door is behind three small interfaces, so that it knows no broker.
//
//	POST /v1/reports       202 {"id":"…","duplicate":false}
//	GET  /v1/reports/{id}  200 the check object with "id" and "state"
//	POST /v1/check         200 the check object, 422 if the document was rejected
//
// Every refusal has the shape {"error":{"class":"…","message":"…"}}. The class is one of
// package fault, or not_found, method_not_allowed or unavailable, which say something
// of the request and nothing of a document.
package door

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"github.com/rs/zerolog"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/report"
)

// Submitter takes a document in. A nil error means that it is safe: fsynced, or on a
// majority. It repeats short stalls itself and must return when ctx ends. The keys of
// meta are the headers of the contract: Gouji-Source and so on, and Content-Type.
type Submitter interface {
	Submit(ctx context.Context, producer string, id string, raw []byte, meta map[string]string) (duplicate bool, err error)
}

// Finder says where a document is: "published", "dead", "in_flight", or "unknown" (or
// "") for an id it has never seen. check is the check object where there is one, else nil.
type Finder interface {
	Find(ctx context.Context, id string) (state string, check json.RawMessage, err error)
}

// Checker checks a document at once and keeps nothing of it. A document that cannot be
// read is a Check with the outcome rejected. It must return when ctx ends.
type Checker interface {
	Check(ctx context.Context, raw []byte, src report.Source, contentType string) report.Check
}

// Request is what a door tells about a request when it has answered it, for metrics.
type Request struct {
	// Route is "submit", "find", "check" or "other".
	Route  string
	Status int
	// Class is the class of a refusal, "" for none.
	Class string
	// Bytes is the size of the documents it brought.
	Bytes int
	Took  time.Duration
}

// Options are what a door needs. Submit, Find and Check must be set.
type Options struct {
	Submit Submitter
	Find   Finder
	Check  Checker
	// Tokens are who may use the door. With none, everybody who can reach it may, and
	// submits as Producer.
	Tokens []Token
	// Hosts are the names that the door goes by, in lower case, beside literal addresses. Nil
	// takes any name, which is safe only where Tokens are needed or nobody but programs comes.
	Hosts []string
	// Producer is the producer's name where there are no tokens; "" is "http".
	Producer string
	Limits   Limits
	Log      zerolog.Logger
	// Clock is the time for rate limits and durations; nil is time.Now.
	Clock func() time.Time
	// Observe is told of every request after its answer; it may be nil. It is called
	// from many goroutines.
	Observe func(Request)
}

// Limits bound what requests can cost. A zero field has the value in brackets.
type Limits struct {
	// Body is the longest body in bytes, all parts and their frame together (20 MB:
	// 20,000,000).
	Body int64
	// Parts is the most files in one multipart body (100).
	Parts int
	// Uploads is how many bodies of more than 64 KiB are read and submitted at the same time
	// (16), half of them by one caller; with Body it bounds the memory: 320 MB.
	Uploads int
	// UploadRate is the least rate in bytes a second at which a body may come (256 KiB, at
	// which 20 MB take as long as Server waits for any request), UploadStart how long it may
	// take beyond that (5 s).
	UploadRate  int
	UploadStart time.Duration
	// Checks is how many checks run at the same time (2).
	Checks int
	// CheckTime is the longest a check may run (30 s).
	CheckTime time.Duration
	// Hold is how long a submission waits for a stalled broker before 503 (10 s: a killed
	// leader of three stalls publishing for 5.4 s in the median).
	Hold time.Duration
	// Rate is how many documents a second each token may bring on average (50: a
	// nation-year in an hour is 45 a second), Burst how many at once (200).
	Rate  float64
	Burst int
}

func (l Limits) filled() Limits {
	def := func(v *int, d int) {
		if *v == 0 {
			*v = d
		}
	}
	if l.Body == 0 {
		l.Body = 20_000_000
	}
	def(&l.Parts, 100)
	def(&l.Uploads, 16)
	def(&l.UploadRate, 256<<10)
	def(&l.Checks, 2)
	def(&l.Burst, 200)
	if l.UploadStart == 0 {
		l.UploadStart = 5 * time.Second
	}
	if l.CheckTime == 0 {
		l.CheckTime = 30 * time.Second
	}
	if l.Hold == 0 {
		l.Hold = 10 * time.Second
	}
	if l.Rate == 0 {
		l.Rate = 50
	}
	return l
}

// Door is the handler. It is safe for concurrent use and starts no goroutine.
type Door struct {
	o       Options
	callers []*caller
	cross   *http.CrossOriginProtection
	uploads *places
	checks  chan struct{} // one slot taken for each check that runs
}

// New returns a door. It fails for a producer's name that is not a subject token, for two
// tokens with the same secret and for limits below nought.
func New(o Options) (*Door, error) {
	if o.Submit == nil || o.Find == nil || o.Check == nil {
		return nil, errors.New("door: Submit, Find and Check must be set")
	}
	if o.Clock == nil {
		o.Clock = time.Now
	}
	if o.Observe == nil {
		o.Observe = func(Request) {}
	}
	if o.Producer == "" {
		o.Producer = "http"
	}
	o.Limits = o.Limits.filled()
	l := o.Limits
	if l.Body < 0 || l.Parts < 0 || l.Uploads < 0 || l.UploadRate < 0 || l.UploadStart < 0 || l.Checks < 0 || l.Burst < 0 || l.Rate < 0 || l.Hold < 0 || l.CheckTime < 0 {
		return nil, fmt.Errorf("door: a limit is below nought: %+v", l)
	}
	callers, err := newCallers(o)
	if err != nil {
		return nil, err
	}
	return &Door{
		o: o, callers: callers, cross: http.NewCrossOriginProtection(),
		uploads: newPlaces(l.Uploads), checks: make(chan struct{}, l.Checks),
	}, nil
}

// ServeHTTP answers a request.
func (d *Door) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	begin := d.o.Clock()
	req := &Request{}
	a := d.answer(w, r, req)
	req.Status, req.Class = a.status, a.class()
	a.write(w, r)
	req.Took = d.o.Clock().Sub(begin)
	d.o.Observe(*req)
	d.o.Log.Debug().Str("route", req.Route).Int("status", req.Status).Str("class", req.Class).
		Int("bytes", req.Bytes).Dur("took", req.Took).Msg("request")
}

// answer turns a panic into an answer: a defect met by one document must not look to its
// producer like a network failure that is worth a retry.
func (d *Door) answer(w http.ResponseWriter, r *http.Request, req *Request) (a answer) {
	defer func() {
		if p := recover(); p != nil {
			d.o.Log.Error().Str("route", req.Route).Interface("panic", p).Bytes("stack", debug.Stack()).Msg("a request panicked")
			a = refuse(fault.Poisonf(fault.Panic, "a defect of gouji, not of the document; please report it"))
		}
	}()
	route, id := routeOf(r.URL.Path)
	req.Route = route.name
	if route.methods == "" {
		return refuse(&refusal{status: http.StatusNotFound, class: notFound, message: "there is nothing here; see /v1/reports and /v1/check"})
	}
	if !strings.Contains(" "+route.methods+" ", " "+r.Method+" ") {
		return refuse(&refusal{status: http.StatusMethodNotAllowed, class: methodNotAllowed,
			message: "use " + route.methods, allow: strings.ReplaceAll(route.methods, " ", ", ")})
	}
	if err := d.known(r); err != nil {
		return refuse(err)
	}
	if err := d.cross.Check(r); err != nil {
		return refuse(fault.Poisonf(fault.Forbidden, "requests of pages from other sites are not taken"))
	}
	c, err := d.admit(r)
	if err != nil {
		return refuse(err)
	}
	switch route.name {
	case "find":
		return d.find(r, id)
	case "check":
		return d.check(w, r, c, req)
	}
	return d.submit(w, r, c, req)
}

type route struct{ name, methods string }

func routeOf(path string) (r route, id string) {
	if path == "/v1/reports" {
		return route{"submit", "POST"}, ""
	}
	if path == "/v1/check" {
		return route{"check", "POST"}, ""
	}
	if id, ok := strings.CutPrefix(path, "/v1/reports/"); ok {
		return route{"find", "GET HEAD"}, id
	}
	return route{name: "other"}, ""
}

// validID reports whether id has the form of report.DocumentID.
func validID(id string) bool {
	return len(id) == 26 && strings.Trim(id, "abcdefghijklmnopqrstuvwxyz234567") == ""
}
