package about

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"
)

// drawn are the places that a property has drawn for a fact: of those that are taken, the first in
// the order of trust must count.
type drawn struct {
	taken []bool
	first int // the most trusted one, -1 if none is taken
}

// draw takes some of n places, of which the first is trusted most.
func draw(t *rapid.T, n int) drawn {
	d := drawn{make([]bool, n), -1}
	for i := range d.taken {
		d.taken[i] = rapid.Bool().Draw(t, fmt.Sprint("place ", i))
		if d.taken[i] && d.first < 0 {
			d.first = i
		}
	}
	return d
}

// either is what a place says, or the other words where it is not taken.
func (d drawn) either(i int, said, other string) []string {
	switch {
	case d.taken[i]:
		return []string{said}
	case other != "":
		return []string{other}
	}
	return nil
}

func together(parts ...[]string) (all []string) {
	for _, p := range parts {
		all = append(all, p...)
	}
	return all
}

// TestIssuerOfTheMostTrustedPlace: eight places may name the issuer, each another one; the first of
// those that do counts, whichever the others are.
func TestIssuerOfTheMostTrustedPlace(t *testing.T) {
	t.Parallel()
	names := []string{"清源县水务局", "西江市教育局", "白石镇人民政府", "东河县审计局", "长岭县民政局", "临川县司法局", "和田县统计局", "新安县财政局"}
	rapid.Check(t, func(t *rapid.T) {
		d := draw(t, len(names))
		end := []string{"至此结束。"}
		if d.taken[1] {
			end = []string{names[1], "2023年1月5日"}
		}
		in := document(together(
			d.either(3, "发布机构："+names[3], ""),
			d.either(0, names[0]+"2022年政府信息公开工作年度报告", "2022年政府信息公开工作年度报告"),
			d.either(2, names[2], "（公开稿）"),
			d.either(4, "现将"+names[4]+"2022年政府信息公开工作年度报告公布如下。", ""),
			d.either(5, "如对本报告有疑问，请与"+names[5]+"办公室联系。", ""),
			[]string{"# 一、总体情况"},
			d.either(7, "2022年，"+names[7]+"认真贯彻落实条例。", "总的来说顺利。"),
			[]string{"# 二、主动公开政府信息情况"}, end)...)
		if d.taken[6] {
			in = in.with("author", names[6])
		}
		want := ""
		if d.first >= 0 {
			want = names[d.first]
		}
		if got := Read(in).Agency.S; got != want {
			t.Fatalf("places %v: %q, want %q", d.taken, got, want)
		}
	})
}

// TestYearOfTheMostTrustedPlace is the same for the year.
func TestYearOfTheMostTrustedPlace(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := draw(t, 7)
		year := func(i int) int { return 2010 + i }
		got := facts(together(
			d.either(0, fmt.Sprintf("清源县水务局%d年政府信息公开工作年度报告", year(0)), "清源县水务局政府信息公开工作年度报告"),
			d.either(3, fmt.Sprintf("（%d年度）", year(3)), ""),
			[]string{"根据条例编制。", "特此说明。", "以下为正文。"},
			d.either(1, fmt.Sprintf("现将清源县水务局%d年政府信息公开工作年度报告公布如下。", year(1)), ""),
			d.either(2, fmt.Sprintf("本报告的统计期限自%d年1月1日起至12月31日止。", year(2)), ""),
			d.either(5, fmt.Sprintf("# 一、%d年总体情况", year(5)), "# 一、总体情况"),
			d.either(4, fmt.Sprintf("我局的%d年政府信息公开工作如下。", year(4)), "总的来说顺利。"),
			d.either(6, fmt.Sprintf("%d年，全局干部职工共同努力。", year(6)), ""),
			[]string{"# 二、主动公开政府信息情况"})...)
		want := 0
		if d.first >= 0 {
			want = year(d.first)
		}
		if got.Year != want {
			t.Fatalf("places %v: %d, want %d", d.taken, got.Year, want)
		}
	})
}

