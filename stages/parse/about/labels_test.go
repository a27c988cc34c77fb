package about

import (
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/fold"
	"github.com/gouji/gouji/stages/report"
	"pgregory.net/rapid"
)

// TestIssuerBehindALabel has the ways in which a page prints a label and what it says.
func TestIssuerBehindALabel(t *testing.T) {
	t.Parallel()
	const name = "清源县水务局"
	for _, c := range []struct {
		name  string
		lines []string
		want  string
	}{
		{"behind a colon", []string{"发布机构：" + name}, name},
		{"before other fields, wide space between", []string{"发布机构：" + name + "　　发布日期：2023-01-05"}, name},
		{"before other fields, one space between", []string{"发布机构：" + name + " 发布日期：2023-01-05"}, name},
		{"behind other fields", []string{"索引号：X-1　发布机构：" + name}, name},
		{"tabs between fields", []string{"公开主体：" + name + "\t文号：无"}, name},
		{"a blank inside of the name", []string{"发布机构：清源县 水务局"}, "清源县 水务局"},
		{"in a cell of its own", []string{"发布机构|" + name}, name},
		{"in a cell of its own behind a colon", []string{"发布机构：|" + name}, name},
		{"in the cell below", []string{"索引号|发布机构|发布日期", "X-1|" + name + "|2023-01-05"}, name},
		{"in the cell below, two columns, the next one empty", []string{"发布机构|", name + "|"}, name},
		{"on the next line", []string{"发布机构：", name}, name},
		{"both in one cell", []string{"索引号：X-1|发布机构：" + name}, name},
		{"in brackets of a field list", []string{"- [发布机构]：x", "编制单位：" + name}, name},
		{"nothing behind it", []string{"发布机构：", "栏目：公开"}, ""},
		{"words and no body", []string{"发布机构：见附件"}, ""},
		{"our own", []string{"发布机构：本机关办公室"}, ""},
		{"in a sentence", []string{"我们的发布机构就是" + name}, ""},
		{"a longer word", []string{"发布机构设置" + name}, ""},
		{"in a table of the report", []string{"! 发布机构：" + name}, ""},
		{"as the heading of a section", []string{"# 发布机构：" + name}, ""},
		{"below in a table of the report", []string{"发布机构|x", "! " + name + "|x"}, ""},
		{"below in another number of cells", []string{"发布机构|", name + "|x|y"}, ""},
		{"below with a label of its own", []string{"发布机构：", "地址：" + name}, ""},
		{"a paragraph below", []string{"发布机构：", strings.Repeat("清源县", 13) + "水务局"}, ""},
		{"a label whose value is none, then another", []string{"发布机构：无", "编制单位：" + name}, name},
	} {
		if got := facts(append([]string{"首页"}, c.lines...)...).Agency.S; got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// TestLabelOfARowIsNoHead: a line of labels whose values stand below is told from a line of pairs by
// its number of cells and its colons.
func TestLabelOfARowIsNoHead(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		lines []string
		want  string
	}{
		{"two pairs", []string{"发布机构|清源县水务局", "文号|无"}, "清源县水务局"},
		{"heads over values", []string{"发布机构|清源县审计局|日期", "清源县水务局|x|y"}, "清源县水务局"},
		{"pairs with colons over pairs", []string{"发布机构：|清源县水务局|日期：", "文号：|无|页码："}, "清源县水务局"},
		{"the last line", []string{"发布机构|清源县水务局|日期"}, "清源县水务局"},
		{"below stand fewer cells", []string{"发布机构|清源县水务局|日期|x", "清源县审计局|x|y"}, "清源县水务局"},
	} {
		if got := facts(c.lines...).Agency.S; got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// TestFieldsEndWhereTheNextOneBegins: of a line of fields, however they are parted, each has its own
// value and nothing of its neighbours.
func TestFieldsEndWhereTheNextOneBegins(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		fields := [][2]string{{"索引号", "000014349/2023-00001"}, {"发布机构", "清源县水务局"}, {"成文日期", "2023年1月3日"}, {"发布日期", "2023年1月5日"}, {"主题分类", "综合政务"}}
		order := rapid.Permutation(fields).Draw(t, "order")
		colon := rapid.SampledFrom([]string{":", "：", ": "}).Draw(t, "colon")
		gap := rapid.SampledFrom([]string{" ", "   ", "\t", "　", "\u00a0"}).Draw(t, "gap")
		var parts []string
		for _, f := range order {
			parts = append(parts, f[0]+colon+f[1])
		}
		line := strings.Join(parts, gap)
		got := facts(line, "# 一、总体情况", "正文。")
		if got.Published != "2023-01-05" {
			t.Fatalf("%q: published %q", line, got.Published)
		}
		if colon == ": " && gap != " " { // a blank behind the colon is the value's beginning
			return
		}
		if colon != ": " && got.Agency.S != "清源县水务局" {
			t.Fatalf("%q: issuer %q", line, got.Agency.S)
		}
	})
}

// TestDatesBehindLabels has what stands before and behind 日期 and 时间.
func TestDatesBehindLabels(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ line, want string }{
		{"发布日期：2023-01-05", "2023-01-05"},
		{"公开时间：2023年1月5日", "2023-01-05"},
		{"日期：2023-01-05", "2023-01-05"},
		{"来源：本站 时间：2023-01-05", "2023-01-05"},
		{"来源：本站时间：2023-01-05", ""},
		{"（时间：2023-01-05）", "2023-01-05"},
		{"生成日期：2023-01-05", "2023-01-05"},
		{"更新时间：2023-01-05", ""},
		{"成文日期：2023-01-05", ""},
		{"打印时间：2023-01-05 发布时间：2023-01-04", "2023-01-04"},
		{"发布时间为2023年1月5日", "2023-01-05"},
		{"发布时间将不迟于2023年1月5日", ""},
		{"发布日期：无", ""},
		{"发布日期：2023-02-30", ""},
		{"会议时间：2023-01-05", ""},
		{"发布日期", ""},
		{"发布日期：2023-01-0508:30", "2023-01-05"},
		{"发布日期：2023-01-05 发布日期：2023-01-06", "2023-01-05"},
		{"时间：2023-01-06 发布日期：2023-01-05", "2023-01-05"},
		{"生效日期：2023-01-06", ""},
	} {
		if got := facts(c.line, "# 一、总体情况", "正文。").Published; got != c.want {
			t.Errorf("%s: %q, want %q", c.line, got, c.want)
		}
	}
}

