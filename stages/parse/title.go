package parse

import (
	"strings"
	"unicode/utf8"

	"github.com/gouji/gouji/stages/fold"
	"github.com/gouji/gouji/stages/report"
)

// top is how many units from the start may hold the title.
const top = 60

// findTitle looks for the title in the lines before the first section, in what the file
// says about itself, and in the book-title marks of the first sentence. A page may link to
// the reports of other years above the article: where these name several years, the one
// counts that the file's own title, the statistical period or the signature supports.
func (r *reading) findTitle() report.Text {
	end := min(len(r.us), top)
	if len(r.heads) > 0 {
		end = min(end, r.heads[0].unit)
	}
	lines := r.titleLines(end)
	var named, own report.Text
	for _, name := range []string{"articletitle", "dc.title", "og:title"} {
		if t := r.headField(name); named.S == "" && t.S != "" && isTitle(fold.String(t.S)) {
			named = t
		}
	}
	if t := r.headField("title"); t.S != "" {
		if t = cutSite(t); isTitle(fold.String(t.S)) {
			own = t
		}
	}
	quoted := r.quotedTitle(end)
	year := r.supported(lines, named, own, quoted)
	line := bestLine(lines, year)
	if line != nil {
		r.titleEnd = line.after
	}
	fits := func(t report.Text) bool { return t.S != "" && (year == 0 || yearOf(t) == 0 || yearOf(t) == year) }
	switch {
	case fits(named):
		return named
	case line != nil && (line.rank > bareTitle || fits(line.t)):
		return line.t
	case fits(own):
		return own
	case fits(quoted):
		return quoted
	}
	for _, t := range []report.Text{named, own, quoted} {
		if t.S != "" {
			return t
		}
	}
	if line != nil {
		return line.t
	}
	return report.Text{}
}

func yearOf(t report.Text) int {
	y, _, _ := yearIn(fold.String(t.S))
	return y
}

// supported is the year of the report by what supports one among candidates of different
// years: the file's own title, the statistical period, the quoted title, the year before
// the signature. It is 0 where the candidates agree, or nothing supports any of them.
func (r *reading) supported(lines []titleLine, named, own, quoted report.Text) int {
	var years []int
	add := func(t report.Text) {
		if y := yearOf(t); y != 0 {
			years = append(years, y)
		}
	}
	for i := range lines {
		add(lines[i].t)
	}
	add(named)
	add(own)
	add(quoted)
	differ := false
	for _, y := range years {
		differ = differ || y != years[0]
	}
	if !differ {
		return 0
	}
	signed := 0
	if s := r.out.Signed; s != nil {
		signed, _ = numeral((*s)[:4])
		signed--
	}
	head := yearOf(named)
	if head == 0 {
		head = yearOf(own)
	}
	for _, y := range []int{head, r.periodYear(), yearOf(quoted), signed} {
		for _, has := range years {
			if y != 0 && y == has {
				return y
			}
		}
	}
	return 0
}

// periodYear is the year in which the statistical period begins that the text before the
// second section states, 0 if it states none.
func (r *reading) periodYear() int {
	end := len(r.us)
	if len(r.heads) > 1 {
		end = r.heads[1].unit
	}
	var b strings.Builder
	for i := range r.us[:end] {
		r.mem.step()
		if !r.table[i] {
			b.WriteString(lineFold(&r.us[i]))
		}
	}
	first, _, ok := periodOf(b.String())
	if !ok {
		return 0
	}
	return first.year
}

func (r *reading) headField(name string) report.Text {
	for _, f := range r.doc.Head {
		if f.Name == name {
			return trim(f.Text)
		}
	}
	return report.Text{}
}

// cutSite cuts the name of the column and the site off the title of a page.
func cutSite(t report.Text) report.Text {
	f, from := "", 0 // f is t.S[:from] folded
	for i, c := range t.S {
		if !strings.ContainsRune("_-|—–｜>", c) || i == 0 {
			continue
		}
		f, from = f+fold.String(t.S[from:i]), i
		if len(f) > longestTitle { // what is longer is none, and there may be 8 MiB of dashes
			break
		}
		if isTitle(f) {
			return trim(t.Slice(0, i))
		}
	}
	return t
}

// The ranks of lines that read as a title.
const (
	bareTitle   = iota // names no issuer, as links to the reports of other years do
	namedTitle         // names its issuer
	ownTitle           // is what the page calls itself
	markedTitle        // stands behind 标题:
)

// titleLine is a line that reads as a title, and the unit behind it.
type titleLine struct {
	t           report.Text
	rank, after int
}

