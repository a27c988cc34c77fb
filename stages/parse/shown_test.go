package parse_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/parse"
	"github.com/gouji/gouji/stages/report"
	"pgregory.net/rapid"
)

// withCell is a report whose row 一 has text in the cell of the first column.
func withCell(text report.Text) report.Document {
	tab := balanced(someResults)
	doc := gridDocument(&tab, func(cells []string) []string { return cells }, nil)
	for i := range doc.Blocks {
		if g := doc.Blocks[i].Grid; g != nil {
			for k := range g.Cells {
				if c := &g.Cells[k]; c.Row == 1 && c.Col == 2 {
					text.At = c.Text.At
					text.At.End = text.At.Start + len(text.S)
					c.Text = text
				}
			}
		}
	}
	return doc
}

func TestOnlyWhatIsShownCounts(t *testing.T) {
	t.Parallel()
	mark := func(start, end int, look report.Look) []report.Mark {
		return []report.Mark{{Start: start, End: end, Look: look}}
	}
	picture := []report.Object{{Thing: report.Picture}}
	for name, c := range map[string]struct {
		text  report.Text
		state report.State
		value string
		shown string
	}{
		"a struck figure before":        {report.Text{S: "12302", Marks: mark(0, 2, report.Struck)}, report.Printed, "302", "302"},
		"a note mark behind":            {report.Text{S: "781①", Marks: mark(3, 6, report.Raised)}, report.Printed, "781", "781"},
		"a raised figure behind":        {report.Text{S: "7811", Marks: mark(3, 4, report.Raised)}, report.Printed, "781", "781"},
		"hidden figures and a space":    {report.Text{S: "72 28", Marks: mark(0, 2, report.Hidden)}, report.Printed, "28", "28"},
		"hidden in the middle":          {report.Text{S: "7228", Marks: mark(1, 3, report.Hidden)}, report.Unread, "", "7228"},
		"pale all over":                 {report.Text{S: "7", Marks: mark(0, 1, report.Pale)}, report.Blank, "", ""},
		"struck all over":               {report.Text{S: "7", Marks: mark(0, 1, report.Struck)}, report.Unread, "", ""},
		"a picture":                     {report.Text{Objects: picture}, report.Unread, "", ""},
		"a picture beside a figure":     {report.Text{S: "12", Objects: picture}, report.Unread, "", "12"},
		"signs of direction":            {report.Text{S: "\u200e403\u200f"}, report.Printed, "403", "403"},
		"a star":                        {report.Text{S: "*"}, report.Unread, "", "*"},
		"a letter":                      {report.Text{S: "O"}, report.Unread, "", "O"},
		"a figure and a star":           {report.Text{S: "5*"}, report.Unread, "", "5*"},
		"words of a cell":               {report.Text{S: "见附件"}, report.Unread, "", "见附件"},
		"words of a form to be filled":  {report.Text{S: "单击或点击此处输入文字。"}, report.Unread, "", "单击或点击此处输入文字。"},
		"nothing":                       {report.Text{}, report.Blank, "", ""},
		"a piece of a number":           {report.Text{S: ".90"}, report.Unread, "", ".90"},
		"a thousands mark":              {report.Text{S: "1,302"}, report.Printed, "1302", "1,302"},
		"tiny figures on both sides":    {report.Text{S: "12308", Marks: []report.Mark{{Start: 0, End: 1, Look: report.Tiny}, {Start: 4, End: 5, Look: report.Tiny}}}, report.Printed, "230", "230"},
		"lowered figures behind a unit": {report.Text{S: "12件1", Marks: mark(5, 6, report.Lowered)}, report.Printed, "12", "12件"},
	} {
		r := mustParse(t, withCell(c.text))
		got := r.Tables.Applications["new_received"]["natural"]
		if got.State != c.state || got.Value.String() != c.value || got.Text != c.shown {
			t.Errorf("%s: %+v, want %s %q %q", name, got, c.state, c.value, c.shown)
		}
		if other := r.Tables.Applications["new_received"]["company"]; other.State != report.Printed {
			t.Errorf("%s takes the cell beside it: %+v", name, other)
		}
		if n := len(r.Observations); c.state == report.Unread && !slices.ContainsFunc(r.Observations, func(o report.Observation) bool {
			return o.Kind == report.SeenUnread && o.Key == "new_received" && o.Want == "1" && o.Why != ""
		}) {
			t.Errorf("%s: nothing is said of the unread cell among %d observations", name, n)
		}
	}
}

