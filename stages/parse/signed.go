package parse

import (
	"strings"
	"unicode/utf8"

	"github.com/gouji/gouji/stages/fold"
	"github.com/gouji/gouji/stages/report"
)

// tail is how many units from the end may hold the signature; pages put links and
// buttons behind it.
const tail = 15

// findSigned looks for the date of signature and the body that signed, from the end:
// a date on a line of its own, or at the end of the last lines behind a body's name.
func (r *reading) findSigned() {
	for i := len(r.us) - 1; i >= 0 && i >= len(r.us)-tail; i-- {
		u := &r.us[i]
		if r.table[i] && u.kind != asLine || u.head != 0 || len(u.cells) != 1 && u.kind != asPlaced {
			continue
		}
		if !strings.HasSuffix(lineFold(u), "日") {
			continue
		}
		m := fold.Fold(u.line.S)
		if d, ok := dateAt(m.S, 0, 0); ok && d.end == len(m.S) && strings.HasSuffix(m.S, "日") {
			r.setSigned(d, u.line)
			r.prose[i] = report.Text{}
			if i > 0 && r.us[i-1].head == 0 && isOrgan(lineFold(&r.us[i-1])) {
				r.signer = r.us[i-1].line
				r.prose[i-1] = report.Text{}
			}
			return
		}
		if r.signedInLine(i, m) {
			return
		}
	}
}

func (r *reading) setSigned(d day, t report.Text) {
	s := d.String()
	r.out.Signed = &s
	r.evidence("signed", t)
}

// signedInLine reads 某某局2023年1月5日 at the end of a line.
func (r *reading) signedInLine(i int, m fold.Map) bool {
	u := &r.us[i]
	f := m.S
	if !strings.HasSuffix(f, "日") {
		return false
	}
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
	a, b := m.Original(d.start, d.end)
	r.setSigned(d, u.line.Slice(a, b))
	a, b = m.Original(start, d.start)
	r.signer = trim(u.line.Slice(a, b))
	r.prose[i] = trim(u.line.Slice(0, a))
	return true
}

// labelled finds the words behind one of the labels, in a line (发布日期：…) or in the
// next or lower cell of an index table, outside the tables of the report.
func (r *reading) labelled(labels ...string) report.Text {
	for _, label := range labels {
		for i := range r.us {
			r.mem.step()
			if r.table[i] {
				continue
			}
			u := &r.us[i]
			for k := range u.cells {
				c := &u.cells[k]
				if len(c.f) > 400 || !strings.Contains(c.f, label) {
					continue
				}
				if t := r.behind(u, i, k, label); t.S != "" {
					return t
				}
			}
		}
	}
	return report.Text{}
}

func (r *reading) behind(u *unit, i, k int, label string) report.Text {
	c := &u.cells[k]
	m := fold.Fold(c.s)
	at := strings.Index(m.S, label) + len(label)
	rest := m.S[at:]
	switch {
	case strings.HasPrefix(rest, ":") && len(rest) > 1:
		from, to := m.Original(at+1, len(m.S))
		t := trim(c.text().Slice(from, to))
		if n := strings.IndexAny(t.S, " \t　\u00a0"); n > 0 && len(u.cells) == 1 {
			return trim(t.Slice(0, n))
		}
		return t
	case rest != "" && rest != ":":
		return report.Text{}
	}
	if k+1 < len(u.cells) && u.cells[k+1].f != "" && !r.below(u, i, k) {
		return u.cells[k+1].text()
	}
	if i+1 < len(r.us) && k < len(r.us[i+1].cells) && len(r.us[i+1].cells) == len(u.cells) {
		return r.us[i+1].cells[k].text()
	}
	return report.Text{}
}

// below reports that the row is a head whose values stand in the next row: no cell of
// the row has a figure, and the next row has as many cells.
func (r *reading) below(u *unit, i, k int) bool {
	return i+1 < len(r.us) && len(r.us[i+1].cells) == len(u.cells) && len(u.cells) > 2 && r.us[i+1].kind == u.kind &&
		!strings.HasSuffix(u.cells[k].f, ":")
}

