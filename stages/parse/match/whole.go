package match

import (
	"github.com/gouji/gouji/stages/parse/label"
	"github.com/gouji/gouji/stages/parse/layout"
)

// WholeLabel is the row whose label texts begin with, in one piece or in up to four, and the
// number of pieces; -1 and 1 if there is none.
func WholeLabel(b *label.Book, texts []*layout.Cell) (row, pieces int) {
	joined := ""
	for n := 1; n <= 4 && n <= len(texts); n++ {
		c := texts[n-1]
		if n == 1 {
			joined = c.Core()
		} else if label.OrdinalLen(c.Fold) > 0 {
			break
		} else {
			joined += c.Core()
		}
		if row, ok := b.ByCore[joined]; ok && b.Fits(row, joined, texts[0].Fold, true) {
			return row, n
		}
	}
	return -1, 1
}