// TestMarksNeverChangeANumber puts marked characters before, in and behind a figure: what
// is read is the part that is shown, or nothing.
func TestMarksNeverChangeANumber(t *testing.T) {
	t.Parallel()
	p := parse.New()
	looks := []report.Look{report.Struck, report.Raised, report.Lowered, report.Hidden, report.Tiny, report.Pale}
	rapid.Check(t, func(t *rapid.T) {
		var text report.Text
		shown, pieces, open := "", 0, false
		for range rapid.IntRange(1, 5).Draw(t, "pieces") {
			s := rapid.StringMatching(`[1-9][0-9]{0,2}`).Draw(t, "digits")
			if rapid.Bool().Draw(t, "marked") {
				text.Marks = append(text.Marks, report.Mark{Start: len(text.S), End: len(text.S) + len(s), Look: rapid.SampledFrom(looks).Draw(t, "look")})
				open = false
			} else {
				shown += s
				if !open {
					pieces++
				}
				open = true
			}
			text.S += s
		}
		r, err := p.Parse(context.Background(), withCell(text))
		if err != nil {
			t.Fatal(err)
		}
		c := r.Tables.Applications["new_received"]["natural"]
		switch {
		case pieces == 1 && c.Value.String() != shown:
			t.Fatalf("%+v is read as %+v, want %s", text, c, shown)
		case pieces != 1 && c.Value.Valid():
			t.Fatalf("%+v is read as %+v", text, c)
		case c.Value.Valid() && text.S[c.At.Start:c.At.End] != shown:
			t.Fatalf("%+v: at its place stands %q", c, text.S[c.At.Start:c.At.End])
		}
	})
}

// TestTablesThatAreNoText has something else in the place of table three.
func TestTablesThatAreNoText(t *testing.T) {
	t.Parallel()
	doc := textDocument("临江市某某局2023年政府信息公开工作年度报告\n二、主动公开政府信息情况\n" + twoOf2021 + "\n三、收到和处理政府信息公开申请情况\n四、政府信息公开行政复议、行政诉讼情况\n无。")
	for i := range doc.Blocks {
		if strings.HasPrefix(doc.Blocks[i].Line.S, "三、") {
			thing := report.Block{Line: report.Text{Objects: []report.Object{{Thing: report.Frame, Target: "t3.html"}}}}
			doc.Blocks = slices.Insert(doc.Blocks, i+1, thing)
			break
		}
	}
	r := mustParse(t, doc)
	if r.Tables.Applications != nil || !slices.ContainsFunc(r.Observations, func(o report.Observation) bool {
		return o.Kind == report.SeenUnread && o.Table == "applications" && strings.Contains(o.Why, "frame")
	}) {
		t.Errorf("a table in a frame is not noted: %+v", r.Observations)
	}
}

func TestUnitsOfMoney(t *testing.T) {
	t.Parallel()
	for printed, want := range map[string]string{
		"129.6": "129.6", "1296000元": "129.6", "129.6万元": "129.6", "0.5亿元": "5000", "475.90": "475.90", "5元": "0.0005", "0": "0", "0元": "0", "-30000元": "-3",
	} {
		s := twoOf("第二十条第（八）项\n信息内容 | 本年收费金额（单位：万元） |\n行政事业性收费 | " + printed + " |\n")
		c := mustParse(t, s.document()).Tables.Disclosure["fees_10k_yuan"]
		if c.Value.String() != want || c.Text != printed {
			t.Errorf("%s is %s %s, want %s", printed, c.State, c.Value, want)
		}
	}
	s := twoOf("第二十条第（八）项\n信息内容 | 本年收费金额（单位：元） |\n行政事业性收费 | 1296000 |\n")
	if c := mustParse(t, s.document()).Tables.Disclosure["fees_10k_yuan"]; c.State != report.Unread {
		t.Errorf("an amount under a head of another unit is %+v", c)
	}
}
