package ingest

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime"
	"slices"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/ingest/child"
	"github.com/gouji/gouji/stages/report"
)

// Isolated reads documents as a Reader does, but each in a child process that may die of
// it: a hostile document costs nobody else anything, whatever the limits of the formats
// have overlooked. What can be refused without reading the document is refused here. It is
// safe for concurrent use.
type Isolated struct {
	reader *Reader
	pool   *child.Pool
	lim    child.Limits
	lanes  *lanes
	apart  bool // also what can be read here
}

// NewIsolated returns an Isolated whose children have the command line argv, call ServeMain
// and keep DefaultLimits. It starts none. The Reader tells what is refused without them. Two
// documents a processor are read at once; a slow one leaves its place to others, see lanes.
// With all, plain text is read in a child as well, see readHere.
func NewIsolated(r *Reader, argv []string, all bool) *Isolated {
	return &Isolated{apart: all, reader: r, pool: child.NewPool(argv, r.lim.Child), lim: r.lim.Child, lanes: newLanes(2 * runtime.GOMAXPROCS(0))}
}

// Cage says which walls stand around the children that read; see child.Cage.
func (i *Isolated) Cage(ctx context.Context) (child.Cage, error) { return i.pool.Cage(ctx) }

// Close ends the children that wait, and those that work when they are done. It does not
// close the Reader.
func (i *Isolated) Close() error { return i.pool.Close() }

// Read returns the Document that Reader.Read returns, as Encode writes it, or the same error.
// Besides, a document may be poison of class limit_time, limit_memory or, beyond 64 MiB of
// that, limit_cells, and of class panic where a new child broke down over it. A child that
// somebody else ended gives an error that is no poison.
func (i *Isolated) Read(ctx context.Context, in Input) ([]byte, error) {
	k, err := i.reader.admit(&in)
	if err != nil {
		return nil, err
	}
	if !i.apart && k == plainKind {
		if doc, ok := i.reader.readHere(ctx, in); ok {
			return Encode(doc)
		}
	}
	leave, err := i.lanes.enter(ctx, in.Source.Producer)
	if err != nil {
		return nil, err
	}
	defer leave()
	payload, err := i.ask(ctx, in, nil)
	i.lanes.judge(in.Source.Producer, err)
	return payload, err
}

// Holds reports for each of the texts whether the document holds it at its place, as
// Rereader.Holds does. See Read for the errors.
func (i *Isolated) Holds(ctx context.Context, in Input, texts []report.Text) ([]bool, error) {
	if _, err := i.reader.admit(&in); err != nil || len(texts) == 0 {
		return nil, err
	}
	answer, err := i.ask(ctx, in, texts)
	if err != nil {
		return nil, err
	}
	var held []bool
	if err := json.Unmarshal(answer, &held); err != nil || len(held) != len(texts) {
		return nil, fmt.Errorf("ingest: a child answered %.40q about %d places", answer, len(texts))
	}
	return held, nil
}

// holds asks for each of the texts.
func (r *Reader) holds(ctx context.Context, in Input, texts []report.Text) ([]bool, error) {
	re, err := r.NewRereader(ctx, in)
	if err != nil {
		return nil, err
	}
	held := make([]bool, len(texts))
	for n, t := range texts {
		held[n] = re.Holds(t.S, t.At)
	}
	return held, nil
}

// ask has a child answer. Where the work has a span that is kept, so has the child.
func (i *Isolated) ask(ctx context.Context, in Input, texts []report.Text) (answer []byte, err error) {
	if span := trace.SpanFromContext(ctx); span.IsRecording() {
		ctx, span = span.TracerProvider().Tracer("github.com/gouji/gouji/stages/ingest").Start(ctx, "child", trace.WithAttributes(
			attribute.Int("gouji.bytes", len(in.Data)), attribute.String("gouji.question", map[bool]string{true: "read", false: "reread"}[texts == nil])))
		defer func() {
			if class, poison := fault.ClassOf(err); poison { // its text may quote the document
				span.SetStatus(codes.Error, string(class))
			}
			span.End()
		}()
	}
	head, err := question{Source: in.Source, Notes: in.notes, ContentType: []byte(in.ContentType), Texts: texts}.head()
	if err != nil {
		return nil, err
	}
	if answer, err = i.pool.Ask(ctx, head, in.Data); err != nil {
		return nil, i.explain(err)
	}
	return answer, nil
}

const saveAgain = "save it anew as a .docx or a plain page and submit that"

// explain turns what a child refused or broke, or how it ended, into a rejection.
func (i *Isolated) explain(err error) error {
	var refused *child.Refusal
	var crash *child.Crash
	switch {
	case errors.Is(err, child.ErrTime):
		return fault.Poisonf(fault.LimitTime, "reading the document took more than %v, or %v of a processor; "+saveAgain, i.lim.Time, cmp.Or(i.lim.Processor, i.lim.Time))
	case errors.Is(err, child.ErrMemory):
		return fault.Poisonf(fault.LimitMemory, "reading the document took more than %d MiB of memory; "+saveAgain, child.Memory>>20)
	case errors.Is(err, child.ErrOutput):
		return fault.Poisonf(fault.LimitCells, "what was read takes more than %d bytes; submit one report at a time", i.lim.Output)
	case errors.As(err, &crash):
		return fault.Poisonf(fault.Panic, "the reader broke down (%s: %.500s)", crash.How, crash.Line())
	case errors.As(err, &refused):
		return fromRefusal(refused.Why)
	}
	return err
}

// refusal is an error in the form that fromRefusal reads: the class, "" for an error that
// is no poison, a newline, and the message as it is.
func refusal(err error) []byte {
	class, message := fault.Class(""), err.Error()
	var p *fault.PoisonError
	if errors.As(err, &p) {
		class, message = p.Class, p.Err.Error()
	}
	return append([]byte(class), "\n"+message...)
}

func fromRefusal(why []byte) error {
	class, message, _ := bytes.Cut(why, []byte("\n"))
	if !slices.Contains(fault.Classes(), fault.Class(class)) {
		return fmt.Errorf("ingest: a child refused a document: %s", message)
	}
	return fault.Poison(fault.Class(class), errors.New(string(message)))
}
