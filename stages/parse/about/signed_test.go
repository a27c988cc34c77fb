package about

import (
	"fmt"
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/fold"
	"github.com/gouji/gouji/stages/report"
	"pgregory.net/rapid"
)

// TestWhereReportsAreSigned has the ways in which a body and a date stand at the end of a report, and
// what is left of the lines that hold them.
func TestWhereReportsAreSigned(t *testing.T) {
	t.Parallel()
	const body = "清源县水务局"
	filler := strings.Split(strings.Repeat("打印本页/", tail), "/")[:tail]
	for _, c := range []struct {
		name                 string
		lines                []string
		signed, agency, rest string
	}{
		{"the body above the date", []string{body, "2023年1月5日"}, "2023-01-05", body, ""},
		{"the body below the date", []string{"2023年1月5日", body}, "2023-01-05", body, ""},
		{"a date alone", []string{"特此报告。", "二〇二三年一月五日"}, "2023-01-05", "", ""},
		{"in one line", []string{body + "2023年1月5日"}, "2023-01-05", body, ""},
		{"in one line, with a space", []string{body + "　　2023年1月5日"}, "2023-01-05", body, ""},
		{"behind a sentence", []string{"特此报告。" + body + "2023年1月5日"}, "2023-01-05", body, "特此报告。"},
		{"behind a long sentence", []string{"在今后的工作中，我们将继续落实条例的各项规定，特此报告。" + body + "2023年11月15日"}, "2023-11-15", body, "在今后的工作中，我们将继续落实条例的各项规定，特此报告。"},
		{"a sentence with a date at its end", []string{"会议召开于2023年1月5日"}, "", "", ""},
		{"a sentence with a body and a date", []string{"我们于2023年1月5日"}, "", "", ""},
		{"a date and more", []string{"2023年1月5日印发"}, "", "", ""},
		{"buttons behind it", append([]string{body, "2023年1月5日"}, filler...), "2023-01-05", body, ""},
		{"a date alone before many buttons", append([]string{"特此报告。", "2023年1月5日"}, filler...), "", "", ""},
		{"a date alone before a few buttons", append([]string{"特此报告。", "2023年1月5日"}, filler[1:]...), "2023-01-05", "", ""},
		{"too many buttons", append([]string{body, "2023年1月5日"}, strings.Split(strings.Repeat("打印/", farTail), "/")...), "", "", ""},
		{"two dates: the last", []string{body, "2023年1月5日", body, "2023年1月6日"}, "2023-01-06", body, ""},
		{"a number of a document", []string{body, "2023年第5号"}, "", "", ""},
		{"a heading above the date", []string{"# 三、其他", "2023年1月5日"}, "2023-01-05", "", ""},
		{"the date in a row of cells", []string{body, "2023年1月5日|打印"}, "", "", ""},
		{"a day that is none", []string{body, "2023年2月30日"}, "", "", ""},
		{"we and a date", []string{"我局", "2023年1月5日"}, "2023-01-05", "", ""},
	} {
		lines := append([]string{"政府信息公开工作年度报告", "# 一、总体情况", "我们认真落实条例。", "# 二、主动公开政府信息情况"}, c.lines...)
		f := facts(lines...)
		if f.Signed != c.signed || f.Agency.S != c.agency {
			t.Errorf("%s: signed %q by %q, want %q by %q", c.name, f.Signed, f.Agency.S, c.signed, c.agency)
		}
		for i, left := range f.Signature {
			if left.S != c.rest {
				t.Errorf("%s: of line %d is left %q, want %q", c.name, i, left.S, c.rest)
			}
		}
		if (len(f.Signature) > 0) != (c.signed != "") {
			t.Errorf("%s: %d lines of the signature", c.name, len(f.Signature))
		}
	}
}

