package report

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
)

// MaxCells is how many cells a finding lists. One about a whole table was 13 KB, in each of
// the places that it is kept in; the report itself has the cells.
const MaxCells = 12

// NumCells is how many cells the finding is about.
func (f *Finding) NumCells() int { return max(f.CellsTotal, len(f.Cells)) }

// ListFew leaves the first MaxCells cells in the finding, with their quotes, and keeps the number
// of all of them and what it rests on. fold is as in EvidenceOf.
func (f *Finding) ListFew(fold func(string) string) {
	if len(f.Cells) <= MaxCells {
		return
	}
	f.Evidence = EvidenceOf(*f, fold)
	if len(f.Quotes) == len(f.Cells) { // one for each
		f.Quotes = slices.Clip(f.Quotes[:MaxCells])
	}
	f.CellsTotal, f.Cells = len(f.Cells), slices.Clip(f.Cells[:MaxCells])
}

// EvidenceOf identifies what a finding rests on: its cells and the words that it quotes,
// folded and with personal numbers masked. The place and the message are no part of it, because parsers and rules put them
// differently.
func EvidenceOf(f Finding, fold func(string) string) string {
	if f.Evidence != "" {
		return f.Evidence
	}
	cells := slices.Sorted(slices.Values(f.Cells))
	h := sha256.New()
	fmt.Fprintln(h, strings.Join(slices.Compact(cells), " "))
	for _, q := range f.Quotes {
		fmt.Fprintln(h, strings.Join(strings.Fields(fold(MaskText(q))), ""))
	}
	return hex.EncodeToString(h.Sum(nil))[:32]
}
