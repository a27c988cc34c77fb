package about

import (
	"slices"
	"strings"

	"github.com/gouji/gouji/stages/fold"
	"github.com/gouji/gouji/stages/report"
)

// findYear takes the year from the title, the sentence that announces the report, the
// statistical period, a line under the title, the sentences of section one, the headings, the first words of a
// paragraph, or what the text tells of, in this order.
func (r *reader) findYear() {
	for _, find := range []func() (int, report.Text){r.yearOfTitle, r.yearOfPreamble, r.yearOfPeriod, r.yearUnderTitle, r.yearOfSection, r.yearOfHeading, r.yearOfProse, r.yearOfWork} {
		if y, t := find(); y != 0 {
			r.out.Year, r.out.YearText = y, t
			return
		}
	}
}

func (r *reader) yearOfTitle() (int, report.Text) {
	t := r.out.Title
	m := fold.Fold(t.S)
	y, at, end := titleYear(m.S)
	if y == 0 {
		return 0, report.Text{}
	}
	return y, part(t, m, at, end)
}

func (r *reader) yearOfPeriod() (int, report.Text) {
	if r.out.Period == nil {
		return 0, report.Text{}
	}
	y, _ := numeral(r.out.Period.Start[:4])
	return y, r.out.PeriodText
}

// yearUnderTitle reads a line right under the title that holds a year and nothing else: (2022年度).
// Several such lines are links to the reports of several years.
func (r *reader) yearUnderTitle() (year int, text report.Text) {
	for i := r.out.TitleEnd; r.out.TitleEnd > 0 && i < min(r.out.TitleEnd+3, r.Body); i++ {
		m := fold.Fold(r.Lines[i].Text.S)
		y, at, end := yearIn(m.S)
		if at < 0 || strings.Trim(m.S[:at]+strings.TrimPrefix(m.S[end:], "度"), "()") != "" {
			continue
		}
		if year != 0 {
			return 0, report.Text{}
		}
		year, text = y, part(*r.Lines[i].Text, m, at, end)
	}
	return year, text
}

// yearOfPreamble reads 2009年度政府信息公开年度报告 in the sentences above the first section.
func (r *reader) yearOfPreamble() (int, report.Text) { return yearNamed(r.preamble()) }

// yearOfSection is yearOfPreamble for the first section.
func (r *reader) yearOfSection() (int, report.Text) { return yearNamed(r.sectionOne()) }

func yearNamed(p *passage) (int, report.Text) {
	n, ok := namedIn(p.f)
	if !ok {
		return 0, report.Text{}
	}
	return n.year, p.quote(n.at, n.end)
}

// mention is a place where a text names the report by its year, f[at:end]; named is set if it
// is called a report. A body before the year ends at name.
type mention struct {
	year, at, end, name int
	named               bool
}

// namedIn finds the first place where a folded text names the report by its year:
// 2023年政府信息公开, 2023年度某某局政府信息公开工作年度报告. The number of a document, such
// as 〔2019〕60号, is none.
func namedIn(f string) (mention, bool) { return namedFrom(f, 0) }

// namedFrom is namedIn from an offset on.
func namedFrom(f string, from int) (mention, bool) {
	for from < len(f) {
		y, at, end := yearIn(f[from:])
		if at < 0 {
			break
		}
		at, end = at+from, end+from
		from = end
		if inTitle(f, at) {
			continue // 《关于做好2021年政府信息公开工作年度报告编制工作的通知》
		}
		rest := strings.TrimPrefix(f[end:], "度")
		run := rest[:hanBehind(rest, 0)]
		if compared(f[:at], run) {
			continue
		}
		if before, ok := strings.CutSuffix(f[:at], "信息公开"); ok && (strings.HasPrefix(rest, "报告") || strings.HasPrefix(rest, "工作报告")) {
			if !strings.HasSuffix(before, "人民政府") {
				before = strings.TrimSuffix(before, "政府")
			}
			return mention{year: y, at: at, end: end, name: len(before), named: true}, true // 某某局信息公开2018年度报告
		}
		i := strings.Index(run, "信息公开")
		if k := strings.Index(run, "政务公开"); i < 0 && k >= 0 && isYearly(run[k:]) {
			return mention{year: y, at: at, end: end, name: at, named: true}, true
		}
		if i >= 0 {
			tail := run[i:]
			short := i <= len("政府")
			named := strings.Contains(tail, "报告") || strings.Contains(tail, "年报")
			if named || short && (strings.HasPrefix(tail, "信息公开工作") || strings.HasPrefix(tail, "信息公开情况")) && !isPlan(tail) {
				return mention{year: y, at: at, end: end, name: at, named: named}, true
			}
		}
	}
	return mention{}, false
}

