package limit

import (
	"context"

	"github.com/gouji/gouji/pipeline/fault"
)

// Work counts what one reading does. It ends the reading when its context has ended, or when
// the document has more than any report.
type Work struct {
	ctx   context.Context
	steps int // since the context was looked at
	cut   int // cells made by cutting lines
}

// Start begins a reading that ends with ctx.
func (w *Work) Start(ctx context.Context) { *w = Work{ctx: ctx} }

// mostCut is how many cells the lines of a document may be cut into. A real report has some
// 400; without a bound 20 MB of "|" were 20 million cells of 80 bytes.
const mostCut = 300_000

// stepsBetween is how many steps are taken between two looks at the context. A step costs
// some 10 µs at most where the work is bounded by the length of a line.
const stepsBetween = 128

// Halt ends a reading from within: it is thrown where the work is, a dozen calls deep in
// loops that have no error to return, and caught in Parse alone.
type Halt struct{ Err error }

// Step is called for each line, cell or record that costs something; it ends the reading
// when the context has ended.
func (w *Work) Step() {
	if w.steps++; w.steps >= stepsBetween {
		w.steps = 0
		w.Look()
	}
}

// Look ends the reading when the context has ended, in loops of few and costly rounds.
func (w *Work) Look() {
	if w.ctx == nil {
		return
	}
	if err := w.ctx.Err(); err != nil {
		panic(Halt{err})
	}
}

// Spend is step for n cells cut out of a line; it ends the reading when there are too many.
func (w *Work) Spend(n int) {
	w.Step()
	if w.cut += n; w.cut > mostCut {
		panic(Halt{fault.Poisonf(fault.LimitCells, "the lines of the document have more than %d cells; send the report as a page, DOCX or PDF, with its tables", mostCut)})
	}
}
