package parse

import "sync"

// scratch is the memory one reading needs and leaves behind; nothing of it goes into the
// report. A report of 7 KB takes 90 KB, which used again costs nothing to the collector of
// garbage.
type scratch struct {
	units  slab[unit]
	cells  slab[cell]
	values slab[value]
	refs   slab[*cell]
}

func newScratch() *sync.Pool { return &sync.Pool{New: func() any { return new(scratch) }} }

// reset forgets the document, so that its text is not kept.
func (s *scratch) reset() {
	s.units.reset()
	s.cells.reset()
	s.values.reset()
	s.refs.reset()
}

// slab hands out slices of one large array.
type slab[T any] struct{ buf []T }

// slabSize is the number of elements of a new array; a usual table three has 200 cells.
const slabSize = 512

// take is an empty slice with room for n elements; more make it move.
func (s *slab[T]) take(n int) []T {
	if cap(s.buf)-len(s.buf) < n {
		s.buf = make([]T, 0, max(n, slabSize, min(2*cap(s.buf), 16*slabSize)))
	}
	from := len(s.buf)
	s.buf = s.buf[:from+n]
	return s.buf[from : from : from+n]
}

func (s *slab[T]) reset() {
	clear(s.buf)
	s.buf = s.buf[:0]
}