// TestTheDateAboveTheText: a date before the first section is no signature unless it stands in brackets
// or right under the title.
func TestTheDateAboveTheText(t *testing.T) {
	t.Parallel()
	const title = "清源县水务局2022年政府信息公开工作年度报告"
	for _, c := range []struct {
		name  string
		lines []string
		want  string
	}{
		{"in brackets under the title", []string{title, "（2023年1月5日）"}, "2023-01-05"},
		{"in brackets before it", []string{"（2023年1月5日）", title}, "2023-01-05"},
		{"alone under the title", []string{title, "2023年1月5日"}, "2023-01-05"},
		{"with the body under the title", []string{title, "清源县水务局2023年1月5日"}, "2023-01-05"},
		{"alone far below the title", []string{title, "甲", "乙", "丙", "2023年1月5日"}, ""},
		{"alone before the title", []string{"2023年1月5日", title}, ""},
		{"without a title", []string{"2023年1月5日"}, ""},
		{"with words", []string{title, "发布于2023年1月5日"}, ""},
		{"with words behind", []string{title, "2023年1月5日印发"}, ""},
		{"in a row of cells", []string{title, "（2023年1月5日）|打印"}, ""},
		{"one at the end counts before it", []string{title, "（2023年1月5日）", "# 一、总体情况", "正文。", "清源县水务局", "2023年2月6日"}, "2023-02-06"},
	} {
		lines := c.lines
		if !strings.Contains(strings.Join(lines, ""), "#") {
			lines = append(lines, "# 一、总体情况", "我局认真落实条例。")
		}
		if got := facts(lines...).Signed; got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// TestSignedWithoutHeadings: where no heading of a section was found, the end of the document is its end.
func TestSignedWithoutHeadings(t *testing.T) {
	t.Parallel()
	if got := facts("我局认真落实条例。", "清源县水务局", "2023年1月5日"); got.Signed != "2023-01-05" || got.Agency.S != "清源县水务局" {
		t.Errorf("signed %q by %q", got.Signed, got.Agency.S)
	}
}

// TestEverySignature: whoever signs on whatever day, in whatever writing and on one line or two, is read,
// and the lines are known.
func TestEverySignature(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom([]string{"清源县水务局", "白石镇人民政府", "国家税务总局清源县税务局", "西江市发展和改革委员会", "清源县公安局交通警察大队"}).Draw(t, "body")
		y, m, d := rapid.IntRange(2009, 2029).Draw(t, "year"), rapid.IntRange(1, 12).Draw(t, "month"), rapid.IntRange(1, 28).Draw(t, "day")
		date := fmt.Sprintf("%d年%d月%d日", y, m, d)
		if rapid.Bool().Draw(t, "in numerals") {
			date = chinese(y, m, d)
		}
		gap := rapid.SampledFrom([]string{"", "　", "  "}).Draw(t, "gap")
		lines := []string{"# 一、总体情况", "我们落实条例。", name, gap + date}
		if rapid.Bool().Draw(t, "on one line") {
			lines = []string{"# 一、总体情况", "我们落实条例。", name + gap + date}
		}
		f := facts(lines...)
		if want := fmt.Sprintf("%04d-%02d-%02d", y, m, d); f.Signed != want || f.Agency.S != name {
			t.Fatalf("%q: signed %q by %q", lines, f.Signed, f.Agency.S)
		}
		if fold.String(f.SignedText.S) != fold.String(date) {
			t.Fatalf("%q: the words are %q", lines, f.SignedText.S)
		}
		for i, left := range f.Signature {
			if left.S != "" || i < 2 {
				t.Fatalf("%q: of line %d is left %q", lines, i, left.S)
			}
		}
	})
}

// TestDatesByTrying: the first date of a text is that of the first place at which one begins, no figure of
// a longer number is its beginning, and it reads back as what was printed.
func TestDatesByTrying(t *testing.T) {
	t.Parallel()
	piece := rapid.SampledFrom([]string{"2023", "12", "31", "1", "5", "年", "月", "日", "-", "/", ".", "二〇二三", "十二", "元", "号", "字", "0", "至"})
	rapid.Check(t, func(t *rapid.T) {
		f := strings.Join(rapid.SliceOfN(piece, 0, 12).Draw(t, "text"), "")
		var want day
		found := false
		for at := range f {
			if at > 0 && isDigit(f[at]) && isDigit(f[at-1]) {
				continue
			}
			if want, found = dateAt(f, at, 0); found {
				break
			}
		}
		got, ok := findDate(f, 0, len(f))
		if ok != found || ok && got != want {
			t.Fatalf("%q: %v %v, want %v %v", f, got, ok, want, found)
		}
		if ok && (!got.valid() || got.start < 0 || got.end > len(f) || got.start >= got.end) {
			t.Fatalf("%q: %+v", f, got)
		}
		if ok {
			if again, ok := dateAt(f[got.start:got.end], 0, 0); !ok || again.String() != got.String() {
				t.Fatalf("%q alone is %v", f[got.start:got.end], again)
			}
		}
	})
}