// titleLines are the lines before unit end that read as a title.
func (r *reading) titleLines(end int) []titleLine {
	self := ""
	if t := r.headField("title"); t.S != "" {
		self = fold.String(cutSite(t).S)
	}
	var out []titleLine
	for i, next := 0, 0; i < end; i = next {
		var t report.Text
		if t, next = r.titleAt(i, end); t.S != "" {
			out = append(out, titleLine{t, r.titleRank(i, t, self), next})
		}
	}
	return out
}

// bestLine is the line of the highest rank, nil if there is none. Of the same rank one of
// the supported year counts, if there is such a year; then the first, and of bare ones the
// last, which is nearest to the text. Bare lines of several years, none of which is
// supported, are links and no title.
func bestLine(lines []titleLine, year int) *titleLine {
	var best *titleLine
	several := false
	for i := range lines {
		l := &lines[i]
		if best == nil || l.rank > best.rank {
			best, several = l, false
			continue
		}
		if l.rank < best.rank {
			continue
		}
		old, own := yearOf(best.t), yearOf(l.t)
		several = several || old != own
		if year != 0 && own == year && old != year || l.rank == bareTitle && (own == year || old != year) {
			best = l
		}
	}
	if best != nil && best.rank == bareTitle && several && yearOf(best.t) != year {
		return nil
	}
	return best
}

func (r *reading) titleRank(i int, t report.Text, self string) int {
	f := fold.String(t.S)
	switch {
	case strings.HasPrefix(lineFold(&r.us[i]), "标题:"):
		return markedTitle
	case f == self, strings.Contains(t.At.Path, "/h1"):
		return ownTitle
	case !startsBare(f):
		return namedTitle
	}
	return bareTitle
}

// titleAt is the title that begins at unit i, "" if none does, and the unit behind it.
func (r *reading) titleAt(i, end int) (report.Text, int) {
	u := &r.us[i]
	if u.kind != asLine && u.kind != asPlaced {
		return report.Text{}, i + 1
	}
	f := lineFold(u)
	if !isTitle(f) {
		if t := r.brokenTitle(i, end, f); t.S != "" {
			return t, i + 2
		}
		return report.Text{}, i + 1
	}
	if strings.HasPrefix(f, "标题:") {
		return afterColon(u.line), i + 1
	}
	t := u.line
	for t.S != "" && strings.ContainsRune("#* ", rune(t.S[0])) {
		t = t.Slice(1, len(t.S))
	}
	if i > 0 && startsBare(f) {
		if prev := &r.us[i-1]; isOrgan(lineFold(prev)) {
			return joined(prev.line, t), i + 1
		}
	}
	return t, i + 1
}

// brokenTitle is a title on two lines, the first of which has no 报告 yet, or ends with
// the year.
func (r *reading) brokenTitle(i, end int, f string) report.Text {
	if i+1 >= end || len(f) > 120 || strings.ContainsAny(f, "。,;:《》") {
		return report.Text{}
	}
	next := lineFold(&r.us[i+1])
	if _, at, _ := yearIn(f + next); at > 0 && at < len(f) && len(next) <= 60 && isOrgan(f[:at]) && startsBare((f + next)[at:]) && isTitle(f+next) {
		return joined(r.us[i].line, r.us[i+1].line) // broken inside of 2023年政府
	}
	if _, at, _ := yearIn(f + next); at < 0 || len(next) > 40 || !isTitle(f+next) || isTitle(next) && !startsBare(next) {
		return report.Text{}
	}
	if !strings.Contains(f, "信息公开") && isTitle(next) && !strings.HasSuffix(f, "年") && !strings.HasSuffix(f, "年度") && !strings.HasSuffix(f, "年政府") && !strings.HasSuffix(f, "年度政府") {
		return report.Text{}
	}
	return joined(r.us[i].line, r.us[i+1].line)
}

// startsBare reports a title that begins with its year or with 政府信息公开, so that the
// issuer must stand on the line before.
func startsBare(f string) bool {
	f = strings.Trim(f, "#*")
	_, at, end := yearIn(f)
	if at == 0 {
		rest := strings.TrimPrefix(f[end:], "度")
		return strings.HasPrefix(rest, "政府信息公开") || strings.HasPrefix(rest, "信息公开") || strings.HasPrefix(rest, "政务")
	}
	return strings.HasPrefix(f, "政府信息公开") || strings.HasPrefix(f, "信息公开")
}

// joined puts two lines together; the place is that of both, where places are ranges.
func joined(a, b report.Text) report.Text {
	out := report.Text{S: a.S + b.S, At: a.At}
	if a.At.Kind == report.PlaceText {
		out.At.End = b.At.End
	}
	if a.At.Kind == report.PlacePDF {
		out.At.Box = spanned(a.At.Box, b.At.Box)
	}
	return out
}

func afterColon(t report.Text) report.Text {
	for i, c := range t.S {
		if c == ':' || c == '：' {
			return trim(t.Slice(i+utf8.RuneLen(c), len(t.S)))
		}
	}
	return t
}
