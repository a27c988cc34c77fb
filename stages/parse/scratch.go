package parse

import (
	"sync"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/parse/about"
	"github.com/gouji/gouji/stages/parse/applications"
	"github.com/gouji/gouji/stages/parse/limit"
)

// scratch is the memory one reading needs and leaves behind; nothing of it goes into the
// report. A report of 7 KB takes 90 KB, which used again costs nothing to the collector of
// garbage.
type scratch struct {
	applications.TableMemory
	lines limit.Slab[about.Line]
	prose int // bytes of the sections
}

func newScratch() *sync.Pool { return &sync.Pool{New: func() any { return new(scratch) }} }

// reset forgets the document, so that its text is not kept.
func (s *scratch) reset() {
	s.TableMemory.Reset()
	s.lines.Reset()
	s.prose = 0
}

// mostProse is how many bytes the sections may have. A real report has 6 to 8 KB; validate
// needs some 100 bytes and half a microsecond for each, and every rule looks at all of them.
const mostProse = 2 << 20

// tell counts n bytes of a section; it ends the reading when there are too many.
func (s *scratch) tell(n int) {
	if s.prose += n; s.prose > mostProse {
		panic(limit.Halt{Err: fault.Poisonf(fault.LimitCells, "the sections have more than %d bytes of text, as no annual report has; send the report alone", mostProse)})
	}
}
