package about

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gouji/gouji/stages/fold"
	"github.com/gouji/gouji/stages/report"
)

// top is how many lines from the start may hold the title.
const top = 60

// longestTitle is the most bytes of a folded title.
const longestTitle = 240

// titleLabels stand before the title in the fields of a page.
var titleLabels = [...]string{"标题", "信息名称", "文件名称", "信息标题", "文件标题", "公文标题", "公文名称", "题名", "名称"}

// IsTitle reports whether a folded line is the title of an annual report.
func IsTitle(f string) bool {
	if len(f) > longestTitle || len(f) < 18 || strings.Contains(f, "。") || strings.ContainsAny(f, "|>;") {
		return false
	}
	f = strings.Trim(f, "#*=")
	if !strings.Contains(f, "信息公开") && !(strings.Contains(f, "政务公开") && isYearly(f)) || strings.HasPrefix(f, "根据") || isOpen(f) || isRowOfFields(f) {
		return false
	}
	if label, _, ok := strings.Cut(f, ":"); ok && !strings.Contains(label, "信息公开") && !strings.Contains(label, "政务公开") && !isBody(label) {
		return false // 栏目:, 当前位置:, 上一篇:
	}
	f = withoutNote(f)
	return strings.HasSuffix(f, "报告") || strings.HasSuffix(f, "年报") || announces(f)
}

// isOpen reports a line that ends between book-title marks: it is a line of a sentence that
// goes on, as 《…工作年度报告 before 格式》的通知 is.
func isOpen(f string) bool {
	open := 0
	for _, c := range f {
		switch c {
		case '《', '〈', '<', '«':
			open++
		case '》', '〉', '>', '»':
			open--
		}
	}
	return open > 0
}

// announces reports a title that ends with what the report comes with: 年度报告的公告. A
// notice that asks for reports ends so as well and is told by its verbs.
func announces(f string) bool {
	for _, w := range [...]string{"公告", "公示", "函", "通知", "公开", "说明"} {
		if s, ok := strings.CutSuffix(f, w); ok {
			s = strings.TrimRight(strings.TrimSuffix(s, "的"), "》")
			return (strings.HasSuffix(s, "报告") || strings.HasSuffix(s, "年报")) && !asks(s)
		}
	}
	return false
}

// asks reports that a title asks for reports, or regulates them.
func asks(f string) bool {
	for _, w := range [...]string{"做好", "报送", "上报", "编制", "编写", "起草", "填报", "印发", "转发", "开展", "规范", "加强", "征集", "提交"} {
		if strings.Contains(f, w) {
			return true
		}
	}
	return false
}

// withoutNote cuts a short remark in brackets off the end: (2023年), (试行).
func withoutNote(f string) string {
	if at := strings.LastIndexByte(f, '('); at > 0 && strings.HasSuffix(f, ")") && len(f)-at <= 40 {
		return f[:at]
	}
	return f
}

// isMarkedTitle is IsTitle for what stands behind 标题:, which is the title whatever it
// ends with.
func isMarkedTitle(f string) bool {
	return len(f) <= longestTitle && strings.Contains(f, "信息公开") && (strings.Contains(f, "报告") || strings.Contains(f, "年报"))
}

// findTitle takes the title from the fields and lines before the first section, from what
// the file says about itself, and from the book-title marks of the first sentence. A page
// may link to the reports of other years above the article: where these name several years,
// the one counts that other evidence supports.
func (r *reader) findTitle() {
	end := min(len(r.Lines), top, r.Body)
	list := r.titleFields()
	list = append(list, r.markedTitles(end)...)
	list = append(list, r.titleLines(end)...)
	if t := r.quotedTitle(0, end, nil); t.S != "" {
		list = append(list, candidate{text: t, from: FromQuote})
	} else if len(list) == 0 {
		if t := r.quotedTitle(r.Body+1, min(len(r.Lines), r.Body+3, r.Next), isAnnounced); t.S != "" {
			list = append(list, candidate{text: t, from: FromQuote})
		}
	}
	year := r.supportedYear(list)
	list = withoutLinks(list, year)
	for i := range list {
		y := TitleYear(list[i].text)
		list[i].against = year != 0 && y != 0 && y != year
	}
	if c := best(list); c != nil {
		r.out.Title, r.out.Quoted = c.text, c.from == FromQuote
	}
	if p := r.out.Period; p != nil && strings.HasPrefix(p.Start, strconv.Itoa(TitleYear(r.out.Title))+"-") {
		r.out.OtherYear = otherYear(list, r.out.Title)
	}
	for i := range list { // the preamble begins behind the title's line, whatever names it best
		if c := &list[i]; c.after > 0 && !c.against && c.from != FromMarked {
			r.out.TitleEnd = max(r.out.TitleEnd, c.after)
		}
	}
}

