package parse

import (
	"context"
	"sync"
	"unsafe"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/parse/about"
)

// scratch is the memory one reading needs and leaves behind; nothing of it goes into the
// report. A report of 7 KB takes 90 KB, which used again costs nothing to the collector of
// garbage.
type scratch struct {
	units  slab[unit]
	cells  slab[cell]
	values slab[value]
	refs   slab[*cell]
	events slab[event]
	recs   slab[record]
	rows   slab[rowRead]
	ints   slab[int]
	lines  slab[about.Line]
	core   []byte  // of the text that labels are looked for in
	from   []int32 // the places of core in that text
	off    switches
	glued  *gluedWords
	ctx    context.Context
	steps  int // since the context was looked at
	cut    int // cells made by cutting lines
	prose  int // bytes of the sections
}

func newScratch() *sync.Pool { return &sync.Pool{New: func() any { return new(scratch) }} }

// reset forgets the document, so that its text is not kept.
func (s *scratch) reset() {
	s.units.reset()
	s.cells.reset()
	s.values.reset()
	s.refs.reset()
	s.events.reset()
	s.recs.reset()
	s.rows.reset()
	s.ints.reset()
	s.lines.reset()
	s.ctx, s.steps, s.cut, s.prose = nil, 0, 0, 0
}

// mostCut is how many cells the lines of a document may be cut into. A real report has some
// 400; without a bound 20 MB of "|" were 20 million cells of 80 bytes.
const mostCut = 300_000

// mostProse is how many bytes the sections may have. A real report has 6 to 8 KB; validate
// needs some 100 bytes and half a microsecond for each, and every rule looks at all of them.
const mostProse = 2 << 20

// tell counts n bytes of a section; it ends the reading when there are too many.
func (s *scratch) tell(n int) {
	if s.prose += n; s.prose > mostProse {
		panic(halt{fault.Poisonf(fault.LimitCells, "the sections have more than %d bytes of text, as no annual report has; send the report alone", mostProse)})
	}
}

// stepsBetween is how many steps are taken between two looks at the context. A step costs
// some 10 µs at most where the work is bounded by the length of a line.
const stepsBetween = 128

// halt ends a reading from within: it is thrown where the work is, a dozen calls deep in
// loops that have no error to return, and caught in Parse alone.
type halt struct{ err error }

// step is called for each line, cell or record that costs something; it ends the reading
// when the context has ended.
func (s *scratch) step() {
	if s.steps++; s.steps >= stepsBetween {
		s.steps = 0
		s.look()
	}
}

// look ends the reading when the context has ended, in loops of few and costly rounds.
func (s *scratch) look() {
	if s.ctx == nil {
		return
	}
	if err := s.ctx.Err(); err != nil {
		panic(halt{err})
	}
}

// spend is step for n cells cut out of a line; it ends the reading when there are too many.
func (s *scratch) spend(n int) {
	s.step()
	if s.cut += n; s.cut > mostCut {
		panic(halt{fault.Poisonf(fault.LimitCells, "the lines of the document have more than %d cells; send the report as a page, DOCX or PDF, with its tables", mostCut)})
	}
}

// slab hands out slices of one large array. What it hands out is zero.
type slab[T any] struct{ buf []T }

// slabSize is the number of elements of a new array, and slabBytes how many bytes it has at
// most unless more is asked for; a usual table three has 200 cells.
const (
	slabSize  = 512
	slabBytes = 192 << 10
)

// take is an empty slice with room for n elements; more make it move.
func (s *slab[T]) take(n int) []T {
	if cap(s.buf)-len(s.buf) < n {
		size := min(slabSize, slabBytes/int(unsafe.Sizeof(*new(T))))
		s.buf = make([]T, 0, max(n, size, min(2*cap(s.buf), 16*size)))
	}
	from := len(s.buf)
	s.buf = s.buf[:from+n]
	return s.buf[from : from : from+n]
}

func (s *slab[T]) reset() {
	clear(s.buf)
	s.buf = s.buf[:0]
}
