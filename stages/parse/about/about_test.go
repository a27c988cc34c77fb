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

// asPrinted is read for lines as they are printed, with their blanks and wide signs.
func asPrinted(body int, lines ...string) Facts {
	in := input(body, lines...)
	for i := range in.Lines {
		in.Lines[i].Fold = fold.String(lines[i])
	}
	return Read(in)
}

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
		"二0二三年元月五日": "2023-01-05", "二〇一〇年十月十日": "2010-10-10", "二〇二三年二十月十日": "", "2023年元月5日": "2023-01-05",
		"二〇二三年一月二十五日": "2023-01-25", "二○二三年十二月三十一日": "2023-12-31", "2023-03-0508:58": "2023-03-05",
		"2023年2月30日": "", "1990年1月1日": "1990-01-01", "1989年12月31日": "", "2100年1月1日": "2100-01-01", "2101年1月1日": "", "2023年13月1日": "", "1023年1月1日": "", "2023年1月": "", "一二三": "",
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
	for _, nought := range []string{"〇", "○", "零", "Ｏ", "O", "o", "0", "０"} {
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
		"清源县水务局二0二二年政府信息公开工作年度报告":         "清源县水务局",
		"【2022】清源县水务局政府信息公开年度报告":          "清源县水务局",
		"清源县水务局（县水利局）政府信息公开年报（2022）":      "清源县水务局（县水利局）",
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
		"2010年政府信息公开工作重点另行印发，现公布2009年政府信息公开工作年度报告。",
		"根据《关于做好2011年政府信息公开工作年度报告编制工作的通知》,编制2009年政府信息公开工作年度报告。",
	} {
		if f := read(1, s, "一、总体情况", "正文。"); f.Year != 2009 {
			t.Errorf("%s: %d", s, f.Year)
		}
	}
}

// TestDatesOfPublication: a date of publication is read in every notation wherever pages print it,
// and no figure of the time behind it gets into the day.
func TestDatesOfPublication(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		y, m, d := rapid.IntRange(2009, 2029).Draw(t, "year"), rapid.IntRange(1, 12).Draw(t, "month"), rapid.IntRange(1, 28).Draw(t, "day")
		print := fmt.Sprintf(rapid.SampledFrom([]string{"%d-%d-%d", "%d/%d/%d", "%d.%d.%d", "%d-%02d-%02d", "%d年%d月%d日"}).Draw(t, "notation"), y, m, d)
		if rapid.Bool().Draw(t, "Chinese") {
			print = chinese(y, m, d)
		}
		clock := rapid.SampledFrom([]string{"", " 9:05", " 10:25:00", "　23:59", " 08:00"}).Draw(t, "time")
		want := fmt.Sprintf("%d-%02d-%02d", y, m, d)
		in := input(1, "", "一、总体情况", "正文。")
		in.Fields = []report.Field{{Name: "pubdate", Text: report.Text{S: print + clock}}}
		for where, f := range map[string]Facts{
			"label": asPrinted(1, "发布时间："+print+clock, "一、总体情况", "正文。"),
			"line":  asPrinted(1, print+clock+" 来源：本站", "一、总体情况", "正文。"),
			"field": Read(in),
		} {
			if f.Published != want {
				t.Fatalf("%s, %q: %q, want %s", where, print+clock, f.Published, want)
			}
		}
	})
}

// chinese is a date in Chinese numerals.
func chinese(y, m, d int) string {
	digits := []string{"〇", "一", "二", "三", "四", "五", "六", "七", "八", "九"}
	small := func(n int) string {
		s := ""
		if n >= 20 {
			s = digits[n/10]
		}
		if n >= 10 {
			s += "十"
		}
		if n%10 > 0 {
			s += digits[n%10]
		}
		return s
	}
	year := ""
	for _, c := range fmt.Sprint(y) {
		year += digits[c-'0']
	}
	return year + "年" + small(m) + "月" + small(d) + "日"
}

// TestYearOfTheReport: of several years the text names, that of the report is read.
func TestYearOfTheReport(t *testing.T) {
	t.Parallel()
	const title = "清源县水务局政府信息公开工作年度报告"
	for _, c := range []struct {
		want  int
		lines []string
	}{
		{2022, []string{title, "（2022年度）", "（2023年1月15日）"}},
		{2022, []string{title, "二〇二二年度"}},
		{0, []string{title, "2023年", "2022年", "2021年"}}, // links to other reports
		{2022, []string{title + "（2022）"}},
		{0, []string{title + "（清水〔2023〕3号）"}},
		{2022, []string{title, "按照2021年印发的通知要求，现公布2022年度政府信息公开工作年度报告。"}},
		{2022, []string{title, "与2021年政府信息公开工作年度报告相比，2022年政府信息公开工作年度报告增加了附表。"}},
		{2022, []string{title, "较2021年政府信息公开工作有进步的2022年政府信息公开工作情况如下。"}},
		{0, []string{title, "本报告与2021年政府信息公开工作年度报告相比有改进。"}},
	} {
		if f := asPrinted(len(c.lines), append(c.lines, "一、总体情况", "正文。")...); f.Year != c.want {
			t.Errorf("%q: %d, want %d", c.lines, f.Year, c.want)
		}
	}
}

func TestPeriods(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]string{
		"本报告统计期限为2022年1月1日至12月31日。": "2022-01-01 2022-12-31", "统计期间：2022.1.1—2022.12.31": "2022-01-01 2022-12-31",
		"统计期限为2022年度（2022年1月1日零时起至2022年12月31日24时止）": "2022-01-01 2022-12-31", "统计期限从2021年12月1日至次年11月30日": "",
		"统计期限自2008年5月1日《条例》正式施行之日起，至2008年12月31日止。": "2008-05-01 2008-12-31",
		"统计期限：二〇二二年一月一日至十二月三十一日":                   "2022-01-01 2022-12-31", "统计数据截至2022年12月31日": "", "统计期限为2022年1月—12月": "",
	} {
		got := ""
		if p := asPrinted(1, s, "一、总体情况", "正文。").Period; p != nil {
			got = p.Start + " " + p.End
		}
		if got != want {
			t.Errorf("%s: %q, want %q", s, got, want)
		}
	}
}

// TestIssuerOfAForwardedReport: the verb of the notice is no part of the issuer's name.
func TestIssuerOfAForwardedReport(t *testing.T) {
	t.Parallel()
	for _, verb := range []string{"印发", "转发", "公布", "发布"} {
		s := "关于" + verb + "清源县水务局2022年政府信息公开工作年度报告的通知"
		if got := asPrinted(1, s, "一、总体情况", "正文。").Agency.S; got != "清源县水务局" {
			t.Errorf("%s: %q", s, got)
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
