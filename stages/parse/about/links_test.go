package about

import (
	"fmt"
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/report"
	"pgregory.net/rapid"
)

// TestLinksAreNoTitle: titles without an issuer that stand above a text are the names of columns and links
// to other reports, unless one alone may be the report's.
func TestLinksAreNoTitle(t *testing.T) {
	t.Parallel()
	const own = "清源县水务局2022年政府信息公开工作年度报告"
	bare := func(y int) string { return fmt.Sprintf("%d年政府信息公开工作年度报告", y) }
	for _, c := range []struct {
		name  string
		lines []string
		want  string
	}{
		{"one of a year", []string{bare(2022)}, bare(2022)},
		{"one of no year", []string{"政府信息公开工作年度报告"}, "政府信息公开工作年度报告"},
		{"the name of a column", []string{"政府信息公开年度报告"}, ""},
		{"several years", []string{bare(2022), "更多", bare(2021)}, ""},
		{"one year twice", []string{bare(2022), "更多", bare(2022)}, bare(2022)},
		{"several years and a period", []string{bare(2022), "更多", bare(2021), "统计期限为2021年1月1日至12月31日。"}, bare(2021)},
		{"several years, the period before the last", []string{bare(2021), "更多", bare(2022), "统计期限为2021年1月1日至12月31日。"}, bare(2021)},
		{"beside one that names its issuer", []string{bare(2021), "更多", own}, own},
		{"behind one that names its issuer", []string{own, "更多", bare(2021)}, own},
		{"another body's year and the column", []string{"政府信息公开年报", "更多", own}, own},
	} {
		if got := facts(append(c.lines, "# 一、总体情况", "正文。")...).Title.S; got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// TestThePageCallsItself: the line that the page itself is called counts before another one of a body, and
// so does its first heading.
func TestThePageCallsItself(t *testing.T) {
	t.Parallel()
	const one, two = "清源县水务局2022年政府信息公开工作年度报告", "清源县教育局2022年政府信息公开工作年度报告"
	in := document(one, "更多", two, "# 一、总体情况", "正文。")
	if got := Read(in).Title.S; got != one {
		t.Errorf("without a word of the page: %q", got)
	}
	if got := Read(in.with("title", two+"_清源县人民政府")).Title.S; got != two {
		t.Errorf("by the title of the page: %q", got)
	}
	in.Lines[2].Text.At.Path = "/html/body/div/h1"
	if got := Read(in).Title.S; got != two {
		t.Errorf("by its first heading: %q", got)
	}
}

// TestHeadingOfAnotherYear: a heading with the words of the title and a year that nothing else supports is kept
// beside the title. Titles of other reports on lines, and other words, are no such heading.
func TestHeadingOfAnotherYear(t *testing.T) {
	t.Parallel()
	const title, other = "清源县水务局2022年政府信息公开工作年度报告", "清源县水务局2021年度政府信息公开工作年度报告"
	const preamble = "本报告的统计期限为2022年1月1日至2022年12月31日。"
	read := func(path string, lines ...string) Facts {
		in := document(append(lines, preamble, "# 一、总体情况", "正文。")...).with("title", title)
		in.Lines[0].Text.At.Path = path
		return Read(in)
	}
	for _, path := range []string{"/html/body/h1[1]", "/html/body/div[2]/p[1]"} {
		if got := read(path, other); got.OtherYear.S != other || got.Title.S != title {
			t.Errorf("%s: %q beside %q", path, got.OtherYear.S, got.Title.S)
		}
	}
	for name, got := range map[string]Facts{
		"a link":                   read("/html/body/p[1]/a[1]", other),
		"an item of a menu":        read("/html/body/ul/li[1]", other),
		"the title itself":         read("/html/body/h1[1]", title),
		"the title behind it":      read("/html/body/h1[1]", other, title),
		"several years":            read("/html/body/h1[1]", other, "清源县水务局2020年政府信息公开工作年度报告"),
		"the report of another":    read("/html/body/h1[1]", "清源县教育局2021年政府信息公开工作年度报告"),
		"another kind of document": read("/html/body/h1[1]", "清源县水务局2021年预算公开"),
	} {
		if got.OtherYear.S != "" {
			t.Errorf("%s: %q", name, got.OtherYear.S)
		}
	}
}

// TestTitlesInQuotes: a title in book-title marks is found wherever it stands in the text above the first
// section, over at most three lines, and nothing else in such marks is one. In the first section it is one
// only where the report announces itself.
func TestTitlesInQuotes(t *testing.T) {
	t.Parallel()
	const title = "清源县水务局2022年政府信息公开工作年度报告"
	for _, c := range []struct {
		name  string
		lines []string
		want  string
	}{
		{"alone", []string{"现公布《" + title + "》。"}, title},
		{"behind another", []string{"根据《中华人民共和国政府信息公开条例》，现公布《" + title + "》。"}, title},
		{"on two lines", []string{"现公布《清源县水务局2022年政府", "信息公开工作年度报告》如下。"}, title},
		{"on three lines", []string{"现公布《清源县水务局2022年政府", "信息公开工作年度", "报告》如下。"}, title},
		{"on four lines", []string{"现公布《清源县水务局2022年", "政府信息", "公开工作年度", "报告》如下。"}, ""},
		{"another opens before it closes", []string{"现公布《清源县水务局2022年政府", "《信息公开工作年度报告》如下。"}, ""},
		{"without a year", []string{"现公布《清源县水务局政府信息公开工作年度报告》。"}, ""},
		{"a notice", []string{"根据《关于做好2022年政府信息公开工作年度报告编制工作的通知》编制。"}, ""},
		{"never closed", []string{"现公布《" + title}, ""},
		{"the first that is one", []string{"现公布《" + title + "》，《清源县教育局2022年政府信息公开工作年度报告》另行公布。"}, title},
		{"in the text itself", []string{"# 一、总体情况", "根据《条例》的要求，现公布《" + title + "》。"}, title},
		{"in the text itself, on what was done", []string{"# 一、总体情况", "2023年，我局按时公布《" + title + "》。"}, ""},
		{"far in the text itself", []string{"# 一、总体情况", "正文。", "正文。", "现公布《" + title + "》。"}, ""},
		{"white space inside", []string{"现公布《清源县水务局 2022年 政府信息公开工作年度报告》。"}, "清源县水务局 2022年 政府信息公开工作年度报告"},
		{"behind a mark that is never closed nearby", []string{"《" + strings.Repeat("　", longestQuote) + "《" + title + "》"}, title},
	} {
		lines := c.lines
		if lines[0] != "# 一、总体情况" {
			lines = append(lines, "# 一、总体情况", "正文。")
		}
		if got := facts(lines...).Title.S; got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	table := document("现公布《清源县水务局2022年政府|", "信息公开工作年度报告》如下。|", "# 一、总体情况")
	for i := range table.Lines {
		table.Lines[i].Text.At.Kind = report.PlaceDOCX
	}
	if got := Read(table).Title.S; got != "" {
		t.Errorf("paragraphs are joined to %q", got)
	}
}

// TestTitleAtEveryBreak: a title that a text breaks between two of its words is read whole wherever a
// person would read one: behind the issuer, the year or 政府信息公开.
func TestTitleAtEveryBreak(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom([]string{"清源县水务局", "清源县人民政府", "西江市发展和改革委员会"}).Draw(t, "name")
		year := rapid.SampledFrom([]string{"2022年", "2022年度", "二〇二二年"}).Draw(t, "year")
		subject := "政府信息公开"
		if strings.HasSuffix(name, "人民政府") {
			subject = "信息公开"
		}
		words := []string{name, year, subject, rapid.SampledFrom([]string{"工作年度报告", "年度报告"}).Draw(t, "report")}
		at := rapid.SampledFrom([]int{1, 3}).Draw(t, "break")
		if name == "清源县人民政府" && at == 1 {
			words[2] = "政府信息公开"
		}
		marks := rapid.SampledFrom([]string{"", "## ", "**"}).Draw(t, "marks")
		lines := []string{marks + strings.Join(words[:at], "") + strings.TrimSpace(marks), marks + strings.Join(words[at:], "") + strings.TrimSpace(marks)}
		for i := range lines { // Markdown closes what it opens
			lines[i] = strings.ReplaceAll(lines[i], "##", "")
		}
		f := facts(append(lines, "根据条例编制本报告。", "# 一、总体情况", "正文。")...)
		if want := strings.Join(words, ""); f.Title.S != want || f.Year != 2022 || f.TitleEnd != 2 {
			t.Fatalf("%q: %q, %d, behind line %d", lines, f.Title.S, f.Year, f.TitleEnd)
		}
		if got := strings.ReplaceAll(f.Agency.S, "\n", ""); got != name {
			t.Fatalf("%q: the issuer is %q", lines, got)
		}
	})
}

// TestTheFirstParagraphsAlone: what a long text says far behind is not about the report as a whole.
func TestTheFirstParagraphsAlone(t *testing.T) {
	t.Parallel()
	const said = "现将清源县水务局2022年政府信息公开工作年度报告公布如下。"
	long := strings.Repeat("我们认真落实条例。", longestPassage/len("我们认真落实条例。"))
	if f := facts("# 一、总体情况", long[:len(long)/2], said); f.Year != 2022 || f.Agency.S != "清源县水务局" {
		t.Errorf("in the first half: %d, %q", f.Year, f.Agency.S)
	}
	if f := facts("# 一、总体情况", long, long, said); f.Year != 0 || f.Agency.S != "" {
		t.Errorf("far behind: %d, %q", f.Year, f.Agency.S)
	}
	steps := 0
	in := document("# 一、总体情况", long, said)
	in.Step = func() { steps++ }
	Read(in)
	if steps == 0 {
		t.Error("no step is counted")
	}
}

// TestYearsOfParagraphs: the first words of a paragraph name the year where nothing else does; a date, a
// year that 度 follows or one inside of a sentence does not.
func TestYearsOfParagraphs(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]int{
		"2022年，我局认真落实条例。": 2022, "2022年以来，我局认真落实条例。": 2022, "2022年我局认真落实条例。": 2022, "二〇二二年，我局认真落实条例。": 2022,
		"2022年工作开展顺利。": 2022, "2022年1月5日，我局召开会议。": 0, "2022年度，我局认真落实条例。": 0, "我局2022年，认真落实条例。": 2022, "自2022年起实行。": 0,
		"2022年。": 0, "第2022号文件规定了这些。": 0, "1022年，我局认真落实条例。": 0, "1990年，我局认真落实条例。": 1990, "2100年，我局认真落实条例。": 2100, "2101年，我局认真落实条例。": 0,
	} {
		if got := facts("甲", "乙", "丙", "丁", "# 一、总体情况", s).Year; got != want {
			t.Errorf("%s: %d, want %d", s, got, want)
		}
	}
	if got := facts("首页2022年，欢迎访问", "# 一、总体情况", "正文。").Year; got != 0 {
		t.Errorf("the top of a page names %d", got)
	}
	for head, want := range map[string]int{"# 一、2022年总体情况": 2022, "# 2022年总体情况": 2022, "# 一、我县2022年总体情况": 0, "# 一、总体情况": 0} {
		if got := facts(head, "正文。").Year; got != want {
			t.Errorf("%s: %d, want %d", head, got, want)
		}
	}
}

// TestYearsInBrackets: a year that stands alone in brackets is that of a title, the year of a document's
// number is not.
func TestYearsInBrackets(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]int{
		"清源县水务局政府信息公开工作年度报告（2022）": 2022, "（2022）清源县水务局政府信息公开工作年度报告": 2022, "【2022】政府信息公开年报": 2022, "清源县水务局〔2022〕3号政府信息公开年报": 0, "清源县水务局（2022）第3号": 0,
		"清源县水务局2022政府信息公开年报": 2022, "清源县水务局2022度政府信息公开年报": 2022, "清源县水务局2022政务公开年报": 2022, "清源县水务局20221政府信息公开年报": 0, "清源县水务局1822政府信息公开年报": 0,
		"2022清源县水务局政府信息公开年报": 0, "(2022": 0, "": 0,
	} {
		if got := TitleYear(report.Text{S: s}); got != want {
			t.Errorf("%s: %d, want %d", s, got, want)
		}
	}
}