// otherYear is the one title among the lines that differs from the report's title in nothing but its year, where
// no line has the right one. Links to other reports are none.
func otherYear(list []candidate, title report.Text) report.Text {
	var found report.Text
	for i := range list {
		c := &list[i]
		if c.after == 0 {
			continue
		}
		if !c.against || found.S != "" {
			return report.Text{}
		}
		found = c.text
	}
	if found.S == "" || isLink(found.At.Path) || withoutYear(found) != withoutYear(title) {
		return report.Text{}
	}
	return found
}

// isLink reports whether what stands at a path of a page is a link or an item of a menu.
func isLink(path string) bool {
	for step := range strings.SplitSeq(path, "/") {
		name, _, _ := strings.Cut(step, "[")
		switch name {
		case "a", "li", "ul", "nav", "option":
			return true
		}
	}
	return false
}

// withoutYear is a folded title without its year.
func withoutYear(t report.Text) string {
	f := fold.String(t.S)
	_, start, end := titleYear(f)
	if start < 0 {
		return f
	}
	return f[:start] + strings.TrimPrefix(f[end:], "度")
}

// titleFields are the titles that the file's own fields hold.
func (r *reader) titleFields() (out []candidate) {
	for _, name := range []string{"articletitle", "dc.title", "og:title"} {
		if t := r.field(name); t.S != "" && IsTitle(fold.String(t.S)) {
			out = append(out, candidate{text: t, from: FromMeta})
		}
	}
	if t := r.field("title"); t.S != "" {
		if t = cutSite(t); IsTitle(fold.String(t.S)) {
			out = append(out, candidate{text: t, from: FromPage})
		}
	}
	return out
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
		if IsTitle(f) {
			return trim(t.Slice(0, i))
		}
	}
	return t
}

// markedTitles are the titles behind 标题: or 信息名称.
func (r *reader) markedTitles(end int) (out []candidate) {
	for i := range end {
		if !r.mayLabelTitle(i) {
			continue
		}
		for _, label := range titleLabels {
			t := r.labelledIn(i, label)
			f := fold.String(t.S)
			if t.S == "" || !isMarkedTitle(f) {
				continue
			}
			c := candidate{text: t, from: FromMarked, after: i + 1}
			if startsBare(f) && TitleYear(t) == 0 {
				c = candidate{text: t, from: FromBare} // 类目名称：政府信息公开年报 is the name of a column
			}
			out = append(out, c)
		}
	}
	return out
}

// mayLabelTitle is a quick look for the labels of a title in line i.
func (r *reader) mayLabelTitle(i int) bool {
	for k := range r.Lines[i].Cells {
		f := r.Rows.CellFold(i, k)
		if len(f) <= longestField && (strings.Contains(f, "题") || strings.Contains(f, "名称")) {
			return true
		}
	}
	return false
}

// titleLines are the lines that read as a title.
func (r *reader) titleLines(end int) (out []candidate) {
	self := ""
	if t := r.field("title"); t.S != "" {
		self = fold.String(cutSite(t).S)
	}
	if end > 0 && r.Lines[0].Plain && !r.Lines[0].Table {
		if t := leadingTitle(*r.Lines[0].Text); t.S != "" && !IsTitle(r.Lines[0].Fold) {
			out = append(out, candidate{text: t, from: titleSource(t, self)})
		}
	}
	for i, next := 0, 0; i < end; i = next {
		r.Step()
		var t report.Text
		if t, next = r.titleAt(i, end); t.S != "" {
			out = append(out, candidate{text: t, from: titleSource(t, self), after: next})
		}
	}
	return out
}

func titleSource(t report.Text, self string) Source {
	f := fold.String(t.S)
	switch {
	case f == self, strings.Contains(t.At.Path, "/h1"):
		return FromOwn
	case !startsBare(f):
		return FromNamed
	}
	return FromBare
}

// withoutLinks leaves of the titles that name no issuer the last one, which is nearest to
// the text, or the last of the supported year. Where they name several years, none of which
// is supported, they are links to other reports and no title. Named ones of the supported
// year come before others.
func withoutLinks(list []candidate, year int) []candidate {
	last, several := -1, false
	for i := range list {
		if list[i].from != FromBare {
			continue
		}
		own := TitleYear(list[i].text)
		if last >= 0 {
			old := TitleYear(list[last].text)
			several = several || own != old
			if year != 0 && own != year && old == year {
				continue
			}
		}
		last = i
	}
	out := list[:0]
	for i := range list {
		y := TitleYear(list[i].text)
		if list[i].from == FromBare && (i != last || several && y != year || y == 0 && isColumn(list[i].text)) {
			continue
		}
		out = append(out, list[i])
	}
	return out
}

// isColumn reports the name of a column of the site: 政府信息公开年报.
func isColumn(t report.Text) bool { return !strings.Contains(fold.String(t.S), "工作年度报告") }

