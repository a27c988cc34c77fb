package about

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gouji/gouji/stages/fold"
	"github.com/gouji/gouji/stages/report"
)

// publishLabels are what stands before 日期 or 时间 where the date of publication is named,
// and how far it is trusted. No word at all says the least: 时间：2024-01-16.
var publishLabels = [...]struct {
	word string
	from Source
}{
	{"发布", FromLabel}, {"公开", FromLabel}, {"公布", FromLabel}, {"发文", FromLabel}, {"发表", FromLabel}, {"上网", FromLabel},
	{"刊登", FromLabel}, {"上载", FromLabel}, {"信息提供", FromLabel}, {"公文生成", FromGeneric}, {"信息生成", FromGeneric}, {"生成", FromGeneric}, {"", FromGeneric},
}

// otherDates are words before 日期 or 时间 that say when something else was done: the page
// changed, captured or printed, the document written. They never name a publication.
var otherDates = [...]string{
	"更新", "采集", "抓取", "爬取", "打印", "成文", "下载", "修改", "访问", "浏览", "编辑", "截止", "截至", "生效", "实施", "签发", "印发", "废止", "失效",
	"制作", "统计", "办公", "工作", "上班", "受理", "服务", "当前", "今天", "收录", "入库", "归档", "保存",
}

// longestDate is the most bytes of what the file says about itself that are read as a date;
// a page may state 8 MiB.
const longestDate = 4 << 10

// findPublished takes the date of publication from what the file says about itself, from
// labels, and from the line beside 来源.
func (r *reader) findPublished() {
	var list []candidate
	for _, name := range []string{"pubdate", "publishdate", "article:published_time", "publish_date"} {
		if t := r.field(name); t.S != "" {
			f := dateText(t)
			if d, ok := findDate(f, 0, len(f)); ok {
				list = append(list, candidate{text: t, value: d.String(), from: FromMeta})
			}
		}
	}
	for i := range r.Lines {
		r.Step()
		if l := &r.Lines[i]; !l.Table && !l.Head {
			list = r.publishedIn(list, i)
		}
	}
	if c := best(list); c != nil {
		r.out.Published, r.out.PublishedText = c.value, c.text
	}
}

// publishedIn adds the dates of publication that line i names.
func (r *reader) publishedIn(list []candidate, i int) []candidate {
	for k := range r.Lines[i].Cells {
		f := r.Rows.CellFold(i, k)
		if len(f) > longestField && i > 3 {
			continue
		}
		for _, w := range [...]string{"日期", "时间"} {
			for at := 0; ; {
				n := strings.Index(f[at:], w)
				if n < 0 {
					break
				}
				at += n
				list = r.dateBehind(list, i, k, f, at, at+len(w))
				at += len(w)
			}
		}
	}
	if c, ok := r.byline(i); ok {
		list = append(list, c)
	} else if c, ok := r.pageDate(i); ok {
		list = append(list, c)
	} else if c, ok := r.dateBesideTitle(i); ok {
		list = append(list, c)
	}
	return list
}

// dateBehind adds the date behind the word 日期 or 时间 at f[at:end] of cell k of line i.
func (r *reader) dateBehind(list []candidate, i, k int, f string, at, end int) []candidate {
	from := dateLabel(f, at, r.gapBefore(i, k, at))
	if from == FromNowhere || from == FromGeneric && i >= r.Body {
		return list
	}
	t := r.Rows.CellText(i, k)
	m := fold.Fold(t.S)
	if d, ok := findDate(f[:min(timeOfDay(m, end), end+dateSize)], end, len(f)); ok && d.start <= end+3 {
		return append(list, candidate{text: part(t, m, d.start, d.end), value: d.String(), from: from})
	}
	if end < len(f)-1 {
		return list
	}
	t = r.behind(i, k, f, end)
	g := dateText(t)
	if d, ok := findDate(g, 0, len(g)); ok && d.start == 0 {
		return append(list, candidate{text: t, value: d.String(), from: from})
	}
	return list
}

// dateText is the beginning of a text, folded, without a time of day behind its date.
func dateText(t report.Text) string {
	m := fold.Fold(t.S[:min(len(t.S), longestDate)])
	return m.S[:timeOfDay(m, 0)]
}

// dateSize is the most bytes that a date and the words before it take: 为二〇二三年十二月三十一日.
const dateSize = 48

