// Package door is the HTTP door for producers of reports: it takes a report in, says
// what became of it, and checks a draft without keeping it. What it does behind the
// door is behind three small interfaces, so that it knows no broker.
//
//	POST /v1/reports       202 {"id":"…","duplicate":false,"location":"/v1/reports/…"}
//	GET  /v1/reports       200 {"results":[…],"next":"…"}, what producers were told
//	POST /v1/status        200 {"documents":[{"id":"…","state":"…"}]} for {"ids":["…"]}
//	GET  /v1/reports/{id}  200 the check object with "id" and "state"
//	POST /v1/check         200 the check object, 422 if the document was rejected
//	GET  /v1/events        200 what a producer is told as it comes, server-sent events
//	GET  /v1/openapi.json  200 the description of all this, OpenAPI 3.1
//
// Every refusal is a problem of RFC 9457 with two members besides, "class" and "error", see
// Problem. The class is one of package fault, or one of those of Classes that say something
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
	"sync/atomic"
	"time"

	"github.com/rs/zerolog"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/report"
)

// Handed is how a document was taken in.
type Handed struct {
	// Duplicate says that its bytes were known.
	Duplicate bool
	// Added are the headers of a duplicate that are taken because nobody said them before; Notes
	// say which are not because an earlier submission says otherwise.
	Added, Notes []string
}

// Submitter takes a document in. A nil error means that it is safe: fsynced, or on a
// majority. It repeats short stalls itself and must return when ctx ends. The keys of
// meta are the headers of the contract: Gouji-Source and so on, and Content-Type. notes say
// what was left out of them, and go with the document.
type Submitter interface {
	Submit(ctx context.Context, producer string, id string, raw []byte, meta map[string]string, notes []string) (Handed, error)
}

// Finder says where a document is: "published", "dead", "in_flight", or "unknown" (or
// "") for an id it has never seen. check is the check object where there is one, else nil.
type Finder interface {
	Find(ctx context.Context, id string) (state string, check json.RawMessage, err error)
	// Owner returns the producer that submitted a document first, "" for one that nobody has.
	Owner(ctx context.Context, id string) (producer string, err error)
}

// Checker checks a document at once and keeps nothing of it. A document that cannot be
// read is a Check with the outcome rejected. It must return when ctx ends.
type Checker interface {
	Check(ctx context.Context, raw []byte, src report.Source, contentType string) report.Check
}

