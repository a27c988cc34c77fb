package about

import (
	"fmt"
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/fold"
	"github.com/gouji/gouji/stages/report"
	"pgregory.net/rapid"
)

// oneCell gives each line one cell that is the line.
type oneCell []Line

func (c oneCell) CellFold(i, _ int) string      { return c[i].Fold }
func (c oneCell) CellText(i, _ int) report.Text { return *c[i].Text }

// read reads lines without blanks, so that each is its own folded text; body is the line of
// the first heading, -1 for none.
func read(body int, lines ...string) Facts { return Read(input(body, lines...)) }

func input(body int, lines ...string) Input {
	var list []Line
	at := 0
	for i, s := range lines {
		t := &report.Text{S: s, At: report.Place{Kind: report.PlaceText, Start: at, End: at + len(s)}}
		at += len(s) + 1
		list = append(list, Line{Text: t, Fold: s, Cells: 1, Plain: true, Head: i == body})
	}
	if body < 0 {
		body = len(list)
	}
	return Input{Lines: list, Rows: oneCell(list), Body: body, Next: len(list), Step: func() {}}
}

func TestDates(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]string{
		"2023年1月5日": "2023-01-05", "2023-01-05": "2023-01-05", "2023/1/5": "2023-01-05", "2023.1.5": "2023-01-05",
		"二〇二三年一月二十五日": "2023-01-25", "二○二三年十二月三十一日": "2023-12-31", "2023-03-0508:58": "2023-03-05",
		"2023年2月30日": "", "2023年13月1日": "", "1023年1月1日": "", "2023年1月": "", "一二三": "",
	} {
		d, ok := findDate(s, 0, len(s))
		if got := d.String(); ok != (want != "") || ok && got != want {
			t.Errorf("%s: %s %v, want %q", s, got, ok, want)
		}
	}
}

// TestNoughtsOfChineseYears: every print of the nought gives the same date once it is folded, and a
// letter that no numeral stands before is none.
func TestNoughtsOfChineseYears(t *testing.T) {
	t.Parallel()
	for _, nought := range []string{"〇", "○", "零", "Ｏ", "O", "o"} {
		f := fold.String("二" + nought + "二" + nought + "年三月三十日")
		if d, ok := findDate(f, 0, len(f)); !ok || d.String() != "2020-03-30" {
			t.Errorf("%s: %s %v", f, d, ok)
		}
		if y, _, _ := yearIn(f); y != 2020 {
			t.Errorf("%s: year %d", f, y)
		}
	}
	if isItem("O、") {
		t.Error("a letter begins no numeral")
	}
}

// TestBestIsTheMostTrusted: whatever the order of the finds, the latest source counts, and
// what contradicts better evidence only where there is nothing else.
func TestBestIsTheMostTrusted(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		list := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) candidate {
			return candidate{from: Source(rapid.IntRange(1, int(FromTitle)).Draw(t, "source")), against: rapid.Bool().Draw(t, "against")}
		}), 1, 12).Draw(t, "candidates")
		top := best(list)
		for i := range list {
			c := &list[i]
			if top.against && !c.against || top.against == c.against && c.from > top.from {
				t.Fatalf("%+v before %+v", top, c)
			}
			if c.against == top.against && c.from == top.from && c != top && i < indexOf(list, top) {
				t.Fatalf("of equals the first counts")
			}
		}
	})
}

func indexOf(list []candidate, c *candidate) int {
	for i := range list {
		if &list[i] == c {
			return i
		}
	}
	return -1
}

// TestQuotesLeadBack: a stretch of a passage is quoted as it stands, wherever lines break it.
func TestQuotesLeadBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(rapid.StringMatching(`[一-十年月日政府信息公开]{1,12}`), 1, 8).Draw(t, "lines")
		in := input(-1, words...)
		r := reader{Input: in}
		p := r.passage(0, len(words))
		runes := []rune(p.f)
		a := rapid.IntRange(0, len(runes)-1).Draw(t, "from")
		b := rapid.IntRange(a+1, len(runes)).Draw(t, "to")
		from, to := len(string(runes[:a])), len(string(runes[:b]))
		q := p.quote(from, to)
		if got := strings.ReplaceAll(q.S, "\n", ""); got != p.f[from:to] {
			t.Fatalf("%q, want %q", got, p.f[from:to])
		}
		if whole := strings.Join(words, "\n"); whole[q.At.Start:q.At.End] != q.S {
			t.Fatalf("at %+v stands %q, not %q", q.At, whole[q.At.Start:q.At.End], q.S)
		}
	})
}

