package section_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/parse/layout"
	"github.com/gouji/gouji/stages/parse/readtest"
	"github.com/gouji/gouji/stages/parse/section"
	"github.com/gouji/gouji/stages/report"
	"pgregory.net/rapid"
)

// found are the sections whose headings are found in a text, by their lines.
func found(text string) map[int]string {
	mem := &layout.UnitMemory{}
	us := readtest.Units(text, mem)
	heads, _ := section.Find(us, mem)
	out := map[int]string{}
	for _, h := range heads {
		out[h.Number] = us[h.Unit].Line.S
	}
	return out
}

// words are the headings of the form without their ordinals.
func words() (out []string) {
	for _, h := range report.SectionHeadings() {
		_, w, _ := strings.Cut(h, "、")
		out = append(out, w)
	}
	return out
}

// TestOrdinalsOfHeadings: six headings are found behind each kind of ordinal that reports print.
func TestOrdinalsOfHeadings(t *testing.T) {
	t.Parallel()
	for _, kind := range []struct{ before, digits, behind string }{
		{"", "一二三四五六", "、"}, {"", "壹贰叁肆伍陆", "、"}, {"", "一二三四五六", " "}, {"", "一二三四五六", "\u3000"}, {"（", "一二三四五六", "）"},
		{"", "一二三四五六", "."}, {"第", "一二三四五六", "部分 "}, {"第", "一二三四五六", "章 "}, {"", "123456", "、"}, {"# ", "一二三四五六", "、"},
	} {
		var b strings.Builder
		for i, w := range words() {
			fmt.Fprintf(&b, "%s%s%s%s\n我局认真落实条例的规定。\n", kind.before, string([]rune(kind.digits)[i]), kind.behind, w)
		}
		if got := found(b.String()); len(got) != 6 {
			t.Errorf("%s%s%s: %d headings: %v", kind.before, kind.digits, kind.behind, len(got), got)
		}
	}
}

// TestItemsAreNoHeadings: items inside of section one are in brackets, with the words of headings; a
// sentence may begin with a numeral. Whatever stands there, the headings are those of the form.
func TestItemsAreNoHeadings(t *testing.T) {
	t.Parallel()
	item := rapid.SampledFrom([]string{
		"（一）主动公开情况", "（二）依申请公开情况", "（一）总体情况", "（二）主动公开政府信息情况", "（三）收到和处理政府信息公开申请情况", "（五）存在的主要问题及改进情况",
		"一是总体情况良好。", "二是主动公开政府信息情况。", "壹佰件", "三类内部事务信息", "六其他", "（六）其他需要报告的事项", "2.主动公开情况", "四项工作的情况",
	})
	rapid.Check(t, func(t *rapid.T) {
		var b strings.Builder
		for i, h := range report.SectionHeadings() {
			b.WriteString(h + "\n我局认真落实条例的规定。\n")
			if i == 0 || i == 4 {
				for _, s := range rapid.SliceOfN(item, 0, 5).Draw(t, "items") {
					b.WriteString(s + "\n")
				}
			}
		}
		got := found(b.String())
		for i, h := range report.SectionHeadings() {
			if got[i+1] != h {
				t.Fatalf("the heading of section %d is %q in\n%s", i+1, got[i+1], b.String())
			}
		}
	})
}

// TestFewBracketsAreNoHeadings: items in brackets alone are no sections unless most of the six stand
// there in their order, each with its own number.
func TestFewBracketsAreNoHeadings(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"（一）总体情况\n正文。\n（二）主动公开政府信息情况\n正文。\n（三）其他\n正文。",
		"（一）主动公开政府信息情况\n正文。\n（二）收到和处理政府信息公开申请情况\n正文。\n（三）政府信息公开行政复议、行政诉讼情况\n正文。\n（四）存在的主要问题及改进情况\n正文。",
		"（一）概述\n（二）背景\n（三）申请\n（四）统计\n（五）问题\n（六）其他",
	} {
		if got := found(text); len(got) != 0 {
			t.Errorf("%s\nhas the headings %v", text, got)
		}
	}
}
