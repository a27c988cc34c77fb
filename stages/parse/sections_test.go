package parse_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/report"
)

func numbers(r report.Report) (out []int) {
	for _, s := range r.Sections {
		out = append(out, s.Number)
	}
	return out
}

// sixWith is a report with these headings of the six sections.
func sixWith(headings ...string) string {
	s := "清源县水务局2022年政府信息公开工作年度报告\n"
	for i, h := range headings {
		if h != "" {
			s += h + "\n" + fmt.Sprintf("第%d部分的正文。\n", i+1)
		}
	}
	return s
}

func TestHeadingsInOtherWords(t *testing.T) {
	t.Parallel()
	form := []string{"一、总体情况", "二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况", "四、政府信息公开行政复议、行政诉讼情况", "五、存在的主要问题及改进情况", "六、其他需要报告的事项"}
	for at, words := range map[int][]string{
		0: {"一、2022年工作开展情况", "一、工作开展总体情况", "一、概述", "一、基本情况", "一、政府信息公开工作推进情况"},
		1: {"二、主动公开工作情况", "二、政府信息主动公开情况"},
		4: {"五、主要问题和改进措施", "五、工作中的不足与下一步打算", "五、存在问题及改进情况"},
		5: {"六、需要说明的有关事项", "六、其他需要说明的事项", "六、需要说明的其他事项与附表", "六、说明与附表", "六、其他", "六、其它需要报告的情况", "六、有关事项说明", "六、附则"},
	} {
		for _, w := range words {
			h := slices.Clone(form)
			h[at] = w
			r := mustParse(t, textDocument(sixWith(h...)))
			if got := numbers(r); !slices.Equal(got, []int{1, 2, 3, 4, 5, 6}) {
				t.Errorf("%s: sections %v", w, got)
				continue
			}
			if s := r.Sections[at]; s.Heading != w || !strings.HasPrefix(s.Text, fmt.Sprintf("第%d部分", at+1)) {
				t.Errorf("%s: %+v", w, s)
			}
		}
	}
}

func TestHeadingsWithoutOrdinals(t *testing.T) {
	t.Parallel()
	for _, h := range [][]string{
		{"总体情况", "主动公开政府信息情况", "收到和处理政府信息公开申请情况", "政府信息公开行政复议、行政诉讼情况", "存在的主要问题及改进情况", "其他需要报告的事项"},
		{"概述", "政府信息主动公开情况", "政府信息公开申请的收到和处理情况", "因政府信息公开被申请行政复议和提起行政诉讼情况", "主要问题和改进措施", "需要说明的其他事项"},
	} {
		got := numbers(mustParse(t, textDocument(sixWith(h...))))
		if len(got) < 5 || !slices.IsSorted(got) {
			t.Errorf("%v: sections %v", h, got)
		}
	}
}

// TestListsAreNoSections: the items of a list have ordinals as headings have them.
func TestListsAreNoSections(t *testing.T) {
	t.Parallel()
	s := sixWith("一、总体情况", "二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况", "四、政府信息公开行政复议、行政诉讼情况", "五、存在的主要问题及改进情况") +
		"四、加强培训\n五、完善机制\n六、拓宽渠道\n"
	if got := numbers(mustParse(t, textDocument(s))); !slices.Equal(got, []int{1, 2, 3, 4, 5}) {
		t.Errorf("sections %v", got)
	}
}

func cutOff(r report.Report) (quotes []string) {
	for _, o := range r.Observations {
		if o.Kind == report.SeenCutOff {
			quotes = append(quotes, o.Quote.Text)
		}
	}
	return quotes
}

// TestCutTextsSaySoOnce cuts a report behind each of its lines.
func TestCutTextsSaySoOnce(t *testing.T) {
	t.Parallel()
	s := sample{table: balanced(someResults), layout: "tabs"}
	whole := ""
	for _, b := range s.document().Blocks {
		whole += b.Line.S + "\n"
	}
	if got := cutOff(mustParse(t, textDocument(whole))); len(got) != 0 {
		t.Errorf("a whole report is said to be cut at %q", got)
	}
	lines := strings.Split(strings.TrimSpace(whole), "\n")
	first := slices.IndexFunc(lines, func(l string) bool { return strings.HasPrefix(l, "三、收到和处理") })
	last := slices.IndexFunc(lines, func(l string) bool { return strings.HasPrefix(l, "四、政府信息公开行政复议") })
	for n := first + 1; n <= last; n++ {
		if got := cutOff(mustParse(t, textDocument(strings.Join(lines[:n], "\n")))); len(got) != 1 {
			t.Errorf("cut behind %q: %q", lines[n-1], got)
		}
	}
	for _, end := range []string{"五、存在的主要问题及改进情况\n一是公开不及时。\n打印本页", "五、存在的主要问题及改进情况\n一是公开不及时。"} {
		if got := cutOff(mustParse(t, textDocument(strings.Join(lines[:last], "\n")+"\n"+end))); len(got) != 0 {
			t.Errorf("a text that ends with a sentence is said to be cut at %q", got)
		}
	}
}

