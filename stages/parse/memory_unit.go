package parse

// unitMemory is the memory for the units and cells of one document.
type unitMemory struct {
	work
	units slab[unit]
	cells slab[cell]
	glued *gluedWords
}

// reset forgets the document.
func (m *unitMemory) reset() {
	m.units.reset()
	m.cells.reset()
	m.work = work{}
}