func TestIssuersOfTitles(t *testing.T) {
	t.Parallel()
	for title, want := range map[string]string{
		"清源县医疗保障局关于公布2022年政府信息公开工作年度报告的函": "清源县医疗保障局",
		"2022年清源县人民政府信息公开工作年度报告":          "清源县人民政府",
		"西江自治区政府国资委2020政府信息公开工作年度报告":      "西江自治区政府国资委",
		"二〇二二年度白石镇政府信息公开工作年度报告":           "白石镇",
		"关于发布2022年度清源县水务局政府信息公开工作年度报告的公告": "清源县水务局",
		"清源县水务局政府信息公开工作年度报告(2022年)":       "清源县水务局",
		"2022年政府信息公开工作年度报告":               "",
	} {
		if got := agencyOf(report.Text{S: title}).S; got != want {
			t.Errorf("%s: %q, want %q", title, got, want)
		}
	}
}

func TestTitlesAndWhatIsNone(t *testing.T) {
	t.Parallel()
	for f, want := range map[string]bool{
		"清源县水务局2022年政府信息公开工作年度报告":         true,
		"清源县水务局2022年政府信息公开工作年度报告(试行)":     true,
		"清源县水务局关于2022年政府信息公开工作年度报告的公告":    true,
		"栏目:政府信息公开年报":                     false,
		"当前位置:首页-政府信息公开工作年度报告":            false,
		"上一篇:清源县水务局2021年政府信息公开工作年度报告":     false,
		"关于报送2022年政府信息公开工作年度报告的通知":        false,
		"根据政府信息公开条例编制本年度报告":               false,
		"清源县水务局2022年部门决算报告":               false,
		"清源县水务局2022年政府信息公开工作年度报告。正文从这里开始": false,
	} {
		if got := IsTitle(f); got != want {
			t.Errorf("%s: %v", f, got)
		}
	}
}

// TestNothingIsTakenFromTheNextParagraph: a label without a value has none.
func TestNothingIsTakenFromTheNextParagraph(t *testing.T) {
	t.Parallel()
	f := read(3, "发布机构:", "栏目:政府信息公开年报", "发布日期:", "一、总体情况", "2022年,工作开展顺利。")
	if f.Agency.S != "" || f.Published != "" {
		t.Errorf("agency %q, published %q", f.Agency.S, f.Published)
	}
	f = read(2, "发布日期:", "2023-01-05", "一、总体情况")
	if f.Published != "2023-01-05" {
		t.Errorf("a date alone on the next line is %q", f.Published)
	}
}

func TestSubjectsOfSentences(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]string{
		"2023年,在区委、区政府的坚强领导下,官洲街道办事处认真贯彻落实条例。": "官洲街道办事处",
		"2025年,区农业农村局坚持把信息公开作为重要内容。":           "区农业农村局",
		"2022年宜城市教育局全面贯彻落实条例。":                 "宜城市教育局",
		"2023年,我局认真落实政府信息公开条例。":                "",
		"认真落实《中华人民共和国政府信息公开条例》,县政府高度重视。":       "",
	} {
		if got := read(0, "一、总体情况", s).Agency.S; got != want {
			t.Errorf("%s: %q, want %q", s, got, want)
		}
	}
}

// TestYearsOfTheText: the year is found without a title, in digits or in Chinese.
func TestYearsOfTheText(t *testing.T) {
	t.Parallel()
	for _, s := range []string{
		"由清源县审计局编制的2009年度政府信息公开年度报告。", "现将二〇〇九年政府信息公开工作年度报告公布如下。", "本报告的统计期限自2009年1月1日起至2009年12月31日止。",
		"根据《关于做好2011年政府信息公开工作年度报告编制工作的通知》,编制2009年政府信息公开工作年度报告。",
	} {
		if f := read(1, s, "一、总体情况", "正文。"); f.Year != 2009 {
			t.Errorf("%s: %d", s, f.Year)
		}
	}
}

func TestPlainTitles(t *testing.T) {
	t.Parallel()
	for _, tail := range []string{"工作年度报告", "年度报告", "工作报告", "年报", "工作情况的年度报告", "工作年度报告(全文)", "和政务公开工作年度报告"} {
		if f := "清源县水务局2022年政府信息公开" + tail; !isPlainTitle(f) {
			t.Errorf("%s is refused", f)
		}
	}
	for i, k := range neighbours() {
		if i == noticeKind {
			continue // 年度报告的通知 may come with the report
		}
		for _, w := range k.words {
			f := fmt.Sprintf("清源县水务局2022年%s政府信息公开工作%s报告", map[bool]string{true: w}[i < 2], w)
			if isPlainTitle(f) {
				t.Errorf("%s passes for a report", f)
			}
		}
	}
}