// TestOldFormsCountAsPrinted: before 2019 the sections had other names and numbers.
func TestOldFormsCountAsPrinted(t *testing.T) {
	t.Parallel()
	r := mustParse(t, textDocument("清源县农业局2017年政府信息公开年度报告\n一、政务公开情况\n公开信息267条。\n二、主要工作措施\n加强领导。\n三、存在的问题及改进措施\n改进。\n清源县农业局\n2018年3月7日"))
	if r.Form != report.FormPre2019 || !slices.Equal(numbers(r), []int{1, 2, 3}) {
		t.Errorf("form %s, sections %v", r.Form, numbers(r))
	}
	r = mustParse(t, textDocument("清源县农业局2022年政府信息公开工作年度报告"+body))
	if r.Form != report.FormUnknown {
		t.Errorf("a report of 2022 without tables has form %s", r.Form)
	}
}

// TestTextBehindItsTitle: a text that stands on the line of its title, or between pipes, is read.
func TestTextBehindItsTitle(t *testing.T) {
	t.Parallel()
	const title, text = "清源县石门镇人民政府2016年政府信息公开年度报告", "本年报特向社会公布2016年度的情况。我镇落实要求，公开信息25条。"
	for name, s := range map[string]string{
		"one line": title + " " + text,
		"two":      "2016年石门镇政府信息公开年度报告\n" + title + " " + text + " |\n",
	} {
		r := mustParse(t, textDocument(s))
		if r.Preamble == nil || r.Preamble.Text != text {
			t.Errorf("%s: %+v", name, r.Preamble)
		}
	}
}

// TestASentenceAboveTheTableIsNoRow: it may end with the label of a row, which the table has.
func TestASentenceAboveTheTableIsNoRow(t *testing.T) {
	t.Parallel()
	r := mustParse(t, textDocument("清源县卫生健康局2023年政府信息公开工作年度报告\n二、主动公开政府信息情况\n本年度未制发医疗卫生系统行政规范性文件。\n第二十条第（一）项\n信息内容\n本年制发件数\n本年废止件数\n现行有效件数\n规章\n0\n0\n0\n行政规范性文件\n2\n0\n7\n第二十条第（五）项\n信息内容\n本年处理决定数量\n行政许可\n15\n"))
	if c := r.Tables.Disclosure["normative_valid"]; c.Text != "7" {
		t.Errorf("normative_valid: %+v", c)
	}
	for _, o := range r.Observations {
		if o.Kind == report.SeenMissing && o.Key == "normative_made" {
			t.Errorf("a row that is there is missing: %+v", o)
		}
	}
}

// TestItemsNumberedLikeParts: 一、主动公开情况 behind 一、总体情况 is an item of part one; behind all that is
// said, over a table, it is a part with a wrong ordinal.
func TestItemsNumberedLikeParts(t *testing.T) {
	t.Parallel()
	const items = "一、主动公开情况。公开目录。\n二、依申请公开方面。依法答复。\n三、政府信息管理方面。清理文件。\n"
	for _, c := range []struct {
		text string
		want []int
	}{
		{sixWith("一、总体情况\n"+items, "二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况", "四、政府信息公开行政复议、行政诉讼情况", "五、存在的主要问题及改进情况", "六、其他需要报告的事项"), []int{1, 2, 3, 4, 5, 6}},
		{sixWith("一、总体情况", "一、主动公开政府信息情况", "二、收到和处理政府信息公开申请情况", "三、政府信息公开行政复议、行政诉讼情况", "五、存在的主要问题及改进情况", "六、其他需要报告的事项"), []int{1, 2, 3, 4, 5, 6}},
	} {
		r := mustParse(t, textDocument(c.text))
		if got := numbers(r); !slices.Equal(got, c.want) {
			t.Errorf("%v, want %v", got, c.want)
		}
		if s := r.Sections[1]; s.Heading == "一、主动公开情况" {
			t.Errorf("an item is part two: %+v", s)
		}
	}
}
