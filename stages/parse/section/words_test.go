package section_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/fold"
	"github.com/gouji/gouji/stages/parse/layout"
	"github.com/gouji/gouji/stages/parse/section"
	"github.com/gouji/gouji/stages/report"
	"pgregory.net/rapid"
)

// announced is the section that a line announces between two that cannot be taken for another, 0 for
// none, with the ordinal printed.
func announced(line string) (number, printed int) {
	us, mem := units(line + "\n正文。")
	heads, _ := section.Find(us, mem)
	if len(heads) == 0 {
		return 0, 0
	}
	return heads[0].Number, heads[0].Printed
}

// TestWordsOfHeadings has headings that reports print instead of the form's, and lines with the same
// words that are none.
func TestWordsOfHeadings(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]int{
		"一、概述": 1, "一、总体工作": 1, "一、基本情况": 1, "一、2022年度工作总体情况": 1, "一、工作概述": 1, "总体情况": 1, "概述": 1,
		"二、主动公开情况": 2, "二、主动公开政府信息": 2, "主动公开政府信息情况": 2, "二、主动公开": 0,
		"三、依申请公开办理情况": 3, "三、依申请公开政府信息情况": 3, "三、收到和处理政府信息公开申请的情况": 3, "三、政府信息公开申请办理情况": 3, "三、依申请公开申请情况": 3,
		"四、行政复议、行政诉讼情况": 4, "四、因政府信息公开被申请复议、诉讼的情况": 4, "四、行政复议诉讼": 4, "四、行政复议和行政诉讼": 4, "四、复议": 0, "行政复议行政诉讼情况": 4,
		"五、存在问题及改进措施": 5, "五、主要问题": 5, "五、问题和改进": 5, "五、存在的行政诉讼情况和问题": 5, "五、存在的困难": 0,
		"六、其他需要报告的事项": 6, "六、其它需要说明的事项": 6, "六、需要说明的事项与附表": 6, "六、说明与附表": 6, "六、有关说明": 6, "六、其他情况说明": 6, "六、附件": 0, "六、其他事项": 6,
		"一、本年新收政府信息公开申请数量": 0, "二、上年结转政府信息公开申请数量": 0, "三、本年度办理结果": 0,
		"总体情况良好": 0, "2022年总体情况": 0, "表一、总体情况": 0, "（一）总体情况": 0, "一、总体情况。二、主动公开情况。三": 0,
		"一是总体情况": 0, "一、" + strings.Repeat("总体情况", 10): 0, "**一、总体情况**": 1, "## 五、存在的主要问题及改进情况": 5, "一、总体情况：": 1,
		"第一部分总体情况": 1, "第一部分、：总体情况": 1, "第三章收到和处理政府信息公开申请情况": 3, "第五、存在的主要问题及改进情况": 0, "三.收到和处理政府信息公开申请情况": 3, "3、收到和处理政府信息公开申请情况": 3,
		"伍、存在的主要问题及改进情况": 5, "玖、总体情况": 1, "附表、其他需要报告的事项": 0,
		"三、政府信息公开情况统计表": 3, "政府信息公开情况统计表": 0,
	} {
		if got, _ := announced(line); got != want {
			t.Errorf("%s: section %d, want %d", line, got, want)
		}
	}
	for line, want := range map[string]int{"五、总体情况": 5, "总体情况": 0, "叁、总体情况": 3, "第四部分 总体情况": 4, "2.总体情况": 2, "一　总体情况": 1} {
		if number, printed := announced(line); number != 1 || printed != want {
			t.Errorf("%s: section %d, its ordinal %d, want %d", line, number, printed, want)
		}
	}
}

