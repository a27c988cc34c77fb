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

func units(s string) ([]layout.Unit, *layout.UnitMemory) {
	mem := &layout.UnitMemory{}
	return readtest.Units(s, mem), mem
}

func show(us []layout.Unit, heads []section.Heading) string {
	var out []string
	for _, h := range heads {
		out = append(out, fmt.Sprintf("%d/%d %s", h.Number, h.Printed, us[h.Unit].Line.S))
	}
	return strings.Join(out, "; ")
}

func TestFind(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, text, want string }{
		{"those of the form", "一、总体情况\n文字。\n二、主动公开政府信息情况\n三、收到和处理政府信息公开申请情况", "1/1 一、总体情况; 2/2 二、主动公开政府信息情况; 3/3 三、收到和处理政府信息公开申请情况"},
		{"without ordinals", "总体情况\n文字。\n其他需要报告的事项\n无。", "1/0 总体情况; 6/0 其他需要报告的事项"},
		{"the wrong ordinal", "一、总体情况\n二、主动公开政府信息情况\n四、收到和处理政府信息公开申请情况", "1/1 一、总体情况; 2/2 二、主动公开政府信息情况; 3/4 四、收到和处理政府信息公开申请情况"},
		{"after a list of contents", "一、总体情况\n二、主动公开政府信息情况\n一、总体情况\n文字。\n二、主动公开政府信息情况\n文字。", "1/1 一、总体情况; 2/2 二、主动公开政府信息情况"},
		{"a row of table three is none", "一、本年新收政府信息公开申请数量\n二、上年结转政府信息公开申请数量", ""},
		{"the words of headings as parts of a section", "一、总体情况\n（一）主动公开政府信息情况\n公开3条。\n2.收到和处理政府信息公开申请情况\n二、主动公开政府信息情况\n五、存在的主要问题及改进情况", "1/1 一、总体情况; 2/2 二、主动公开政府信息情况; 5/5 五、存在的主要问题及改进情况"},
		{"the whole in other words", "一、总体公开情况\n文字。\n二、主动公开政府信息情况", "1/1 一、总体公开情况; 2/2 二、主动公开政府信息情况"},
		{"an item with a figure, before the text ends", "一、总体情况\n本局认真公开。\n1.主动公开信息情况\n公开30条。\n2.依申请公开情况\n收到1件。", "1/1 一、总体情况"},
		{"figures alone, one of them wrong", "1.总体情况\n本局认真公开。\n1.主动公开政府信息情况\n公开30条。", "1/1 1.总体情况; 2/1 1.主动公开政府信息情况"},
		{"with the year, or on two lines", "一、2022年总体情况\n二、主动公开政府信\n息情况\n三、收到和处理政府信息公开申\n请情况", "1/1 一、2022年总体情况; 2/2 二、主动公开政府信; 3/3 三、收到和处理政府信息公开申"},
		{"a sentence is none", "存在的主要问题是总体情况不够好，其他需要报告的事项没有。", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			us, mem := units(c.text)
			heads, _ := section.Find(us, mem)
			if got := show(us, heads); got != c.want {
				t.Errorf("%s\nand not %s", got, c.want)
			}
		})
	}
}

// TestFindTakesTheLast: of two chains of headings the later one counts, since a list of contents
// comes before what it lists.
func TestFindTakesTheLast(t *testing.T) {
	t.Parallel()
	us, mem := units("一、总体情况\n二、主动公开政府信息情况\n一、总体情况\n文字。\n二、主动公开政府信息情况")
	heads, printed := section.Find(us, mem)
	if len(heads) != 2 || heads[0].Unit != 2 || len(printed) != 4 {
		t.Errorf("%+v, %d of all", heads, len(printed))
	}
}

// TestAnyOfTheSix: whichever of the six headings a report has, these are found and ascend.
func TestAnyOfTheSix(t *testing.T) {
	t.Parallel()
	all := report.SectionHeadings()
	rapid.Check(t, func(t *rapid.T) {
		var lines []string
		var want []int
		for i, h := range all {
			if !rapid.Bool().Draw(t, "has") {
				continue
			}
			want = append(want, i+1)
			lines = append(lines, fmt.Sprintf("%c、%s", []rune("一二三四五六")[i], strings.TrimLeft(h, "一二三四五六、")), "这里是一句话。")
		}
		us, mem := units(strings.Join(lines, "\n"))
		heads, _ := section.Find(us, mem)
		var got []int
		for _, h := range heads {
			got = append(got, h.Number)
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Fatalf("%q: the headings are %v, not %v", lines, got, want)
		}
	})
}

func TestOld(t *testing.T) {
	t.Parallel()
	us, mem := units("一、概述\n文字。\n二、主动公开情况\n三、依申请公开办理情况\n五、收费及减免情况\n四、复议、诉讼情况")
	if got, want := show(us, section.Old(us, mem)), "1/1 一、概述; 2/2 二、主动公开情况; 3/3 三、依申请公开办理情况; 4/4 四、复议、诉讼情况"; got != want {
		t.Errorf("%s\nand not %s", got, want)
	}
}

// TestCutLong: a paragraph in which sections stand one behind the other comes apart at their
// headings, and nothing of it is lost.
func TestCutLong(t *testing.T) {
	t.Parallel()
	prose := strings.Repeat("本单位认真贯彻落实条例，依法公开政府信息。", 12)
	text := "一、总体情况 " + prose + "二、主动公开政府信息情况 " + prose + "六、其他需要报告的事项 无。"
	us, mem := units(text)
	us = section.CutLong(us, mem)
	heads, _ := section.Find(us, mem)
	if got := show(us, heads); got != "1/1 一、总体情况; 2/2 二、主动公开政府信息情况; 6/6 六、其他需要报告的事项" {
		t.Errorf("the headings are %s", got)
	}
	joined := ""
	for i := range us {
		at := us[i].Line.At
		if text[at.Start:at.End] != us[i].Line.S {
			t.Errorf("a part stands at %d to %d, where %q is", at.Start, at.End, text[at.Start:at.End])
		}
		joined += us[i].Line.S
	}
	if strings.ReplaceAll(joined, " ", "") != strings.ReplaceAll(text, " ", "") {
		t.Error("the parts are not the whole paragraph")
	}
}
