package validate_test

import (
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/report"
)

// TestTheCutIsNoFault: what a text that is cut off may have said behind its end is no fault of the
// report, and the same words in the middle of it are.
func TestTheCutIsNoFault(t *testing.T) {
	t.Parallel()
	v := newValidator(t)
	for _, c := range []struct{ id, last string }{
		{"W-01", "（三）管理情况。本局认真贯彻《中华人民共和国政府信息"},
		{"W-01", "（三）管理情况。本局坚持“谁公开、谁负责"},
		{"W-06", "（三）管理情况。本局加强管理，公开渠道进一步丰富，方便群众监督和参"},
		{"W-05", "（三）管理情况。本局定期清理文件，"},
		{"W-10", "（三）管理情况。本局指定专人办理日常事务，每周核对栏目是否更新，每月通报各科室的报送数量，日常工作由综合科牵头并"},
	} {
		cut := clean()
		cut.Sections = cut.Sections[:1]
		cut.write(1, cut.section(1).Text+"\n"+c.last)
		cut.see(report.SeenCutOff, "", "", c.last)
		if fs := findingsOf(judge(t, v, cut), c.id); len(fs) > 0 {
			t.Errorf("%s at the cut: %+v", c.id, fs)
		}
		whole := clean()
		whole.write(1, whole.section(1).Text+"\n"+c.last)
		if len(findingsOf(judge(t, v, whole), c.id)) == 0 {
			t.Errorf("%s is not found where nothing is cut: %s", c.id, c.last)
		}
	}
}

// TestACutHeadingIsNoMisprint: a heading that the text ends in is not the report's spelling of it.
func TestACutHeadingIsNoMisprint(t *testing.T) {
	t.Parallel()
	v := newValidator(t)
	for _, cut := range []bool{true, false} {
		w := clean()
		w.Sections, w.Tables = w.Sections[:2], report.Tables{}
		w.section(2).Heading = "二、主动公开政府信"
		w.write(2, "")
		if cut {
			w.see(report.SeenCutOff, "", "", "二、主动公开政府信")
		}
		got := judge(t, v, w)
		for _, id := range []string{"S-03", "W-06"} {
			if found := len(findingsOf(got, id)) > 0; found == cut {
				t.Errorf("%s, cut %v: found %v", id, cut, found)
			}
		}
	}
}

// TestTheBeginningMayBeLost: a text without title and preamble that begins with part three lost its
// beginning on the way; with its title it is the report that lacks parts.
func TestTheBeginningMayBeLost(t *testing.T) {
	t.Parallel()
	v := newValidator(t)
	for _, c := range []struct {
		titled bool
		want   report.Severity
	}{{false, report.Warning}, {true, report.Error}} {
		w := clean()
		if !c.titled {
			w.Title, w.Preamble = nil, nil
		}
		w.Sections = w.Sections[2:]
		w.Tables.Disclosure = nil
		fs := findingsOf(judge(t, v, w), "S-01")
		if len(fs) != 1 || fs[0].Severity != c.want {
			t.Errorf("titled %v: %+v", c.titled, fs)
		}
	}
}

// TestRowsUnderOtherHeads: rows that stand under the heads of the form of 2019 are not missing.
func TestRowsUnderOtherHeads(t *testing.T) {
	t.Parallel()
	v := newValidator(t)
	w := clean()
	w.see(report.SeenMissingRow, "disclosure", "rules_made", "")
	if len(findingsOf(judge(t, v, w), "S-10")) == 0 {
		t.Error("a row that is missing is not told")
	}
	w.see(report.SeenOtherForm, "disclosure", "", "对外公开总数量")
	if fs := findingsOf(judge(t, v, w), "S-10"); len(fs) > 0 {
		t.Errorf("under other heads: %+v", fs)
	}
}

// TestMeasuresMayFollowTheCut: where the text ends among the measures, more of them may have followed.
func TestMeasuresMayFollowTheCut(t *testing.T) {
	t.Parallel()
	v := newValidator(t)
	for _, cut := range []bool{true, false} {
		w := clean()
		w.write(5, "存在以下问题：一是更新不及时；二是解读不够；三是培训较少。下一步将从两个方面改进：一是加快更新，明确各科室的")
		if cut {
			w.Sections = w.Sections[:5]
			w.see(report.SeenCutOff, "", "", w.section(5).Text)
		}
		if found := len(findingsOf(judge(t, v, w), "W-13")) > 0; found == cut {
			t.Errorf("cut %v: found %v", cut, found)
		}
	}
}

// TestADateUnderTheTitleEndsNothing: a text that stops early is not whole because a date stands under its
// title.
func TestADateUnderTheTitleEndsNothing(t *testing.T) {
	t.Parallel()
	v := newValidator(t)
	for _, c := range []struct {
		at   int
		want report.Severity
	}{{1, report.Warning}, {900000, report.Error}} {
		w := clean()
		signed := "2024-01-20"
		w.Sections, w.Signed = w.Sections[:5], &signed
		w.Evidence["signed"] = report.Quote{Text: signed, At: report.Place{Kind: report.PlaceText, Start: c.at, End: c.at + len(signed)}}
		w.Sections[0].At = report.Place{Kind: report.PlaceText, Start: 500, End: 520}
		if fs := findingsOf(judge(t, v, w), "S-01"); len(fs) != 1 || fs[0].Severity != c.want {
			t.Errorf("at %d: %+v", c.at, fs)
		}
	}
}

// TestResultsMayFollowTheCut: a government's report that is cut off may have told the results behind.
func TestResultsMayFollowTheCut(t *testing.T) {
	t.Parallel()
	v := newValidator(t)
	w := clean()
	w.replace(1, "开展社会评议，满意率96.2%，", "")
	w.Sections = w.Sections[:3]
	w.see(report.SeenCutOff, "", "", "三、收到和处理政府信息公开申请情况")
	if got := judge(t, v, w).Rules.Outcomes.Of("S-07"); got != report.Inconclusive {
		t.Errorf("S-07 ended %s", got)
	}
	if !strings.Contains(w.section(1).Text, "考核") {
		t.Error("the example has lost its other results")
	}
}
