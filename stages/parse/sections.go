package parse

import (
	"strings"

	"github.com/gouji/gouji/stages/fold"
	"github.com/gouji/gouji/stages/parse/about"
	"github.com/gouji/gouji/stages/parse/layout"
	"github.com/gouji/gouji/stages/parse/section"
	"github.com/gouji/gouji/stages/report"
)

// readSections cuts the narrative into the preamble and the sections.
func (r *reading) readSections() {
	end := len(r.us)
	if len(r.heads) > 0 {
		end = r.heads[0].Unit
	}
	if pre := r.narrative(r.preambleStart(end), end); pre.Text != "" {
		r.out.Preamble = &pre
	}
	r.out.Sections = []report.Section{}
	for i, h := range r.heads {
		to := len(r.us)
		if i+1 < len(r.heads) {
			to = r.heads[i+1].Unit
		}
		from, split := h.Unit+h.Lines, to
		if next := r.nextNumber(i); h.Number <= 4 && next != 5 && !r.has(5) && (next > 5 || next == 0) {
			split = r.lostFive(from, to)
		}
		s := r.narrative(from, split)
		s.Number, s.Heading, s.At = h.Number, r.headingText(h), r.us[h.Unit].Line.At
		if h.Printed != h.Number {
			printed := h.Printed
			s.Printed = &printed
		}
		r.out.Sections = append(r.out.Sections, s)
		if split < to {
			r.out.Sections = append(r.out.Sections, r.headless(5, split, to))
		}
	}
	r.tableSections()
}

func (r *reading) nextNumber(i int) int {
	if i+1 < len(r.heads) {
		return r.heads[i+1].Number
	}
	return 0
}

func (r *reading) has(number int) bool {
	for _, h := range r.heads {
		if h.Number == number {
			return true
		}
	}
	return false
}

func (r *reading) headingText(h section.Heading) string {
	var b strings.Builder
	for i := range h.Lines {
		line := &r.us[h.Unit+i].Line
		b.WriteString(line.Auto)
		proseOf(line, func(from, to int) { b.WriteString(line.S[from:to]) })
	}
	return b.String()
}

// headless is a section whose heading is lost, although its text is there.
func (r *reading) headless(number, from, to int) report.Section {
	s := r.narrative(from, to)
	none := 0
	s.Number, s.Printed, s.At = number, &none, r.us[from].Line.At
	return s
}

// lostFive finds where the text on problems and improvement begins when its heading is
// lost: behind table four, and it must speak of both. Returns to if there is none.
func (r *reading) lostFive(from, to int) int {
	last := -1
	for i := from; i < to; i++ {
		if f := layout.LineFold(&r.us[i]); r.table[i] && !layout.IsPageNumber(f) && !layout.AllDigits(f) { // the number of a page may stand far below
			last = i
		}
	}
	if last < 0 || last+1 >= to {
		return to
	}
	problems, better := false, false
	for i := last + 1; i < to; i++ {
		f := layout.LineFold(&r.us[i])
		problems = problems || strings.Contains(f, "问题") || strings.Contains(f, "不足")
		better = better || strings.Contains(f, "改进") || strings.Contains(f, "下一步")
	}
	if problems && better {
		return last + 1
	}
	return to
}

// tableSections adds the sections whose heading is lost but whose table is there.
func (r *reading) tableSections() {
	for i, has := range []bool{r.out.Tables.Disclosure != nil, r.out.Tables.Applications != nil, r.out.Tables.Proceedings != nil} {
		k := i + 2
		if !has || r.has(k) || len(r.heads) == 0 {
			continue
		}
		at := len(r.out.Sections)
		for i := range r.out.Sections {
			if r.out.Sections[i].Number > k {
				at = i
				break
			}
		}
		none := 0
		s := report.Section{Number: k, Printed: &none}
		r.out.Sections = append(r.out.Sections[:at], append([]report.Section{s}, r.out.Sections[at:]...)...)
	}
}