// TestHeadingsOfOtherWords: a section with words of its own is found by its ordinal where it stands in
// the gap between its neighbours, and not where a list has the ordinals.
func TestHeadingsOfOtherWords(t *testing.T) {
	t.Parallel()
	const one, two, three, five, six = "一、总体情况", "二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况", "五、存在的主要问题及改进情况", "六、其他需要报告的事项"
	const four = "四、政府信息公开行政复议、行政诉讼情况"
	for _, c := range []struct {
		name  string
		lines []string
		want  []int
	}{
		{"the first", []string{"一、履职尽责", two, three}, []int{1, 2, 3}},
		{"the second", []string{one, "二、公开发布", three}, []int{1, 2, 3}},
		{"the fifth", []string{three, four, "五、今后打算", six}, []int{3, 4, 5, 6}},
		{"the last", []string{four, five, "六、附则"}, []int{4, 5, 6}},
		{"the third has the ordinals of rows", []string{one, two, "三、本年工作", four}, []int{1, 2, 4}},
		{"two lines of a list", []string{one, "一、第一项", "二、第二项", three}, []int{1, 3}},
		{"in a sentence", []string{one, "二、公开发布了信息；", three}, []int{1, 3}},
		{"a label of a row", []string{one, "二、上年结转数量", three}, []int{1, 3}},
		{"far behind its neighbours", []string{one, five, "二、公开发布"}, []int{1, 5}},
		{"where ordinals say nothing", []string{"二、总体情况", "二、公开发布", three}, []int{1, 3}},
		{"an Arabic ordinal", []string{one, "2、公开发布", three}, []int{1, 3}},
		{"behind a gap", []string{one, "五、今后打算", six}, []int{1, 6}},
		{"the first before the third", []string{"一、履职尽责", three}, []int{3}},
		{"no heading at all", []string{"一、履职尽责", "二、公开发布"}, nil},
	} {
		us, mem := units(strings.Join(c.lines, "\n正文。\n"))
		heads, _ := section.Find(us, mem)
		var got []int
		for _, h := range heads {
			got = append(got, h.Number)
		}
		if fmt.Sprint(got) != fmt.Sprint(c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

// TestNumbersOfLists: the number that a word processor prints before a heading is its ordinal.
func TestNumbersOfLists(t *testing.T) {
	t.Parallel()
	us, mem := units("总体情况\n正文。\n收到和处理政府信息公开申请情况")
	us[0].Line.Auto, us[2].Line.Auto = "一、", "四、"
	heads, printed := section.Find(us, mem)
	if got := show(us, heads); got != "1/1 总体情况; 3/4 收到和处理政府信息公开申请情况" || len(printed) != 2 {
		t.Errorf("%s, %d with an ordinal", got, len(printed))
	}
}

// TestTheEndOfABracketIsNoHeading: an item whose bracket stands at the end of the line before is none.
func TestTheEndOfABracketIsNoHeading(t *testing.T) {
	t.Parallel()
	us, mem := units("我局工作如下（\n二、主动公开政府信息情况\n正文。")
	if heads, _ := section.Find(us, mem); len(heads) != 0 {
		t.Errorf("%s", show(us, heads))
	}
}

// TestOldHeadings: of the reports before 2019 the lines count whose ordinals ascend without a gap; what
// stands in tables, sentences and long lines does not.
func TestOldHeadings(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"一、概述\n二、公开\n二、公开情况\n三、申请":            "1/1 一、概述; 2/2 二、公开; 3/3 三、申请",
		"二、公开\n一、概述":                          "1/1 一、概述",
		"一、概述。\n一、概述\n规章 | 二、公开 |\n二、公开":      "1/1 一、概述; 2/2 二、公开",
		"1、概述\n一、" + strings.Repeat("概述", 20): "",
		"（一）概述\n一概述\n第一部分 概述\n# 二、公开\n壹、x":    "1/1 第一部分 概述; 2/2 # 二、公开",
	} {
		us, mem := units(text)
		if got := show(us, section.Old(us, mem)); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}

// sentence is prose that no heading stands in.
const sentence = "本单位认真贯彻落实条例，依法公开政府信息，答复申请人的申请。"

// TestHeadingsInsideOfAParagraph: sections that stand one behind the other in a paragraph are cut at
// their headings, whatever the form's words they have, and put together are the paragraph again.
func TestHeadingsInsideOfAParagraph(t *testing.T) {
	t.Parallel()
	names := [][]string{
		{"一、总体情况", "一、概述", "一、2022年工作总体情况"},
		{"二、主动公开政府信息情况", "二、主动公开政府信息的情况", "二、主动公开情况"},
		{"三、收到和处理政府信息公开申请情况", "三、收到和处理政府信息公开申请的情况"},
		{"四、政府信息公开行政复议、行政诉讼情况", "四、因政府信息公开工作被申请行政复议、提起行政诉讼情况"},
		{"五、存在的主要问题及改进情况", "五、存在的主要问题及改进措施"},
		{"六、其他需要报告的事项", "六、需要说明的事项与附表"},
	}
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.SampledFrom([]string{"", strings.Repeat(sentence, 3)}).Draw(t, "before")
		want := 0
		for i, list := range names {
			if i > 0 && !rapid.Bool().Draw(t, "has") {
				continue
			}
			gap := rapid.SampledFrom([]string{"", " ", "　"}).Draw(t, "gap")
			text += gap + rapid.SampledFrom(list).Draw(t, "heading") + " " + strings.Repeat(sentence, rapid.IntRange(1, 9).Draw(t, "sentences"))
			want++
		}
		us, mem := units(text)
		us = section.CutLong(us, mem)
		joined, heads := "", 0
		for i := range us {
			if at := us[i].Line.At; text[at.Start:at.End] != us[i].Line.S {
				t.Fatalf("%q stands at %q", us[i].Line.S, text[at.Start:at.End])
			}
			joined += us[i].Line.S
			if strings.Contains(us[i].Line.S, "、") && !strings.Contains(us[i].Line.S, "。") {
				heads++
			}
		}
		if fold.String(joined) != fold.String(text) {
			t.Fatalf("%q\ncomes out as\n%q", text, joined)
		}
		if len(text) > 400 && heads != want {
			t.Fatalf("%q\nhas %d headings, not %d: %d parts", text, heads, want, len(us))
		}
	})
}

// TestParagraphsThatStayWhole: what looks like a heading inside of a sentence cuts nothing.
func TestParagraphsThatStayWhole(t *testing.T) {
	t.Parallel()
	long := strings.Repeat(sentence, 6)
	for _, inside := range []string{
		"其中一、总体情况良好", "第一、二、三项", "一、", "九、总体情况 ", "十、总体情况 ", "，二、主动公开政府信息情况", "按照一、二、三类分别处理", "二、三级单位的工作。", "一、今年来我局工作进展。",
	} {
		us, mem := units(long + inside + long)
		if got := section.CutLong(us, mem); len(got) != 1 {
			t.Errorf("%s: %d parts, the second is %q", inside, len(got), got[1].Line.S)
		}
	}
	us, mem := units("一、总体情况 " + sentence + "二、主动公开政府信息情况 无。")
	if got := section.CutLong(us, mem); len(got) != 1 {
		t.Errorf("a short paragraph is cut into %d", len(got))
	}
}

// TestWhereAHeadingEnds: a heading inside of a paragraph ends with its last word, before a figure or a
// bracket, or at white space.
func TestWhereAHeadingEnds(t *testing.T) {
	t.Parallel()
	long := strings.Repeat(sentence, 6)
	for inside, want := range map[string]string{
		"一、总体情况我局认真":          "一、总体情况",
		"二、主动公开信息的情况如下":       "二、主动公开信息的情况",
		"二、主动公开情况和工作情况我局":     "二、主动公开情况和工作情况",
		"三、政府信息公开申请办理情况统计表我局": "三、政府信息公开申请办理情况统计表",
		"五、问题和改进 我局":          "五、问题和改进",
		"四、行政复议和行政诉讼（无）":      "四、行政复议和行政诉讼",
		"四、行政复议和行政诉讼3件":       "四、行政复议和行政诉讼",
		"一、2022年工作总体情况我局":     "一、2022年工作总体情况",
		"六、其他需要说明的有关事项我局":     "六、其他需要说明的有关事项",
	} {
		us, mem := units(long + inside + long)
		got := section.CutLong(us, mem)
		if len(got) != 3 || got[1].Line.S != want {
			t.Errorf("%s: %d parts, the second is not %q", inside, len(got), want)
			for _, u := range got[1:] {
				t.Errorf("  %.60q", u.Line.S)
			}
		}
	}
}

// TestOtherUnitsStay: rows, short lines and the paragraphs around one that is cut stay as they are.
func TestOtherUnitsStay(t *testing.T) {
	t.Parallel()
	long := "一、总体情况 " + strings.Repeat(sentence, 6)
	us, mem := units("标题\n规章 | 1 | 2 |\n" + long + "\n结尾\n" + long + "\n完")
	var got []string
	for _, u := range section.CutLong(us, mem) {
		got = append(got, fmt.Sprintf("%d:%.6s", u.Kind, u.Line.S))
	}
	want := fmt.Sprintf("[0:标题 %d:规章 | 1 0:一、总体情况 0:本单位认真贯 0:结尾 0:一、总体情况 0:本单位认真贯 0:完]", layout.Pipes)
	if fmt.Sprint(got) != want {
		t.Errorf("%v\nwant %s", got, want)
	}
}

// TestPrintedHeadings: all lines that look like a heading with an ordinal are known, in their order, also
// those that are none of the chain.
func TestPrintedHeadings(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		all := report.SectionHeadings()
		chosen := rapid.SliceOfN(rapid.SampledFrom(all), 0, 9).Draw(t, "headings")
		us, mem := units(strings.Join(chosen, "\n正文。\n"))
		heads, printed := section.Find(us, mem)
		if len(printed) != len(chosen) {
			t.Fatalf("%q: %d", chosen, len(printed))
		}
		last := 0
		for i, h := range printed {
			if us[h.Unit].Line.S != chosen[i] || h.Printed != h.Number {
				t.Fatalf("%q: heading %d is %+v", chosen, i, h)
			}
		}
		for _, h := range heads {
			if h.Number <= last {
				t.Fatalf("%q: section %d behind %d", chosen, h.Number, last)
			}
			last = h.Number
		}
	})
}
