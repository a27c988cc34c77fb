package validate_test

import (
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/report"
)

// TestOneCauseIsOneFinding: findings of one cause are grouped and one of them leads.
func TestOneCauseIsOneFinding(t *testing.T) {
	t.Parallel()
	v := newValidator(t)
	for _, c := range []struct {
		name        string
		trip        func(w *world)
		lead, other string
	}{
		{"a bracket lost in a document number", func(w *world) { w.say(2, "按照国办公开办函〔202130号文件。") }, "W-03", "W-01"},
		{"a slip in a heading", func(w *world) { w.section(4).Heading = "四、政府信息公开行政法复议、行政诉讼情况" }, "W-06", "S-03"},
		{"a cell that breaks row and column", func(w *world) { w.set("applications.granted.natural", "9999") }, "T3-", "T3-"},
		{"a cell that its row's total was worked out from", func(w *world) {
			w.set("applications.granted.natural", "18", "applications.granted.total", "22")
		}, "T3-11", "T3-17"},
	} {
		w := clean()
		c.trip(w)
		var lead, other *report.Finding
		for _, f := range judge(t, v, w).Findings {
			switch {
			case f.Group == "":
			case f.Lead && strings.HasPrefix(f.Rule, c.lead):
				lead = &f
			case !f.Lead && strings.HasPrefix(f.Rule, c.other):
				other = &f
			}
		}
		if lead == nil || other == nil || lead.Group != other.Group {
			t.Errorf("%s: lead %+v, other %+v", c.name, lead, other)
		}
	}
}

// TestPairOut: where a column and that of totals are all that is out, and by the same, the findings
// say that both cells of one row may be wrong; with a third sum broken they do not.
func TestPairOut(t *testing.T) {
	t.Parallel()
	v := newValidator(t)
	pair := []string{"applications.granted.natural", "18", "applications.granted.total", "22"}
	for _, c := range []struct {
		name string
		set  []string
		says bool
	}{
		{"the results", pair, true},
		{"the balance", []string{"applications.new_received.legal", "4", "applications.new_received.total", "53"}, true},
		{"a column more", append([]string{"applications.granted.company", "7", "applications.granted.total", "25"}, pair[:2]...), false},
		{"out by another number", []string{"applications.granted.natural", "18", "applications.granted.company", "", "applications.granted.total", "23"}, false},
		{"a row more", append([]string{"applications.carried_in.company", "2"}, pair...), false},
	} {
		w := clean()
		w.set(c.set...)
		n := 0
		for _, f := range judge(t, v, w).Findings {
			if strings.HasPrefix(f.Rule, "T3-") {
				n++
				if got := strings.Contains(f.Message, "差数相同") && strings.Contains(f.MessageEN, "out by the same"); got != c.says {
					t.Errorf("%s: %s %s", c.name, f.Rule, f.Message)
				}
			}
		}
		if n < 2 {
			t.Errorf("%s: %d findings of table three", c.name, n)
		}
	}
}

// TestWhere: places are in words for people.
func TestWhere(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		cells              []string
		section, paragraph int
		at                 []report.Place
		want               string
	}{
		{nil, 5, 2, nil, "第五部分第2段"},
		{nil, 0, 1, nil, "引言第1段"},
		{[]string{"applications.result_total.total"}, 3, 0, nil, "表三 总计列 （七）总计"},
		{[]string{"applications.granted.natural", "applications.granted.total"}, 3, 0, nil, "表三 （一）予以公开行"},
		{[]string{"applications.granted.natural", "applications.partial.natural"}, 3, 0, nil, "表三 自然人列"},
		{[]string{"disclosure.licences"}, 1, 3, []report.Place{{Kind: report.PlacePDF, Page: 3}}, "第一部分第3段，表二 本年处理决定数量列 行政许可，第3页"},
	} {
		if got := report.PlaceInWords(c.cells, c.section, c.paragraph, c.at); got.ZH != c.want || got.EN == "" {
			t.Errorf("%+v, want %s", got, c.want)
		}
	}
}

// TestFindingsForPeople: over all cases that trip a rule, no finding shows bytes or paths in
// words, half a comparison, or the norm as its message.
func TestFindingsForPeople(t *testing.T) {
	t.Parallel()
	v := newValidator(t)
	norms := map[string]string{}
	for _, r := range v.Rules() {
		norms[r.ID] = r.Title.ZH
	}
	n := 0
	for _, c := range allCases() {
		if c.trip == nil {
			continue
		}
		w := clean()
		c.trip(w)
		for _, f := range judge(t, v, w).Findings {
			n++
			if f.Message == norms[f.Rule] {
				t.Errorf("%s: the message is the norm: %s", f.Rule, f.Message)
			}
			if (f.Want == "") != (f.Got == "") {
				t.Errorf("%s: want %q, got %q", f.Rule, f.Want, f.Got)
			}
			for _, bad := range []string{"字节", "/html/", "/w:", "applications.", "disclosure.", "proceedings."} {
				if strings.Contains(f.Message+f.Where.ZH, bad) {
					t.Errorf("%s: %q in %s (%s)", f.Rule, bad, f.Message, f.Where.ZH)
				}
			}
			if f.Where.IsZero() || f.About == "" {
				t.Errorf("%s has no place in words: %+v", f.Rule, f)
			}
		}
	}
	if n < 100 {
		t.Fatalf("only %d findings were looked at", n)
	}
}