// TestNumerals: a Chinese numeral as dates have them is what it counts, and nothing more of the text.
func TestNumerals(t *testing.T) {
	t.Parallel()
	for n := 1; n < 40; n++ {
		date := chinese(2000, 1, n)
		s := strings.TrimSuffix(date[strings.Index(date, "月")+len("月"):], "日")
		for _, behind := range []string{"", "日", "个"} {
			if got, size := numeral(s + behind); got != n || size != len(s) {
				t.Errorf("%s: %d of %d bytes, want %d", s+behind, got, size, n)
			}
		}
	}
	for s, want := range map[string]int{"二〇二三": 2023, "二零二零": 2020, "二0二三": 2023, "廿": 20, "廿五": 25, "卅一": 31, "卅": 30, "123456789012": 123456789, "": 0, "年": 0, "十": 10, "一十二": 12} {
		if got, _ := numeral(s); got != want {
			t.Errorf("%s: %d, want %d", s, got, want)
		}
	}
	if _, size := numeral(strings.Repeat("一", 1000)); size > longestNumeral {
		t.Errorf("a numeral of %d bytes", size)
	}
}

// onPage are lines of a page, 20 points apart.
func onPage(lines ...string) Input {
	in := document(lines...)
	for i := range in.Lines {
		y := float64(100 + 20*i)
		box := [4]float64{50, y, 50 + 10*float64(len([]rune(lines[i]))), y + 12}
		in.Lines[i].Text.At = report.Place{Kind: report.PlacePDF, Page: 2, Box: box}
		in.Lines[i].Text.Words = []report.Word{{Start: 0, End: len(lines[i]), Box: box}}
		in.Lines[i].Placed = true
		in.Rows.(sheet)[i][0] = *in.Lines[i].Text
	}
	return in
}

// TestFactsOnPages: what stands on two lines of a page has the box of both; what stands in a place of
// another kind has that of the first.
func TestFactsOnPages(t *testing.T) {
	t.Parallel()
	f := Read(onPage("清源县水务局", "2022年政府信息公开工作年度报告", "统计期限自2022年1月1日", "至12月31日止。", "请与清源县水务局联系"))
	if f.Title.S != "清源县水务局2022年政府信息公开工作年度报告" || f.Title.At.Box != [4]float64{50, 100, 220, 132} || f.Title.At.Page != 2 {
		t.Errorf("the title is %q at %+v", f.Title.S, f.Title.At)
	}
	if box := f.PeriodText.At.Box; f.Period == nil || box[1] != 140 || box[3] != 172 {
		t.Errorf("the period is %q at %+v", f.PeriodText.S, f.PeriodText.At)
	}
	quoted := Read(onPage("现公布《清源县水务局2022年政府信息", "公开工作年度", "报告》如下。", "# 一、总体情况"))
	if quoted.Title.S != "清源县水务局2022年政府信息公开工作年度报告" || quoted.Title.At.Box[1] != 100 || quoted.Title.At.Box[3] != 152 {
		t.Errorf("the quoted title is %q at %+v", quoted.Title.S, quoted.Title.At)
	}
	html := document("清源县水务局", "2022年政府信息公开工作年度报告")
	for i := range html.Lines {
		html.Lines[i].Text.At = report.Place{Kind: report.PlaceHTML, Path: fmt.Sprintf("/html/body/p[%d]", i+1), End: len(html.Lines[i].Text.S)}
	}
	if got := Read(html).Title; got.At.Path != "/html/body/p[1]" {
		t.Errorf("the title of a page of HTML stands at %+v", got.At)
	}
}
