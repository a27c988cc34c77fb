package layout

import (
	"github.com/gouji/gouji/stages/parse/limit"
)

// UnitMemory is the memory for the units and cells of one document.
type UnitMemory struct {
	limit.Work
	Units limit.Slab[Unit]
	cells limit.Slab[Cell]
	Glued *GluedWords
	wiki  bool // the line stands in a table as a wiki writes it
}

// Reset forgets the document.
func (m *UnitMemory) Reset() {
	m.Units.Reset()
	m.cells.Reset()
	m.Work = limit.Work{}
}