// TestDateOfTheMostTrustedPlace is the same for the date of publication.
func TestDateOfTheMostTrustedPlace(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := draw(t, 4)
		in := document(together(
			d.either(3, "2023-04-04 来源：本站", "来源：本站"),
			d.either(2, "时间：2023-03-03", ""),
			d.either(1, "发布日期：2023-02-02", ""),
			[]string{"清源县水务局2022年政府信息公开工作年度报告", "# 一、总体情况", "正文。"})...)
		if d.taken[0] {
			in = in.with("PubDate", "2023-09-09").with("pubdate", "2023-01-01 08:00")
		}
		want := ""
		if d.first >= 0 {
			want = fmt.Sprintf("2023-%02d-%02d", d.first+1, d.first+1)
		}
		if got := Read(in).Published; got != want {
			t.Fatalf("places %v: %q, want %q", d.taken, got, want)
		}
	})
}

// TestTitleOfTheMostTrustedPlace is the same for the title, all places naming one year.
func TestTitleOfTheMostTrustedPlace(t *testing.T) {
	t.Parallel()
	const rest = "2022年政府信息公开工作年度报告"
	names := []string{"清源县水务局", "西江市教育局", "白石镇人民政府", "", "长岭县民政局", "临川县司法局"}
	rapid.Check(t, func(t *rapid.T) {
		d := draw(t, len(names))
		in := document(together(
			d.either(0, "信息名称：|"+names[0]+rest, ""),
			[]string{"首页"},
			d.either(3, rest, ""), []string{"浏览次数：12"},
			d.either(2, names[2]+rest, ""),
			d.either(5, "现发布《"+names[5]+rest+"》。", ""),
			[]string{"# 一、总体情况", "正文。"})...)
		if d.taken[1] {
			in = in.with("articletitle", names[1]+rest)
		}
		if d.taken[4] {
			in = in.with("title", names[4]+rest+"_清源县人民政府门户网站")
		}
		want := ""
		if d.first >= 0 {
			want = names[d.first] + rest
		}
		if got := Read(in).Title.S; got != want {
			t.Fatalf("places %v: %q, want %q", d.taken, got, want)
		}
	})
}

// TestPeriodBeforeSignature: where titles of several years stand on a page, the year that the text
// itself states is the report's, and without a statement that before the signature.
func TestPeriodBeforeSignature(t *testing.T) {
	t.Parallel()
	title := func(y int) string {
		return fmt.Sprintf("清源县水务局%d年政府信息公开工作年度报告", y)
	}
	for _, c := range []struct {
		name  string
		lines []string
		want  int
	}{
		{"the statistical period", []string{title(2021), title(2020), title(2022), "统计期限为2020年1月1日至12月31日。", "# 一、总体情况", "正文。"}, 2020},
		{"the title in the sentence", []string{title(2021), title(2022), "现发布《西江市水务局2022年政府信息公开工作年度报告》。", "# 一、总体情况", "正文。"}, 2022},
		{"the year before the signature", []string{title(2021), title(2020), title(2022), "# 一、总体情况", "正文。", "清源县水务局", "2022年1月5日"}, 2021},
		{"what the page marks as its title", []string{title(2021), title(2020), "标题：" + title(2020), "统计期限为2021年1月1日至12月31日。", "# 一、总体情况", "正文。"}, 2020},
		{"nothing: the first", []string{title(2021), title(2020), "# 一、总体情况", "正文。"}, 2021},
		{"a year that no title has supports none", []string{title(2021), title(2020), "统计期限为2019年1月1日至12月31日。", "# 一、总体情况", "正文。"}, 2021},
	} {
		if got := facts(c.lines...); TitleYear(got.Title) != c.want {
			t.Errorf("%s: the title is %q", c.name, got.Title.S)
		}
	}
	in := document(title(2021), title(2020), "# 一、总体情况", "正文。").with("title", title(2020)+"-清源县水务局")
	if got := Read(in); TitleYear(got.Title) != 2020 {
		t.Errorf("the title of the page: %q", got.Title.S)
	}
}
