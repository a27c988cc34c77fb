package gouji

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/rs/zerolog"

	"github.com/gouji/gouji/internal/datafolder"
	"github.com/gouji/gouji/internal/flow"
	"github.com/gouji/gouji/internal/node"
	"github.com/gouji/gouji/pipeline"
	"github.com/gouji/gouji/stages/report"
)

// Options configures a Pipeline; Dir is required.
type Options struct {
	// Dir is the data folder, made where it is missing. All that is taken in is kept there.
	Dir string
	// Listen is the address of the embedded NATS server, "" for a free port on loopback.
	// Producers may publish to it, with the token in the file nats.token of Dir, and
	// `gouji status --data` and the like look at it.
	Listen string
	// Store is where verdicts are kept, sqlite:PATH or postgres://…; "" is a SQLite file in
	// Dir.
	Store string
	// CheckerOptions are the rules and members that reports are judged by.
	CheckerOptions
	// Log takes the lines of the server and the stages; the zero value discards them.
	Log zerolog.Logger
}

// Pipeline is the whole system inside a program. It is safe for concurrent use.
type Pipeline struct {
	folder *datafolder.Folder
	server *pipeline.Server
	node   *node.Node
	stop   context.CancelFunc
}

// Open starts a pipeline and returns when it works. It fails at once where another process
// has the data folder (datafolder.BusyError) or a file of the options has faults. Close must
// be called.
func Open(o Options) (*Pipeline, error) {
	if o.Dir == "" {
		return nil, errors.New("gouji: Options.Dir names no data folder")
	}
	opts, err := o.options()
	if err != nil {
		return nil, err
	}
	host, _ := os.Hostname() // for people only
	p := &Pipeline{}
	p.folder, err = datafolder.Own(o.Dir, datafolder.Owner{PID: os.Getpid(), Host: host, Started: time.Now().UTC().Truncate(time.Second), Command: "gouji.Open"})
	if err != nil {
		return nil, err
	}
	dir := filepath.Join(o.Dir, "nats")
	token := datafolder.TokenFile(o.Dir)
	if err = p.folder.MakeToken(); err == nil {
		p.server, err = pipeline.StartServer(pipeline.ServerOptions{Dir: dir, Listen: o.Listen, TokenFile: token, Log: o.Log})
	}
	if err == nil {
		owner := p.folder.Owner()
		owner.NATS = p.server.URL()
		err = p.folder.Announce(owner)
	}
	if err != nil {
		if p.server != nil {
			p.server.Shutdown()
		}
		return nil, errors.Join(err, p.folder.Release())
	}
	ctx, stop := context.WithCancel(context.Background())
	p.stop = stop
	p.node = node.New(ctx, node.Options{
		Parts:   node.Parts{Stages: pipeline.Stages(), Audit: true, Release: true, Results: true},
		Connect: pipeline.ConnectOptions{URL: p.server.URL(), TokenFile: token}, Server: p.server, ServerDir: dir, WitnessFile: datafolder.WitnessFile(o.Dir),
		Store: cmp.Or(o.Store, "sqlite:"+filepath.Join(o.Dir, "gouji.db")),
		Check: opts, RulesFile: o.RulesFile, DiskLimit: 0.85, MaxBacklog: 50_000, Log: o.Log,
	})
	if err := p.node.Start(); err != nil {
		return nil, cmp.Or(p.Close(), err) // Close returns what Start did, and what failed behind it
	}
	return p, nil
}

// URL is the address of the embedded NATS server, which asks for the token in the file
// nats.token of the data folder.
func (p *Pipeline) URL() string { return p.server.URL() }

// Submit hands a document over and returns its id when it is on disk. The same bytes have
// the same id and are judged once. While the system refuses documents, because its disk is
// nearly full or a stage is far behind, Submit waits until ctx ends. src.Producer names who
// submits; "" is embedded.
func (p *Pipeline) Submit(ctx context.Context, data []byte, src Source) (id string, err error) {
	id = report.DocumentID(data)
	header, _ := flow.Header(src) // the notes go along in it
	err = pipeline.Hold(ctx, func(ctx context.Context) error {
		_, err := pipeline.Submit(ctx, p.node.Conn(), cmp.Or(src.Producer, "embedded"), id, data, header)
		return err
	}, nil)
	if err != nil {
		return "", err
	}
	return id, nil
}

// ErrInFlight says that a document has no result yet, ErrUnknown that there is no such
// document.
var (
	ErrInFlight = errors.New("the document is in flight")
	ErrUnknown  = errors.New("no such document")
)

// DeadError says that a document ended without a result.
type DeadError struct {
	// ID is the document's, Letter that of its dead letter, which `gouji dead` lists, shows
	// and replays.
	ID, Letter string
	// Class is why, such as not_a_report; Reason says it for people.
	Class, Reason string
}

func (e *DeadError) Error() string {
	return fmt.Sprintf("document %s: %s: %s (dead letter %s)", e.ID, e.Class, e.Reason, e.Letter)
}

// Result returns what is published of a document. Without a result the error is ErrInFlight,
// ErrUnknown or a DeadError.
func (p *Pipeline) Result(ctx context.Context, id string) (report.Check, error) {
	state, payload, err := pipeline.Lookup(ctx, p.node.Conn(), id)
	switch {
	case err != nil:
		return report.Check{}, err
	case state == pipeline.StateDead:
		d, err := flow.LetterOf(ctx, p.node.Conn(), id)
		if err != nil {
			return report.Check{}, err
		}
		return report.Check{}, &DeadError{ID: id, Letter: d.ID, Class: string(d.Class), Reason: d.Reason}
	case state == pipeline.StateInFlight:
		return report.Check{}, fmt.Errorf("%s: %w", id, ErrInFlight)
	case state != pipeline.StatePublished:
		return report.Check{}, fmt.Errorf("%s: %w", id, ErrUnknown)
	}
	var c report.Check
	if err := json.Unmarshal(payload, &c); err != nil {
		return c, fmt.Errorf("reading the result of %s: %w", id, err)
	}
	return c, nil
}

// Wait waits until a submitted document has ended and returns its Result. It waits until ctx
// ends for a document that nobody submits.
func (p *Pipeline) Wait(ctx context.Context, id string) (report.Check, error) {
	w, err := flow.NewWatcher(p.node.Conn())
	if err != nil {
		return report.Check{}, err
	}
	defer w.Close()
	if err := w.Until(ctx, []string{id}, func(int) {}); err != nil {
		return report.Check{}, err
	}
	return p.Result(ctx, id)
}

// Close lets the stages finish what they hold, at most 20 s, and stops the system. What was
// submitted and has no result gets it after the next Open. It must be called once.
func (p *Pipeline) Close() error {
	p.stop()
	err := p.node.Wait()
	p.server.Shutdown()
	return errors.Join(err, p.folder.Release())
}
