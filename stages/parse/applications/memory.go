package applications

import (
	"github.com/gouji/gouji/stages/parse/limit"
	"github.com/gouji/gouji/stages/parse/record"
)

// TableMemory is the memory for reading table three.
type TableMemory struct {
	record.RowMemory
	rows limit.Slab[rowRead]
}

// Reset forgets the document.
func (m *TableMemory) Reset() {
	m.RowMemory.Reset()
	m.rows.Reset()
}

func (m *TableMemory) row() *rowRead { return &m.rows.Take(1)[:1][0] }