// narrative joins the lines of a range that belong to no table and are no page number, as
// they are shown.
func (r *reading) narrative(from, to int) report.Section {
	var s report.Section
	var b strings.Builder
	size, lines := 0, 0
	for i := from; i < to; i++ {
		if u := &r.us[i]; !r.table[i] && u.Kind != layout.Grid {
			size, lines = size+len(u.Line.S)+1, lines+1
		}
	}
	b.Grow(min(size, mostProse))
	if lines > 0 {
		s.Lines = make([]report.Line, 0, lines)
	}
	for i := from; i < to; i++ {
		r.mem.Step()
		u := &r.us[i]
		t := lineOf(u)
		if p, ok := r.prose[i]; ok && p.S != "" {
			t = p
		} else if r.table[i] || ok {
			continue
		} else if u.Kind == layout.Grid {
			continue
		}
		f := layout.LineFold(u)
		if t.S == "" || len(t.S) < 40 && layout.IsPageNumber(f) {
			continue
		}
		if to == len(r.us) && pageWord(f) {
			break
		}
		start := b.Len()
		proseOf(&t, func(from, to int) {
			if b.Len() == start && start > 0 {
				b.WriteByte('\n')
			}
			at := b.Len()
			b.WriteString(t.S[from:to])
			s.Lines = append(s.Lines, report.Line{Start: at, End: b.Len(), At: t.Slice(from, to).At})
		})
		r.mem.tell(b.Len() - start)
	}
	s.Text = b.String()
	if len(s.Lines) == 0 {
		s.Lines = nil
	}
	return s
}

// lineOf is the text of a unit, without the borders around its only cell.
func lineOf(u *layout.Unit) report.Text {
	if c := u.Sole(); c != nil && u.Delimited() {
		return c.Text()
	}
	return u.Line
}

// longMark is the least size in bytes of raised or lowered text that is no note mark but a
// sentence in a strange style.
const longMark = 60

// proseOf calls each for the stretches of a line that belong to the prose: those that are
// shown, are not struck, and are no note marks. Most lines are one stretch.
func proseOf(t *report.Text, each func(from, to int)) {
	at := 0
	for _, m := range t.Marks {
		if (m.Look == report.Raised || m.Look == report.Lowered) && m.End-m.Start >= longMark {
			continue
		}
		if strings.TrimSpace(t.S[at:m.Start]) != "" {
			each(at, m.Start)
		}
		at = m.End
	}
	if at == 0 || strings.TrimSpace(t.S[at:]) != "" {
		each(at, len(t.S))
	}
}

// preambleStart is the first unit behind the title that has the words of a sentence;
// what stands before it belongs to the page and not to the report.
func (r *reading) preambleStart(end int) int {
	from := min(r.titleEnd, end)
	if from > 0 && strings.Contains(r.us[from-1].Line.S, "。") {
		from-- // the text goes on behind its title
	}
	for i := from; i < end; i++ {
		u := &r.us[i]
		if u.Delimited() && u.Sole() == nil || strings.HasPrefix(u.Line.S, "==") {
			continue
		}
		s := u.Line.S
		if strings.Contains(s, "。") || strings.Contains(s, "《") || strings.Contains(s, "根据") || strings.Contains(s, "本报告") || strings.Contains(s, "如下") {
			r.cutChrome(i)
			return i
		}
	}
	return end
}

// cutChrome cuts title and navigation off the beginning of a paragraph they were
// pasted to.
func (r *reading) cutChrome(i int) {
	line := lineOf(&r.us[i])
	s := line.S
	from := -1
	for _, w := range [...]string{"根据《", "按照《", "依据《", "本报告", "本年度报告", "本年报", "现将", "为贯彻", "为深入"} {
		if at := strings.Index(s, w); at > 0 && (from < 0 || at < from) {
			from = at
		}
	}
	if from < 0 || strings.Contains(s[:from], "。") {
		return
	}
	head := fold.String(s[:from])
	if about.IsTitle(head) || strings.Contains(head, "来源:") || strings.Contains(head, "当前位置") || strings.HasSuffix(head, "-->") {
		r.prose[i] = layout.Trim(line.Slice(from, len(s)))
	}
}

// pageWords begin the lines that a page puts behind the article.
func pageWord(f string) bool {
	if len(f) > 120 {
		return false
	}
	for _, w := range [...]string{
		"附件下载", "打印", "关闭", "版权所有", "主办", "承办", "上一篇", "下一篇", "扫一扫", "分享", "相关链接", "联系我们", "网站地图",
		"【打印", "(打印", "(关闭", "返回顶部", "备案号", "政府网站标识码", "浏览次数",
	} {
		if strings.HasPrefix(f, w) {
			return true
		}
	}
	return strings.Contains(f, "ICP备")
}