// TestDatesBesideTheTitle: a page prints the date behind the title or behind the name of a body; that of a link to the
// report on another year is none of this one.
func TestDatesBesideTheTitle(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]string{
		"2023年清源县水务局政府信息公开工作年度报告 （2024-01-15）\n本报告由清源县水务局编制。":              "2024-01-15",
		"清源县人民政府办公室 2024/1/15\n清源县2023年政府信息公开工作年度报告\n正文。":                  "2024-01-15",
		"2023年清源县水务局政府信息公开工作年度报告\n2022年清源县水务局政府信息公开工作年度报告 2023-01-15\n正文。": "",
		"清源县2023年政府信息公开工作年度报告\n统计期限至2023-12-31\n正文。":                       "",
	} {
		if got := facts(append(strings.Split(s, "\n"), "# 一、总体情况", "正文。")...).Published; got != want {
			t.Errorf("%s: %q, want %q", s, got, want)
		}
	}
}

// TestWhereDatesOfPublicationStand: a label without a word of publishing counts above the text alone,
// one with it below as well; in tables of the report and headings none does.
func TestWhereDatesOfPublicationStand(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		lines []string
		want  string
	}{
		{"a bare label below the text", []string{"# 一、总体情况", "正文。", "时间：2023-01-05"}, ""},
		{"a label of publication below the text", []string{"# 一、总体情况", "正文。", "发布时间：2023-01-05"}, "2023-01-05"},
		{"in a table", []string{"! 发布时间：2023-01-05", "# 一、总体情况"}, ""},
		{"in a heading", []string{"# 一、发布时间：2023-01-05"}, ""},
		{"in the next cell", []string{"发布日期|2023-01-05", "# 一、总体情况"}, "2023-01-05"},
		{"in the next cell behind words", []string{"发布日期|自2023-01-05起", "# 一、总体情况"}, ""},
		{"in the cell below", []string{"索引号|发布日期|名称", "X-1|2023-01-05|年报", "# 一、总体情况"}, "2023-01-05"},
		{"in a long line of the text", []string{"", "", "", "", strings.Repeat("正文", 120) + "发布日期：2023-01-05", "# 一、总体情况"}, ""},
		{"in a long first line, which a page may be", []string{strings.Repeat("栏目 ", 120) + "发布日期：2023-01-05", "# 一、总体情况"}, "2023-01-05"},
		{"a line with the source", []string{"2022年07月25日 来源：本站", "# 一、总体情况"}, "2022-07-25"},
		{"the source before the date", []string{"来源：本站 2022年07月25日", "# 一、总体情况"}, ""},
		{"a date alone", []string{"2022年07月25日", "# 一、总体情况"}, ""},
		{"a line with the source below the text", []string{"# 一、总体情况", "2022年07月25日 来源：本站"}, ""},
		{"a row of cells with the source", []string{"2022年07月25日|来源：本站", "# 一、总体情况"}, ""},
		{"a paragraph with the source", []string{"2022年07月25日，" + strings.Repeat("正文", 40) + "来源：本站", "# 一、总体情况"}, ""},
	} {
		if got := facts(c.lines...).Published; got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// TestFieldsOfThePage: what the file says about itself counts where it fits what is asked, under each
// name that pages have for it, and an empty field says nothing.
func TestFieldsOfThePage(t *testing.T) {
	t.Parallel()
	const title = "清源县水务局2022年政府信息公开工作年度报告"
	page := func(name, value string) Facts {
		return Read(document("首页", "# 一、总体情况", "正文。").with(name, value))
	}
	for _, name := range []string{"articletitle", "dc.title", "og:title", "title"} {
		if got := page(name, " "+title+"\u00a0"); got.Title.S != title || got.Agency.S != "清源县水务局" || got.Year != 2022 {
			t.Errorf("%s: title %q, issuer %q, year %d", name, got.Title.S, got.Agency.S, got.Year)
		}
		if got := page(name, "政府信息公开_清源县人民政府"); got.Title.S != "" {
			t.Errorf("%s: the title is %q", name, got.Title.S)
		}
	}
	for _, name := range []string{"pubdate", "publishdate", "article:published_time", "publish_date"} {
		if got := page(name, "2023-01-05T10:30:00+08:00").Published; got != "2023-01-05" {
			t.Errorf("%s: %q", name, got)
		}
		if got := page(name, "昨天").Published; got != "" {
			t.Errorf("%s: %q", name, got)
		}
	}
	for _, name := range []string{"contentsource", "author"} {
		if got := page(name, "清源县审计局").Agency.S; got != "清源县审计局" {
			t.Errorf("%s: %q", name, got)
		}
		if got := page(name, "管理员").Agency.S; got != "" {
			t.Errorf("%s: %q", name, got)
		}
	}
	if got := page("description", title); got.Title.S != "" || got.Year != 0 {
		t.Errorf("a field of another name: %q, %d", got.Title.S, got.Year)
	}
	long := "发布于" + strings.Repeat("　", longestDate) + "2023-01-05"
	if got := page("pubdate", long).Published; got != "" {
		t.Errorf("what stands far behind is read as a date: %q", got)
	}
}

// TestSitesAreCutOffTitles: the title of a page is that of the report whatever sign stands before the
// names of the column and the site, and the place is that of the words kept.
func TestSitesAreCutOffTitles(t *testing.T) {
	t.Parallel()
	const title = "清源县水务局2022年政府信息公开工作年度报告"
	rapid.Check(t, func(t *rapid.T) {
		gap := rapid.SampledFrom([]string{"", " ", "　"}).Draw(t, "gap")
		sign := rapid.SampledFrom([]string{"_", "-", "|", "—", "–", "｜", ">", "--", "——"}).Draw(t, "sign")
		site := rapid.SampledFrom([]string{"清源县人民政府", "政府信息公开年报-清源县", "", "年度报告_清源县人民政府门户网站"}).Draw(t, "site")
		whole := report.Text{S: title + gap + sign + gap + site, At: report.Place{Kind: report.PlaceHTML, Path: "/html/head/title", End: 200}}
		got := cutSite(whole)
		if got.S != title || got.At.Start != 0 || got.At.End != len(title) {
			t.Fatalf("%q: %q at %d to %d", whole.S, got.S, got.At.Start, got.At.End)
		}
	})
	for s, want := range map[string]string{
		"清源县水务局 2021-2022 年报":                   "清源县水务局 2021-2022 年报",
		"-" + title + "-清源县":                    "-" + title,
		"清源县-政府信息公开":                            "清源县-政府信息公开",
		"清源县2022年政府信息公开工作年度报告(一-二)":             "清源县2022年政府信息公开工作年度报告(一-二)",
		strings.Repeat("-", 400) + title + "-x": strings.Repeat("-", 400) + title + "-x",
	} {
		if got := cutSite(report.Text{S: s}).S; got != want {
			t.Errorf("%s: %q, want %q", s, got, want)
		}
	}
}

// TestMarkedTitles: what stands behind a label for the title is the title whatever it ends with, if it
// is on a report.
func TestMarkedTitles(t *testing.T) {
	t.Parallel()
	const odd = "清源县水务局2022年政府信息公开工作年度报告及附表"
	for _, label := range titleLabels {
		for _, line := range []string{label + "：" + odd, label + "|" + odd} {
			if got := facts(line, "# 一、总体情况", "正文。").Title.S; got != odd {
				t.Errorf("%s: %q", line, got)
			}
		}
	}
	for line, want := range map[string]string{
		"信息名称：清源县2022年度工作报告":                     "",
		"信息名称：清源县2022年政府信息公开指南":                  "",
		"信息名称：" + strings.Repeat("政府信息公开报告", 11): "",
		"主题：" + odd: "",
		"题名：" + odd: odd,
	} {
		if got := facts(line, "# 一、总体情况", "正文。").Title.S; got != want {
			t.Errorf("%s: %q, want %q", line, got, want)
		}
	}
	if got := facts("! 信息名称："+odd, "# 一、总体情况").Title.S; got != "" {
		t.Errorf("in a table of the report: %q", got)
	}
	if !isMarkedTitle(fold.String(odd)) || IsTitle(fold.String(odd)) {
		t.Error("the example shows nothing: it is a title without its label")
	}
}