// titleAt is the title that begins at line i, "" if none does, and the line behind it.
func (r *reader) titleAt(i, end int) (report.Text, int) {
	l := &r.Lines[i]
	if !l.Plain || l.Table {
		return report.Text{}, i + 1
	}
	t, next := report.Text{}, i+1
	if IsTitle(l.Fold) {
		t = withoutMarks(*l.Text)
	} else if broken, n := r.brokenTitle(i, end, l.Fold); broken.S != "" {
		t, next = broken, i+n
	}
	if t.S == "" || i == 0 || !startsBare(fold.String(t.S)) {
		return t, next
	}
	if prev := &r.Lines[i-1]; prev.Plain && isOwner(strings.Trim(prev.Fold, "#*")) {
		return joined(withoutMarks(*prev.Text), t), next
	}
	return t, next
}

// isOwner reports a body's name, with the year before it or not: 2014年某某县烟草专卖局.
func isOwner(f string) bool {
	if _, at, end := yearIn(f); at == 0 {
		f = strings.TrimPrefix(f[end:], "度")
	}
	return isOrgan(f)
}

// leadingTitle is the title at the beginning of a long line, up to white space, "" if there is none:
// a text without its line ends begins with it.
func leadingTitle(t report.Text) report.Text {
	for at, c := range t.S[:min(len(t.S), longestTitle)] {
		if unicode.IsSpace(c) && IsTitle(fold.String(t.S[:at])) && (len(t.S) > longestTitle || TitleYear(t.Slice(0, at)) != 0) {
			return t.Slice(0, at)
		}
	}
	return report.Text{}
}

// withoutMarks cuts the signs of a Markdown heading off a line, and what stands before the title in it: a
// label (标　　题), the page that it was taken from (Page 9 -), a remark (【文字版】).
func withoutMarks(t report.Text) report.Text {
	if at := titleStart(t); at > 0 && at < len(t.S) {
		t = trim(t.Slice(at, len(t.S)))
	}
	for t.S != "" && strings.ContainsRune("#* ", rune(t.S[0])) {
		t = t.Slice(1, len(t.S))
	}
	for t.S != "" && strings.ContainsRune("#* ", rune(t.S[len(t.S)-1])) {
		t = t.Slice(0, len(t.S)-1)
	}
	return t
}

// startsBare reports a title that begins with its year or with 政府信息公开, so that the
// issuer must stand on the line before.
func startsBare(f string) bool {
	f = strings.Trim(f, "#*")
	if _, at, end := titleYear(f); at == 0 {
		f = strings.TrimPrefix(f[end:], "度")
		if strings.HasPrefix(f, "政务") {
			return true
		}
	}
	return strings.HasPrefix(f, "政府信息公开") || strings.HasPrefix(f, "信息公开")
}

// TitleYear is the year that a title names, 0 if none.
func TitleYear(t report.Text) int {
	y, _, _ := titleYear(fold.String(t.S))
	return y
}

// titleYear finds the year that a folded title names: 2023年, 二〇二三年, or 2023 alone
// before 政府信息公开, where the print has lost the word 年, or in brackets: (2023).
func titleYear(f string) (year, start, end int) {
	if year, start, end = yearIn(f); start >= 0 {
		return year, start, end
	}
	for at := 0; at < len(f); {
		n, size := numeral(f[at:])
		if size == 4 && n >= 1990 && n <= 2100 {
			for _, w := range [...]string{"政府信息", "信息公开", "政务", "度"} {
				if strings.HasPrefix(f[at+size:], w) {
					return n, at, at + size
				}
			}
			if yearInBrackets(f, at, at+size) {
				return n, at - 1, at + size + 1
			}
		}
		_, w := utf8.DecodeRuneInString(f[at:])
		at += max(size, w)
	}
	return 0, -1, -1
}

// yearInBrackets reports that f[at:end] stands in brackets alone and is not the year of the number
// of a document: (2023)60号.
func yearInBrackets(f string, at, end int) bool {
	if at == 0 || f[at-1] != '(' || end >= len(f) || f[end] != ')' {
		return false
	}
	_, size := numeral(f[end+1:])
	return size == 0 && !strings.HasPrefix(f[end+1:], "第")
}

// supportedYear is the year of the report by what supports one among titles of different
// years: the file's own title, the statistical period, the quoted title, the year before
// the signature. It is 0 where the titles agree, or nothing supports any of them.
func (r *reader) supportedYear(list []candidate) int {
	years := map[int]bool{}
	var own, quoted int
	for i := range list {
		y := TitleYear(list[i].text)
		if y == 0 {
			continue
		}
		years[y] = true
		switch list[i].from {
		case FromMeta, FromMarked:
			own = y
		case FromPage:
			if own == 0 {
				own = y
			}
		case FromQuote:
			quoted = y
		}
	}
	if len(years) < 2 {
		return 0
	}
	period, signed := 0, 0
	if p := r.out.Period; p != nil {
		period, _ = numeral(p.Start[:4])
	}
	if s := r.out.Signed; s != "" {
		signed, _ = numeral(s[:4])
		signed--
	}
	for _, y := range []int{own, period, quoted, signed} {
		if years[y] {
			return y
		}
	}
	return 0
}
