package sheet

import (
	"fmt"

	"github.com/gouji/gouji/stages/report"
)

// Rereader finds places in a workbook again.
type Rereader struct {
	kind  string
	texts map[string]string
}

// NewRereader prepares the sheets of a workbook, read anew, for re-reading.
func NewRereader(kind string, sheets []Sheet) *Rereader {
	r := &Rereader{kind: kind, texts: make(map[string]string)}
	for _, s := range sheets {
		for _, c := range s.Cells {
			r.texts[c.Text.At.Path] = c.Text.S
		}
	}
	return r
}

// Text returns the bytes at the place. The error says that the offsets lie outside of what
// the cell shows; a cell that is not there shows nothing.
func (r *Rereader) Text(at report.Place) (string, error) {
	s := r.texts[at.Path]
	if at.Kind != r.kind || at.Start < 0 || at.Start > at.End || at.End > len(s) {
		return "", fmt.Errorf("sheet: %s of kind %q shows %d bytes, not %d to %d", at.Path, at.Kind, len(s), at.Start, at.End)
	}
	return s[at.Start:at.End], nil
}