// isPlan reports the words of what is to be done in a year: 2015年政府信息公开工作重点.
func isPlan(f string) bool {
	for _, w := range [...]string{"重点", "要点", "计划", "打算", "安排", "思路", "设想", "方案"} {
		if strings.Contains(f, w) {
			return true
		}
	}
	return false
}

// isYearly reports the words of an annual report on 政务公开, which some offices call theirs.
func isYearly(f string) bool {
	return strings.Contains(f, "年度报告") || strings.Contains(f, "年报")
}

// compared reports a year that the text compares another with: 与2021年政府信息公开工作年度报告相比,
// 较2021年政府信息公开工作.
func compared(before, behind string) bool {
	for _, w := range [...]string{"与", "和", "同", "跟"} {
		if strings.HasSuffix(before, w) {
			return strings.Contains(behind, "相比") || strings.Contains(behind, "比较") || strings.Contains(behind, "对比")
		}
	}
	return strings.HasSuffix(before, "较") || strings.HasSuffix(before, "比")
}

// inTitle reports that f[at] stands between book-title marks.
func inTitle(f string, at int) bool {
	return strings.LastIndex(f[:at], "《") > strings.LastIndex(f[:at], "》")
}

// yearOfHeading reads 一、2023年工作开展情况.
func (r *reader) yearOfHeading() (int, report.Text) {
	for i := range r.Lines {
		r.Step()
		l := &r.Lines[i]
		if !l.Head {
			continue
		}
		m := fold.Fold(l.Text.S)
		if y, at, end := yearIn(m.S); at >= 0 && at <= len("一、") {
			return y, part(*l.Text, m, at, end)
		}
	}
	return 0, report.Text{}
}

// yearOfProse reads the year that begins a sentence: 2023年，我局 …
func (r *reader) yearOfProse() (int, report.Text) {
	for i := range r.Lines {
		r.Step()
		l := &r.Lines[i]
		if l.Table || len(l.Text.S) < 12 {
			continue
		}
		y, at, end := yearIn(l.Fold)
		if at < 0 || at > 0 && i <= 3 || strings.HasPrefix(l.Fold[end:], "度") {
			continue
		}
		after := l.Fold[end:]
		begins := strings.HasPrefix(after, ",") || strings.HasPrefix(after, "我") || strings.HasPrefix(after, "以来")
		if _, date := dateAt(l.Fold, 0, 0); begins || at == 0 && !date {
			return y, part(*l.Text, fold.Fold(l.Text.S), at, end)
		}
	}
	return 0, report.Text{}
}

// yearOfWork is the year of which the text tells what the office did in it, or how things stood at its
// end: 我局2022年度主动公开信息15条, 截至2022年底. Several such years say nothing.
func (r *reader) yearOfWork() (year int, text report.Text) {
	size := 0
	for i := range r.Lines {
		r.Step()
		l := &r.Lines[i]
		if l.Table || l.Text.S == "" {
			continue
		}
		if size += len(l.Fold); size > longestPassage {
			break
		}
		for from := 0; ; {
			y, at, end := yearIn(l.Fold[from:])
			if at < 0 {
				break
			}
			at, end, from = from+at, from+end, from+end
			if inTitle(l.Fold, at) || !tellsOfWork(l.Fold, at, end) {
				continue
			}
			if year != 0 && y != year {
				return 0, report.Text{}
			}
			if year == 0 {
				year, text = y, part(*l.Text, fold.Fold(l.Text.S), at, end)
			}
		}
	}
	return year, text
}

// tellsOfWork reports that the year f[at:end] is the one of which a sentence tells.
func tellsOfWork(f string, at, end int) bool {
	before, behind := f[:at], f[end:]
	if strings.HasSuffix(before, "截至") || strings.HasSuffix(before, "截止") {
		return strings.HasPrefix(behind, "底") || strings.HasPrefix(behind, "12月底") || strings.HasPrefix(behind, "12月31日")
	}
	we := func(f string, is func(f, w string) bool) bool {
		return slices.ContainsFunc([]string{"我局", "我委", "我办", "我厅", "我镇", "我乡", "我街道", "我社", "我站", "我中心", "本局", "本委", "本机关", "本单位", "本镇", "本乡"}, func(w string) bool { return is(f, w) })
	}
	if we(before, strings.HasSuffix) {
		return strings.HasPrefix(behind, "度") || strings.HasPrefix(behind, "共") || strings.HasPrefix(behind, "主动") || strings.HasPrefix(behind, "全年")
	}
	begins := before == "" || strings.HasSuffix(before, "。")
	return begins && (strings.HasPrefix(behind, ",") || we(behind, strings.HasPrefix))
}
