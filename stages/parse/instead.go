package parse

import (
	"github.com/gouji/gouji/stages/report"
)

// tableSections are the sections of the three tables, by the key of the table.
var tableSections = [...]struct {
	key     string
	section int
}{{"disclosure", 2}, {"applications", 3}, {"proceedings", 4}}

// noteInstead notes, for each table that was not found, a thing without text that stands
// under the heading of its section: a picture of the table, a frame, an attachment. Where
// the document has no headings, any such thing may be the table.
func noteInstead(doc *report.Document, out *report.Report) {
	lacking := map[int]string{}
	for _, t := range tableSections {
		if !out.HasTable(t.key) {
			lacking[t.section] = t.key
		}
	}
	if len(lacking) == 0 {
		return
	}
	headings := make(map[report.Place]int, len(out.Sections))
	for i := range out.Sections {
		headings[out.Sections[i].At] = out.Sections[i].Number
	}
	section := 0
	see := func(t *report.Text) {
		for _, o := range t.Objects {
			if !standsForTable(o.Thing) {
				continue
			}
			for s, key := range lacking {
				if s == section || len(headings) < 2 {
					out.Observations = append(out.Observations, report.Observation{
						Kind: report.SeenInstead, Table: key, Want: string(o.Thing), Quote: report.Quote{At: t.At},
					})
					delete(lacking, s)
				}
			}
		}
	}
	for i := range doc.Blocks {
		b := &doc.Blocks[i]
		if n, ok := headings[b.Line.At]; ok {
			section = n
		}
		see(&b.Line)
		if b.Grid != nil {
			for k := range b.Grid.Cells {
				see(&b.Grid.Cells[k].Text)
			}
		}
	}
}

func standsForTable(t report.Thing) bool {
	switch t {
	case report.Picture, report.Frame, report.Script, report.Embedded, report.Attachment:
		return true
	}
	return false
}
