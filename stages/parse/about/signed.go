package about

import (
	"strings"
	"unicode/utf8"

	"github.com/gouji/gouji/stages/fold"
	"github.com/gouji/gouji/stages/report"
)

// tail is how many lines from the end may hold the date of signature without the name of a
// body beside it, farTail with it; pages put links and buttons behind it.
const (
	tail    = 15
	farTail = 60
)

// findSigned looks for the date of signature and the body that signed, from the end: a date
// on a line of its own, or at the end of the last lines behind a body's name.
func (r *reader) findSigned() {
	r.out.Signature = map[int]report.Text{}
	n := len(r.Lines)
	for i := n - 1; i >= 0 && i >= n-farTail; i-- {
		r.Step()
		l := &r.Lines[i]
		if l.Table && !l.Plain || l.Head || l.Cells != 1 && !l.Placed || i < r.Body && r.Body < n || !strings.HasSuffix(l.Fold, "日") && !strings.HasSuffix(l.Fold, "号") {
			continue
		}
		if r.signedOnLine(i, i >= n-tail) || r.signedInLine(i) {
			return
		}
	}
}

// signedOnLine reads a date that is the whole of line i, with the body above it. Without
// the body it counts only where alone is set.
func (r *reader) signedOnLine(i int, alone bool) bool {
	t := *r.Lines[i].Text
	m := fold.Fold(t.S)
	d, ok := dateAt(m.S, 0, 0)
	if !ok || d.end != len(m.S) {
		return false
	}
	k := -1
	switch {
	case i > 0 && !r.Lines[i-1].Head && isOrgan(r.Lines[i-1].Fold):
		k = i - 1
	case i+1 < len(r.Lines) && r.Lines[i+1].Plain && isBody(r.Lines[i+1].Fold):
		k = i + 1
	case !alone:
		return false
	}
	r.setSigned(d, t)
	r.out.Signature[i] = report.Text{}
	if k >= 0 {
		r.signer = *r.Lines[k].Text
		r.out.Signature[k] = report.Text{}
	}
	return true
}

// signedInLine reads 某某局2023年1月5日 at the end of line i.
func (r *reader) signedInLine(i int) bool {
	t := *r.Lines[i].Text
	m := fold.Fold(t.S)
	f := m.S
	from := max(0, len(f)-60)
	for from < len(f) && !utf8.RuneStart(f[from]) {
		from++
	}
	d, ok := findDate(f, from, len(f))
	if !ok || d.end != len(f) {
		return false
	}
	start := d.start
	for start > 0 {
		c, n := utf8.DecodeLastRuneInString(f[:start])
		if strings.ContainsRune("。,;:!?()", c) || d.start-start > 100 {
			break
		}
		start -= n
	}
	if !isOrgan(f[start:d.start]) {
		return false
	}
	r.setSigned(d, part(t, m, d.start, d.end))
	r.signer = part(t, m, start, d.start)
	a, _ := m.Original(start, d.start)
	r.out.Signature[i] = trim(t.Slice(0, a))
	return true
}