// Request is what a door tells about a request when it has answered it, for metrics.
type Request struct {
	// Route is the name of one of the routes, such as "submit" or "check", or "other".
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
	// List lists what producers were told; nil leaves GET /v1/reports out.
	List Lister
	// Follow tells results as they come; nil has no stream of them.
	Follow Follower
	// Ends is closed when the process is asked to end; streams of results then end at once.
	Ends <-chan struct{}
	// Tokens are who may use the door. With none, everybody who can reach it may, and
	// submits as Producer.
	Tokens []Token
	// SignedIn says who a sign-in in front of the door has let in, false for nobody. It decides
	// what can be seen where there are no Tokens; nil lets everybody see all.
	SignedIn func(*http.Request) (Visitor, bool)
	// Hosts are the names that the door goes by, in lower case, beside literal addresses. Nil
	// takes any name, which is safe only where Tokens are needed or nobody but programs comes.
	Hosts []string
	// Producer is the producer's name where there are no tokens; "" is "http".
	Producer string
	Limits   Limits
	Log      zerolog.Logger
	// Formats are the ways to write a check beside JSON.
	Formats []Format
	// ClassName says in a language, "zh" or "en", what a class of package fault means; nil
	// leaves it at the class.
	ClassName func(lang string, c fault.Class) string
	// Clock is the time for rate limits and durations; nil is time.Now.
	Clock func() time.Time
	// Tick gives a sign every d until stop is called, for heartbeats; nil is time.NewTicker.
	Tick func(d time.Duration) (signs <-chan time.Time, stop func())
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
	// Listeners is how many streams of results are open at the same time (64), half of them by
	// one caller. Heartbeat is the pause between two signs of life on each (15 s).
	Listeners int
	Heartbeat time.Duration
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
	def(&l.Listeners, 64)
	if l.Heartbeat == 0 {
		l.Heartbeat = 15 * time.Second
	}
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

// Door is the handler. It is safe for concurrent use and starts no goroutine that outlives a
// request.
type Door struct {
	o       Options
	callers atomic.Pointer[[]*caller]
	cross   *http.CrossOriginProtection
	uploads *places
	// listeners are the streams of results that are open.
	listeners *places
	checks    chan struct{} // one slot taken for each check that runs
}

// New returns a door. It fails for a producer's name that is not a subject token, for two
// tokens with the same secret and for limits below nought.
func New(o Options) (*Door, error) {
	if o.Submit == nil || o.Find == nil || o.Check == nil {
		return nil, errors.New("door: Submit, Find and Check must be set")
	}
	for _, f := range o.Formats {
		if f.Name == "" || f.Type == "" || f.Write == nil {
			return nil, fmt.Errorf("door: the format %q needs a name, a type and a function", f.Name)
		}
	}
	if o.Clock == nil {
		o.Clock = time.Now
	}
	if o.Tick == nil {
		o.Tick = func(d time.Duration) (<-chan time.Time, func()) {
			t := time.NewTicker(d)
			return t.C, t.Stop
		}
	}
	if o.ClassName == nil {
		o.ClassName = func(_ string, c fault.Class) string { return string(c) }
	}
	if o.Observe == nil {
		o.Observe = func(Request) {}
	}
	if o.Producer == "" {
		o.Producer = "http"
	}
	o.Limits = o.Limits.filled()
	l := o.Limits
	if l.Body < 0 || l.Parts < 0 || l.Uploads < 0 || l.UploadRate < 0 || l.UploadStart < 0 || l.Checks < 0 || l.Burst < 0 || l.Rate < 0 || l.Hold < 0 || l.Listeners < 0 || l.Heartbeat < 0 || l.CheckTime < 0 {
		return nil, fmt.Errorf("door: a limit is below nought: %+v", l)
	}
	callers, err := newCallers(o)
	if err != nil {
		return nil, err
	}
	d := &Door{
		o: o, cross: http.NewCrossOriginProtection(),
		uploads: newPlaces(l.Uploads), listeners: newPlaces(l.Listeners), checks: make(chan struct{}, l.Checks),
	}
	d.callers.Store(&callers)
	return d, nil
}

// ServeHTTP answers a request.
func (d *Door) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	begin := d.o.Clock()
	req := &Request{}
	a := d.answer(w, r, req)
	req.Status, req.Class = a.status, a.class()
	d.write(w, r, a)
	req.Took = d.o.Clock().Sub(begin)
	d.o.Observe(*req)
	d.o.Log.Debug().Str("route", req.Route).Int("status", req.Status).Str("class", req.Class).
		Int("bytes", req.Bytes).Dur("took", req.Took).Msg("request")
}

// answer turns a panic into an answer: a defect met by one document must not look to its
// producer like a network failure that is worth a retry.
func (d *Door) answer(w http.ResponseWriter, r *http.Request, req *Request) (a answer) {
	err := d.guarded(func() error {
		a = d.routed(w, r, req)
		return nil
	})
	if err != nil {
		return refuse(err)
	}
	return a
}

// guarded is do with a panic as a refusal. What runs in a goroutine of its own needs it, or
// its panic would end the process.
func (d *Door) guarded(do func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			d.o.Log.Error().Interface("panic", p).Bytes("stack", debug.Stack()).Msg("a request panicked")
			err = refusef(fault.Panic, "gouji 自身的缺陷，与文档无关；请报告", "a defect of gouji, not of the document; please report it")
		}
	}()
	return do()
}

// routed answers by the route of the request.
func (d *Door) routed(w http.ResponseWriter, r *http.Request, req *Request) answer {
	route, name, allow := routeOf(r)
	req.Route = name
	if route == nil && allow == "" {
		return refuse(missing("这里什么也没有；见 /v1/openapi.json", "there is nothing here; see /v1/openapi.json"))
	}
	if route == nil {
		return refuse(notThatWay(allow))
	}
	if err := d.known(r); err != nil {
		return refuse(err)
	}
	if err := d.cross.Check(r); err != nil {
		return refuse(refusef(fault.Forbidden, "不接收其他网站页面的请求", "requests of pages from other sites are not taken"))
	}
	var c *caller
	if !route.open {
		var err error
		if c, err = d.admit(r); err != nil {
			return refuse(err)
		}
	}
	return route.serve(d, w, r, c, req)
}

// validID reports whether id has the form of report.DocumentID.
func validID(id string) bool {
	return len(id) == 26 && strings.Trim(id, "abcdefghijklmnopqrstuvwxyz234567") == ""
}
