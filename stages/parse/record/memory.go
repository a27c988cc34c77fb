package record

import (
	"github.com/gouji/gouji/stages/parse/label"
	"github.com/gouji/gouji/stages/parse/layout"
	"github.com/gouji/gouji/stages/parse/limit"
	"github.com/gouji/gouji/stages/parse/repair"
)

// RowMemory is the memory for the records of one document's tables.
type RowMemory struct {
	layout.UnitMemory
	Values limit.Slab[layout.Value]
	refs   limit.Slab[*layout.Cell]
	events limit.Slab[event]
	recs   limit.Slab[Record]
	Ints   limit.Slab[int]
	Finds  label.CoreBuffer
	Off    repair.Switches
}

// Reset forgets the document.
func (m *RowMemory) Reset() {
	m.UnitMemory.Reset()
	m.Values.Reset()
	m.refs.Reset()
	m.events.Reset()
	m.recs.Reset()
	m.Ints.Reset()
}