// timeOfDay is where a time of day stands behind a date in the folded text from an offset on, its
// end if none does: at white space between two figures, which folding drops. 2020.1.1 10:25 is not
// the 11th.
func timeOfDay(m fold.Map, from int) int {
	for at := from + 1; at < min(len(m.S), from+dateSize); at++ {
		if isDigit(m.S[at]) && isDigit(m.S[at-1]) && m.Gap(at) {
			return at
		}
	}
	return len(m.S)
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// gapBefore reports that the print has white space before offset at of the folded cell k of
// line i.
func (r *reader) gapBefore(i, k, at int) bool {
	return fold.Fold(r.Rows.CellText(i, k).S).Gap(at)
}

// dateLabel judges the words before 日期 or 时间 at f[at:].
func dateLabel(f string, at int, gap bool) Source {
	for _, w := range otherDates {
		if strings.HasSuffix(f[:at], w) {
			return FromNowhere
		}
	}
	for _, l := range publishLabels {
		if l.word != "" && strings.HasSuffix(f[:at], l.word) {
			return l.from
		}
	}
	if before, _ := utf8.DecodeLastRuneInString(f[:at]); at == 0 || gap || !unicode.Is(unicode.Han, before) {
		return FromGeneric
	}
	return FromNowhere
}

// besideDate are words of the line in which a page prints the date without a label.
var besideDate = [...]string{"来源", "点击", "浏览", "阅读次数", "访问", "字体", "字号"}

// byline is a date without a label beside 来源 or the like, above the first section: 2022年07月25日
// 来源：本站.
func (r *reader) byline(i int) (candidate, bool) {
	l := &r.Lines[i]
	if i >= r.Body || !l.Plain || len(l.Fold) > 200 || !slices.ContainsFunc(besideDate[:], func(w string) bool { return strings.Contains(l.Fold, w) }) {
		return candidate{}, false
	}
	m := fold.Fold(l.Text.S)
	d, ok := dateAt(m.S[:timeOfDay(m, 0)], 0, 0)
	if !ok {
		return candidate{}, false
	}
	return candidate{text: part(*l.Text, m, d.start, d.end), value: d.String(), from: FromByline}, true
}

// findSignedUnderTitle takes a date in brackets above the first section, or one that is a
// line of its own right under the title, as that of signature where no signature was found:
// （2024年1月15日）.
func (r *reader) findSignedUnderTitle() {
	if r.out.Signed != "" {
		return
	}
	for i := range min(r.Body, len(r.Lines), top) {
		l := &r.Lines[i]
		if !l.Plain || len(l.Fold) > 160 {
			continue
		}
		d, ok := dateOnLine(l.Fold)
		under := r.out.TitleEnd > 0 && i >= r.out.TitleEnd && i < r.out.TitleEnd+3
		if ok && under && r.byPage(i, d) {
			continue
		}
		if ok && (under || strings.HasPrefix(l.Fold[d.end:], ")")) {
			r.setSigned(d, part(*l.Text, fold.Fold(l.Text.S), d.start, d.end))
			return
		}
	}
}

// byPage reports a date on line i that the page has printed, and no office: it is written as a
// machine does (2023-01-05), alone on its line.
func (r *reader) byPage(i int, d day) bool {
	f := r.Lines[i].Fold
	return d.start == 0 && d.end == len(f) && strings.ContainsAny(f, "-/")
}

// pageDate is a date that the page has printed under the title, without a label.
func (r *reader) pageDate(i int) (candidate, bool) {
	l := &r.Lines[i]
	if r.out.TitleEnd == 0 || i < r.out.TitleEnd || i >= min(r.out.TitleEnd+3, r.Body) || !l.Plain || len(l.Fold) > 40 {
		return candidate{}, false
	}
	m := fold.Fold(l.Text.S)
	bullet := len(m.S) - len(strings.TrimLeft(m.S, "•·●"))
	d, ok := dateAt(m.S[:timeOfDay(m, 0)], bullet, 0)
	if !ok || !strings.ContainsAny(m.S[:d.end], "-/") || !isClock(m.S[d.end:timeOfDay(m, 0)]) {
		return candidate{}, false
	}
	return candidate{text: part(*l.Text, m, d.start, d.end), value: d.String(), from: FromByline}, true
}

// dateBesideTitle is a date that the page has printed behind the title, or behind the name of a body above or under
// it: 2025年政府信息公开工作年度报告（2026-01-30）.
func (r *reader) dateBesideTitle(i int) (candidate, bool) {
	l := &r.Lines[i]
	if r.out.TitleEnd == 0 || i >= min(r.out.TitleEnd+3, r.Body) || !l.Plain || len(l.Fold) > 200 || !strings.ContainsAny(l.Fold, "-/") {
		return candidate{}, false
	}
	f := strings.TrimSuffix(l.Fold, ")")
	m := fold.Fold(l.Text.S)
	if y, _, _ := titleYear(f); y != TitleYear(r.out.Title) && strings.Contains(f, "信息公开") {
		return candidate{}, false // a link to the report on another year
	}
	for _, size := range [...]int{len("2026-01-30"), len("2026-1-30"), len("2026-1-3")} {
		at := len(f) - size
		if at <= 0 || isDigit(f[at-1]) {
			continue
		}
		d, ok := dateAt(f, at, 0)
		before := strings.TrimSuffix(f[:at], "(")
		if ok && d.end == len(f) && strings.ContainsAny(f[at:], "-/") && (isBody(before) || strings.Contains(before, "信息公开") && isPlainTitle(before)) {
			return candidate{text: part(*l.Text, m, d.start, d.end), value: d.String(), from: FromByline}, true
		}
	}
	return candidate{}, false
}

// isClock reports a time of day that the print has run together with the date before it, 2023-01-0509:30,
// or nothing.
func isClock(f string) bool {
	return f == "" || len(f) >= len("9:30") && len(f) <= len("09:30:00") && strings.Trim(f, "0123456789:") == "" && strings.Contains(f, ":")
}

// dateOnLine is the date that a folded line holds and nothing else, but a body's name
// before it.
func dateOnLine(f string) (day, bool) {
	d, ok := findDate(f, 0, len(f))
	if !ok {
		return day{}, false
	}
	before := strings.TrimRight(f[:d.start], "(")
	after := strings.TrimLeft(f[d.end:], ")")
	return d, (before == "" || isBody(before)) && after == ""
}

func (r *reader) setSigned(d day, t report.Text) { r.out.Signed, r.out.SignedText = d.String(), t }
