package parse

import (
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/report"
)

// lineBlock is a line of a page at some place.
func lineBlock(s string, at int, marks ...report.Mark) report.Block {
	return report.Block{Line: report.Text{S: s, Marks: marks, At: report.Place{Kind: report.PlaceText, Start: at, End: at + len(s)}}}
}

// markOf marks a word of a line.
func markOf(s, word string, look report.Look) report.Mark {
	i := strings.Index(s, word)
	return report.Mark{Start: i, End: i + len(word), Look: look}
}

// TestProseIsWhatIsShown has a sentence with struck figures and a note mark: neither is in the
// section, and every place of what is left reads as the document does.
func TestProseIsWhatIsShown(t *testing.T) {
	t.Parallel()
	const s = "全年受理申请1219件[1]，均已办结。"
	long := strings.Repeat("公开工作有序推进", 4)
	blocks := []report.Block{
		lineBlock("某局2023年政府信息公开工作年度报告", 0),
		lineBlock("一、总体情况", 100),
		lineBlock(s, 200, markOf(s, "12", report.Struck), markOf(s, "[1]", report.Raised)),
		lineBlock("删去的一行", 400, report.Mark{Start: 0, End: len("删去的一行"), Look: report.Struck}),
		lineBlock(long, 500, report.Mark{Start: 0, End: len(long), Look: report.Raised}),
		lineBlock("二、主动公开政府信息情况", 900),
	}
	rep, err := New().Parse(t.Context(), report.Document{Format: report.FormatText, Blocks: blocks})
	if err != nil {
		t.Fatal(err)
	}
	one := rep.Sections[0]
	if want := "全年受理申请19件，均已办结。\n" + long; one.Text != want {
		t.Fatalf("section one is %q, want %q", one.Text, want)
	}
	for i := range one.Text {
		for _, at := range one.Place(i, i+1) {
			line := blocks[2].Line
			if at.Start >= 500 {
				line = blocks[4].Line
			}
			if got := line.S[at.Start-line.At.Start : at.End-line.At.Start]; got != one.Text[i:i+1] && one.Text[i] != '\n' {
				t.Errorf("byte %d of the section reads %q, want %q", i, got, one.Text[i:i+1])
			}
		}
	}
}

// TestHeadingsOfAList have their number from the word processor.
func TestHeadingsOfAList(t *testing.T) {
	t.Parallel()
	var blocks []report.Block
	for i, s := range []string{"总体情况", "主动公开政府信息情况", "收到和处理政府信息公开申请情况"} {
		b := lineBlock(s, 100*i)
		b.Line.Auto = []string{"一、", "二、", "三、"}[i]
		blocks = append(blocks, b, lineBlock("本年度工作有序推进。", 100*i+50))
	}
	rep, err := New().Parse(t.Context(), report.Document{Format: report.FormatDOCX, Blocks: blocks})
	if err != nil {
		t.Fatal(err)
	}
	for i, s := range rep.Sections {
		if s.Number != i+1 || s.Printed != nil || !strings.HasPrefix(s.Heading, blocks[2*i].Line.Auto) {
			t.Errorf("section %d is %+v", i+1, s)
		}
	}
	if len(rep.Sections) != 3 {
		t.Errorf("%d sections, want 3", len(rep.Sections))
	}
}
