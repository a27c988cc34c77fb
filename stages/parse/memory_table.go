package parse

// tableMemory is the memory for reading table three.
type tableMemory struct {
	rowMemory
	rows slab[rowRead]
}

// reset forgets the document.
func (m *tableMemory) reset() {
	m.rowMemory.reset()
	m.rows.reset()
}

func (m *tableMemory) row() *rowRead { return &m.rows.take(1)[:1][0] }
