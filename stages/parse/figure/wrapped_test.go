package figure_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/parse/figure"
	"github.com/gouji/gouji/stages/parse/layout"
	"pgregory.net/rapid"
)

// brokenRow is a printed row of which some numbers go on in the line below or above, while other
// cells are blank or have a dash.
type brokenRow struct {
	want   []string // what each cell holds, "" for those without a number
	first  []string // what stands in the row itself
	pieces []string // what stands in the line beside it
	groups int
	above  bool
}

// drawBroken draws groups of figures whose sums hold, and damages them.
func drawBroken(t *rapid.T) brokenRow {
	b := brokenRow{groups: rapid.SampledFrom([]int{1, 3}).Draw(t, "groups"), above: rapid.Bool().Draw(t, "above")}
	size := map[int]int{1: 7, 3: 5}[b.groups]
	for range b.groups {
		sum := 0
		for range size - 1 {
			n := rapid.SampledFrom([]int{0, 0, 0, 1, 3, 4, 12, 31, 34, 100, 305}).Draw(t, "number")
			sum += n
			b.want = append(b.want, fmt.Sprint(n))
		}
		b.want = append(b.want, fmt.Sprint(sum))
	}
	b.first = append(b.first, b.want...)
	for range rapid.IntRange(0, 2).Draw(t, "blanks") {
		k := rapid.IntRange(0, len(b.want)-1).Draw(t, "blank")
		b.want[k], b.first[k] = "", rapid.SampledFrom([]string{"", "/", "—"}).Draw(t, "sign")
	}
	cut := map[int]int{}
	for range rapid.IntRange(1, 2).Draw(t, "wraps") {
		k := rapid.IntRange(0, len(b.want)-1).Draw(t, "wrapped")
		if n := len(b.want[k]); n > 1 {
			cut[k] = rapid.IntRange(1, n-1).Draw(t, "cut")
		}
	}
	for k := range b.want {
		if n := cut[k]; n > 0 {
			head, rest := b.want[k][:n], b.want[k][n:]
			if b.above {
				head, rest = rest, head
			}
			b.first[k] = head
			b.pieces = append(b.pieces, rest)
		}
	}
	if len(b.pieces) == 0 {
		t.Skip("no number goes over two lines")
	}
	return b
}

// read is what is read of the row, "" for what is not.
func (b *brokenRow) read() []string {
	vals := values(b.first...)
	pieces := values(b.pieces...)
	beside := [][]*layout.Value{figure.Pointers(pieces)}
	sums := figure.GroupSums(b.groups, len(b.want)/b.groups)
	var ways []figure.Way
	if b.above {
		ways, _ = figure.Wraps(vals, beside, nil, sums, anywhere)
	} else {
		ways, _ = figure.Wraps(vals, nil, beside, sums, anywhere)
	}
	out := make([]string, len(vals))
	if len(ways) == 0 {
		return out
	}
	for k := range vals {
		if c := figure.WrappedCell(&vals[k], ways, k); c.Value.Valid() {
			out[k] = c.Value.String()
		}
	}
	return out
}

// TestWrapBesideBlank: a blank cell takes part in no sum, so it confirms nothing: whatever numbers
// of a row go on beside it, none is read as its first digits, and none gets those of another.
func TestWrapBesideBlank(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		b := drawBroken(t)
		for k, got := range b.read() {
			if got != "" && got != b.want[k] {
				t.Fatalf("%q with %q beside (above %v): cell %d is %s, not %q", b.first, b.pieces, b.above, k, got, b.want[k])
			}
		}
	})
}

// TestWrapConfirmed: where one placement alone meets the sums, it is read; a blank cell in another
// group costs it nothing, one in its own group all that it could change.
func TestWrapConfirmed(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, row, pieces, want string }{
		{"one group", "3 0 0 0 0 0 34", "4", "34 0 0 0 0 0 34"},
		{"the total", "34 0 0 0 0 0 3", "4", "34 0 0 0 0 0 34"},
		{"the piece is none", "3 0 0 0 0 0 3", "14", "3 0 0 0 0 0 3"},
		{"both could go on", "1 0 0 0 0 0 1", "2 2", "_ 0 0 0 0 0 _"},
		{"blank in another group", "3 0 0 0 34 . 0 0 0 0 1 0 0 0 1", "4", "34 0 0 0 34 _ 0 0 0 0 1 0 0 0 1"},
		{"blank in its own group", "3 . 0 0 34 0 0 0 0 0 1 0 0 0 1", "4", "_ _ 0 0 _ 0 0 0 0 0 1 0 0 0 1"},
		{"the blank one may hold what is missing", ". 3 0 0 3 0 0 0 0 0 0 0 0 0 0", "4", "_ 3 0 0 _ 0 0 0 0 0 0 0 0 0 0"},
		{"a total that is too small for its parts", "31 . 3 0 3 0 0 0 0 0 0 0 0 0 0", "4", "31 _ 3 0 34 0 0 0 0 0 0 0 0 0 0"},
	} {
		first := strings.Fields(c.row)
		for i := range first {
			first[i] = strings.ReplaceAll(first[i], ".", "")
		}
		b := brokenRow{want: first, first: first, pieces: strings.Fields(c.pieces), groups: 1}
		if len(first) == 15 {
			b.groups = 3
		}
		got := b.read()
		for i := range got {
			if got[i] == "" {
				got[i] = "_"
			}
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: %s with %s below is\n%s, not\n%s", c.name, c.row, c.pieces, strings.Join(got, " "), c.want)
		}
	}
}

// anywhere says that a piece may belong to any cell.
func anywhere(_, _ *layout.Value) bool { return true }
