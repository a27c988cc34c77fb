package header_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/parse/header"
	"github.com/gouji/gouji/stages/parse/layout"
	"github.com/gouji/gouji/stages/parse/readtest"
	"pgregory.net/rapid"
)

func words(cols ...int) []header.Word {
	var out []header.Word
	for _, c := range cols {
		out = append(out, header.Word{Col: c})
	}
	return out
}

func TestOrder(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name               string
		heads              []int
		order              []int
		known, contradicts bool
	}{
		{"none", nil, []int{0, 1, 2}, false, false},
		{"all, in order", []int{0, 1, 2}, []int{0, 1, 2}, true, false},
		{"all, moved", []int{2, 0, 1}, []int{2, 0, 1}, true, false},
		{"some, in order", []int{0, 2}, []int{0, 1, 2}, false, false},
		{"some, moved", []int{2, 0}, []int{0, 1, 2}, false, true},
		{"one twice", []int{2, 0, 0}, []int{0, 1, 2}, false, false},
	} {
		order, known, contradicts := header.Order(words(c.heads...), 3)
		if !slices.Equal(order, c.order) || known != c.known || contradicts != c.contradicts {
			t.Errorf("%s: %v %v %v", c.name, order, known, contradicts)
		}
	}
}

// TestOrderIsAPermutation: whatever heads are found, each figure has a column of its own.
func TestOrderIsAPermutation(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		heads := rapid.SliceOfN(rapid.IntRange(0, 6), 0, 7).Draw(t, "heads")
		order, known, contradicts := header.Order(words(heads...), 7)
		sorted := slices.Clone(order)
		slices.Sort(sorted)
		if !slices.Equal(sorted, header.FormOrder(7)) {
			t.Fatalf("%v give %v", heads, order)
		}
		if known && !slices.Equal(order, heads) || contradicts && slices.IsSorted(heads) {
			t.Fatalf("%v give %v, known %v, contradict %v", heads, order, known, contradicts)
		}
	})
}

func TestPiecesKnowTheirPlaces(t *testing.T) {
	t.Parallel()
	mem := &layout.UnitMemory{}
	us := readtest.Units("            商业      科研\n            企业      机构", mem)
	var all []header.Piece
	for i := range us {
		all = append(all, header.Pieces(&us[i], i, mem)...)
	}
	if len(all) != 4 {
		t.Fatalf("%d pieces", len(all))
	}
	if !all[0].Overlaps(&all[2]) || !all[1].Overlaps(&all[3]) || all[0].Overlaps(&all[3]) {
		t.Errorf("the pieces stand at %v", all)
	}
	if us = readtest.Units("商业 科研", mem); len(header.Pieces(&us[0], 0, mem)) != 0 {
		t.Error("a line that keeps no columns has pieces with places")
	}
}

func TestQuote(t *testing.T) {
	t.Parallel()
	mem := &layout.UnitMemory{}
	us := readtest.Units("总计 | 自然人 |", mem)
	var heads []header.Word
	for _, c := range header.Words(&us[0], mem) {
		heads = append(heads, header.Word{Cell: c})
	}
	if q := header.Quote(heads); !strings.HasPrefix(q.Text, "总计") || q.At.End == 0 {
		t.Errorf("%+v", q)
	}
	if q := header.Quote(nil); q.Text != "" {
		t.Errorf("no heads are quoted as %q", q.Text)
	}
}
