package validate_test

import (
	"context"
	"strconv"
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate"
)

func acrossCases() []ruleCase {
	sameText := func(w *world) {
		for _, n := range []int{1, 5} {
			s := w.section(n)
			for i := range w.last.Sections {
				if w.last.Sections[i].Number == n {
					w.last.Sections[i] = *section(n, s.Heading, s.Text)
				}
			}
		}
	}
	return []ruleCase{
		{id: "X-01", trip: func(w *world) { setCell(w.last, "applications.carried_out.total", printed("12")) }},
		{id: "X-01", severity: report.Warning, trip: func(w *world) { setCell(w.last, "applications.carried_out.natural", printed("2")) }},
		{id: "X-02", trip: func(w *world) { w.set("disclosure.normative_valid", "40") }, quote: "3 1 40"},
		{id: "X-03", trip: func(w *world) { setCell(w.last, "proceedings.direct.pending", printed("4")) }},
		{id: "X-04", trip: func(w *world) { w.set("disclosure.licences", "23100") }},
		{id: "X-05", trip: func(w *world) { w.last.Tables = w.Report.Tables }},
		{id: "X-06", trip: sameText},
		{id: "X-09", trip: func(w *world) {
			words := "政府信息公开工作还有不少薄弱环节，部分单位主动公开意识不强，政策解读形式单一，专业人员缺乏，依申请公开办理质量有待提高。"
			w.write(5, words)
			for i := range w.last.Sections {
				if w.last.Sections[i].Number == 5 {
					w.last.Sections[i] = *section(5, "五、存在的主要问题及改进情况", words)
				}
			}
		}, pass: func(w *world) {
			w.write(5, "群众关心的教育、医疗、养老信息公开还不充分，基层单位人手紧张，答复文书释法说理偏少，全年培训次数"+strconv.Itoa(3)+"次，难以满足实际需要，下一步将充实力量，逐项加以改进，推动形成长效机制。")
			for i := range w.last.Sections {
				if w.last.Sections[i].Number == 5 {
					w.last.Sections[i] = *section(5, "五、存在的主要问题及改进情况", "政府信息公开工作还有不少薄弱环节，部分单位主动公开意识不强，政策解读形式单一，专业人员缺乏，依申请公开办理质量有待提高，需要在今后工作中着力加强和完善。")
				}
			}
		}},
	}
}

// TestWithoutNeighboursNothingIsSaidAcrossYears and the basis says so.
func TestWithoutNeighboursNothingIsSaidAcrossYears(t *testing.T) {
	t.Parallel()
	w := clean()
	w.alone = true
	got := judge(t, newValidator(t), w)
	if got.Basis != "0" {
		t.Errorf("basis %q", got.Basis)
	}
	for _, o := range got.Rules.Outcomes {
		if strings.HasPrefix(o.Rule, "X-") && o.Outcome != report.NotApplicable {
			t.Errorf("%s ended %s", o.Rule, o.Outcome)
		}
	}
}

// TestTheLatestVersionOfANeighbourCounts whatever the order they are given in.
func TestTheLatestVersionOfANeighbourCounts(t *testing.T) {
	t.Parallel()
	v := newValidator(t)
	w := clean()
	old := newReport(2022, cleanText(2022), lastTables())
	early := "2022-12-30"
	old.ID, old.Published = "idold", &early
	setCell(old, "applications.carried_out.total", printed("99"))
	for _, in := range [][]report.Report{{*old, *w.last}, {*w.last, *old}} {
		got, err := v.Validate(context.Background(), validate.Input{Report: *w.Report, Neighbours: in})
		if err != nil {
			t.Fatal(err)
		}
		if o := got.Rules.Outcomes.Of("X-01"); o != report.Met {
			t.Errorf("X-01 ended %s", o)
		}
	}
}
