package node

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"time"

	"github.com/gouji/gouji/internal/check"
	"github.com/gouji/gouji/internal/flow"
	"github.com/gouji/gouji/internal/office"
	"github.com/gouji/gouji/pipeline"
	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/ingest"
	"github.com/gouji/gouji/stages/ingest/door"
	"github.com/gouji/gouji/stages/publish/export"
	"github.com/gouji/gouji/stages/report"
)

// listenDoor serves the HTTP door from the beginning, and refuses until openDoor: on a disk that
// is full the start waits for room, and a port on which nobody answers tells a producer nothing.
func (n *Node) listenDoor() (err error) {
	n.lookBehind(door.Starting(func() string {
		if g := n.guard.Load(); g != nil {
			return g.Refusing()
		}
		return ""
	}))
	n.door, err = n.serve(n.o.HTTP, door.Server(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		(*n.behind.Load()).ServeHTTP(w, r)
	}), ""))
	return err
}

func (n *Node) lookBehind(h http.Handler) { n.behind.Store(&h) }

// openDoor takes in what producers submit, and shows the pages of the office where this process
// has the store.
func (n *Node) openDoor() error {
	d := backend{conn: n.conn, checker: n.checker}
	handler, err := door.New(door.Options{
		SignedIn: signedIn(n.o.Access), Submit: d, Find: d, Check: d, List: d, Follow: d, Ends: n.ctx.Done(), Tokens: n.o.Tokens, Hosts: n.hosts(), Log: n.o.Log, Clock: time.Now,
		ClassName: className, Formats: formats(n.checker, n.o.Version),
	})
	if err != nil {
		return err
	}
	n.doorkeeper = handler
	if n.pages, err = n.office(); err != nil {
		return err
	}
	n.lookBehind(beside(handler, n.pages))
	return nil
}

// className says what a class means, in a language that export.WordsFor knows.
func className(lang string, c fault.Class) string {
	words, err := export.WordsFor(lang)
	if err != nil {
		return string(c)
	}
	return words.ClassName(c)
}

// signedIn says whose documents a visitor may see whom a proxy has let in, nil where none does.
func signedIn(a office.Access) func(*http.Request) (door.Visitor, bool) {
	if a.UserHeader == "" {
		return nil
	}
	return func(r *http.Request) (door.Visitor, bool) {
		user, role, ok := a.Behind(r)
		return door.Visitor{Name: user, All: role != office.Producer}, ok
	}
}

// beside puts the pages beside the paths of the door.
func beside(door http.Handler, pages *office.Office) http.Handler {
	if pages == nil {
		return door
	}
	mux := http.NewServeMux()
	mux.Handle("/v1/", door)
	mux.Handle("/", pages)
	return mux
}

// hosts are the names that the door answers to, nil for any.
func (n *Node) hosts() []string {
	if len(n.o.Tokens) > 0 && len(n.o.Hosts) == 0 {
		return nil
	}
	return append([]string{"localhost"}, n.o.Hosts...)
}

// backend is what stands behind the HTTP door: the broker to submit to and to look results
// up in, and the checker to judge a draft at once.
type backend struct {
	conn    *pipeline.Conn
	checker *check.Checker
}

// Submit hands a document over; it returns when the broker has it on disk. A refusal is
// waited out as long as ctx allows.
func (d backend) Submit(ctx context.Context, producer, id string, raw []byte, meta map[string]string, notes []string) (door.Handed, error) {
	var s pipeline.Submitted
	if n := flow.NotesHeader(notes); n != "" {
		meta = maps.Clone(meta)
		meta[pipeline.HeaderNotes] = n
	}
	err := pipeline.Hold(ctx, func(ctx context.Context) (err error) {
		s, err = pipeline.Submit(ctx, d.conn, producer, id, raw, meta)
		return err
	}, nil)
	out := door.Handed{Duplicate: s.Duplicate}
	if s.Known != nil {
		out.Added, out.Notes = flow.Taken(s.Known, meta)
	}
	return out, err
}

// Find returns the state of a document and, when it has ended, its check object.
func (d backend) Find(ctx context.Context, id string) (string, json.RawMessage, error) {
	state, payload, err := flow.Look(ctx, d.conn, id)
	return string(state), payload, err
}

// Owner returns the producer that submitted a document first, as far as it is known.
func (d backend) Owner(ctx context.Context, id string) (string, error) {
	return flow.OwnerOf(ctx, d.conn, id)
}

// List lists what producers were told.
func (d backend) List(ctx context.Context, q door.Query) (out []door.Result, err error) {
	err = pipeline.ReadResults(ctx, d.conn, pipeline.ResultQuery{Producer: q.Producer, State: q.State, After: q.After, Since: q.Since, Limit: q.Limit},
		func(r pipeline.Result) error {
			out = append(out, told(r))
			return nil
		})
	return out, err
}

// Follow tells what producers are told as it comes.
func (d backend) Follow(ctx context.Context, q door.Query, each func(door.Result) error) error {
	return pipeline.FollowResults(ctx, d.conn, pipeline.ResultQuery{Producer: q.Producer, State: q.State, After: q.After, Since: q.Since},
		func(r pipeline.Result) error { return each(told(r)) })
}

// Newest is the cursor of the newest result.
func (d backend) Newest(ctx context.Context) (uint64, error) {
	return pipeline.NewestResult(ctx, d.conn)
}

func told(r pipeline.Result) door.Result {
	return door.Result{Cursor: r.Sequence, Message: r.Message, State: r.State}
}

// Check judges a document at once; nothing is stored. When ctx ends first the answer
// is a rejection of class limit_time.
func (d backend) Check(ctx context.Context, raw []byte, src report.Source, contentType string) report.Check {
	out, err := d.checker.Check(ctx, ingest.Input{Data: raw, Source: src, ContentType: contentType}, src.Filename)
	if err != nil {
		out = report.Check{Schema: report.CheckSchema, File: src.Filename, Outcome: report.Rejected,
			Rejection: &report.Rejection{Class: string(fault.LimitTime), Message: err.Error()}}
	}
	return export.Whole(out)
}