// findPublished reads the date of publication where the page names it. The date of a
// capture or of a visit has other labels.
func (r *reading) findPublished() {
	for _, name := range []string{"pubdate", "publishdate", "article:published_time", "publish_date"} {
		if t := r.headField(name); t.S != "" {
			f := fold.String(t.S)
			if d, ok := findDate(f, 0, min(len(f), longestQuote)); ok { // a page may state 8 MiB
				s := d.String()
				r.out.Published = &s
				r.evidence("published", t)
				return
			}
		}
	}
	for i := range r.us {
		r.mem.step()
		if r.table[i] {
			continue
		}
		if r.publishedIn(i) {
			return
		}
	}
}

func (r *reading) publishedIn(i int) bool {
	u := &r.us[i]
	for k := range u.cells {
		c := &u.cells[k]
		if len(c.s) > 700 && i > 3 {
			continue
		}
		if !strings.Contains(c.f, "日期") && !strings.Contains(c.f, "时间") {
			continue
		}
		m := fold.Fold(c.s)
		for _, label := range [...]string{"发布日期", "发布时间", "公开日期", "公开时间", "发文日期", "时间:", "日期:"} {
			at := strings.Index(m.S, label)
			if at < 0 {
				continue
			}
			end := min(len(m.S), at+len(label)+20)
			if d, ok := findDate(m.S, at+len(label), end); ok && d.start <= at+len(label)+3 {
				from, to := m.Original(d.start, d.end)
				s := d.String()
				r.out.Published = &s
				r.evidence("published", c.text().Slice(from, to))
				return true
			}
			if at+len(label) >= len(m.S)-1 && k+1 <= len(u.cells) {
				if t := r.behind(u, i, k, strings.TrimSuffix(label, ":")); t.S != "" {
					f := fold.String(t.S)
					if d, ok := findDate(f, 0, min(len(f), longestQuote)); ok {
						s := d.String()
						r.out.Published = &s
						r.evidence("published", t)
						return true
					}
				}
			}
		}
	}
	return false
}

// findPeriod reads the statistical period from the preamble or the first section.
func (r *reading) findPeriod() {
	if r.out.Preamble != nil && r.periodIn(r.out.Preamble) {
		return
	}
	for i := range r.out.Sections {
		if s := &r.out.Sections[i]; s.Number == 1 && r.periodIn(s) {
			return
		}
	}
}

func (r *reading) periodIn(s *report.Section) bool {
	if !strings.Contains(s.Text, "统") {
		return false
	}
	m := fold.Fold(s.Text)
	first, second, ok := periodOf(m.S)
	if !ok {
		return false
	}
	r.out.Period = &report.Period{Start: first.String(), End: second.String()}
	from, end := m.Original(first.start, second.end)
	q := report.Quote{Text: s.Text[from:end]}
	if places := s.Place(from, end); len(places) > 0 {
		q.At = places[0]
		if len(places) > 1 && q.At.Kind == report.PlaceText {
			q.At.End = places[len(places)-1].End
		}
	}
	r.out.Evidence["period"] = q
	return true
}

// periodOf finds the first two dates behind 统计 in a folded text with 至 or a dash between.
func periodOf(f string) (first, second day, ok bool) {
	for at := 0; ; {
		i := strings.Index(f[at:], "统计")
		if i < 0 {
			return first, second, false
		}
		at += i + len("统计")
		if first, ok = findDate(f, at, min(len(f), at+60)); !ok {
			continue
		}
		rest := f[first.end:]
		to := strings.IndexAny(rest[:min(len(rest), 12)], "至到-~")
		if to < 0 {
			continue
		}
		to += first.end
		_, n := utf8.DecodeRuneInString(f[to:])
		if second, ok = dateAt(f, to+n, first.year); ok {
			return first, second, true
		}
	}
}
