package parse

// rowMemory is the memory for the records of one document's tables.
type rowMemory struct {
	unitMemory
	values slab[value]
	refs   slab[*cell]
	events slab[event]
	recs   slab[record]
	ints   slab[int]
	finds  coreBuffer
	off    switches
}

// reset forgets the document.
func (m *rowMemory) reset() {
	m.unitMemory.reset()
	m.values.reset()
	m.refs.reset()
	m.events.reset()
	m.recs.reset()
	m.ints.reset()
}
