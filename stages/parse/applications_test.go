package parse_test

import (
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/report"
)

func columnKeys() []string {
	var out []string
	for _, c := range report.ApplicantColumns() {
		out = append(out, c.Key)
	}
	return out
}

var someResults = map[string][6]int{
	"granted": {12, 3, 0, 0, 0, 1}, "denied_process": {2, 0, 0, 0, 0, 0}, "unable_not_held": {37, 0, 0, 1, 0, 0},
	"rejected_duplicate": {0, 2, 0, 0, 0, 0}, "other_overdue_fee": {1, 0, 0, 0, 0, 0},
}

// wrong lists the cells that hold another number than the table, and how many are read.
func wrong(r report.Report, t *table) (bad []string, read int) {
	for key, row := range r.Tables.Applications {
		for i, col := range columnKeys() {
			c := row[col]
			if !c.Value.Valid() {
				continue
			}
			read++
			n, ok := c.Value.Int()
			if want, known := t.rows[key]; !known || t.drop[key] || !ok || n != int64(want[i]) || blankIn(t, key, i) {
				bad = append(bad, key+"."+col+"="+c.Value.String())
			}
		}
	}
	return bad, read
}

func blankIn(t *table, key string, i int) bool {
	s, ok := t.text[key]
	return ok && strings.Trim(s[i], "/-—无") == ""
}

func TestEveryLayoutIsReadWhole(t *testing.T) {
	t.Parallel()
	for _, layout := range []string{"pipes", "tabs", "cells", "lines", "spaces", "glued"} {
		t.Run(layout, func(t *testing.T) {
			t.Parallel()
			s := sample{table: balanced(someResults), layout: layout}
			bad, read := wrong(mustParse(t, s.document()), &s.table)
			if len(bad) > 0 || read != 175 {
				t.Errorf("%d cells read, wrong: %v", read, bad)
			}
		})
	}
}

func TestCellStates(t *testing.T) {
	t.Parallel()
	s := sample{table: balanced(someResults), layout: "pipes"}
	s.table.text = map[string][7]string{
		"granted":             {"１２", "3件", "", "/", "—", "1", "16"},
		"unable_not_held":     {"37", "0", "0", "1", "0", "约0", "38"},
		"denied_state_secret": {"无", "0", "0", "0", "0", "0", "0"},
		"result_total":        {"52", "5", "0", "1", "0", "1", "1,059"},
	}
	got := mustParse(t, s.document()).Tables.Applications
	for _, c := range []struct {
		row, col string
		state    report.State
		value    string
		text     string
	}{
		{"granted", "natural", report.Printed, "12", "１２"},
		{"granted", "company", report.Printed, "3", "3件"},
		{"granted", "research", report.Blank, "", ""},
		{"granted", "ngo", report.Dash, "", "/"},
		{"granted", "legal", report.Dash, "", "—"},
		{"granted", "total", report.Printed, "16", "16"},
		{"unable_not_held", "other", report.Unread, "", "约0"},
		{"denied_state_secret", "natural", report.Dash, "", "无"},
		{"result_total", "total", report.Printed, "1059", "1,059"},
	} {
		g := got[c.row][c.col]
		if g.State != c.state || g.Value.String() != c.value || g.Text != c.text {
			t.Errorf("%s.%s is %s %q %q, want %s %q %q", c.row, c.col, g.State, g.Value, g.Text, c.state, c.value, c.text)
		}
	}
}

func TestRowLeftOutShiftsNothing(t *testing.T) {
	t.Parallel()
	for _, layout := range []string{"pipes", "tabs", "cells", "lines", "spaces", "glued"} {
		s := sample{table: balanced(someResults), layout: layout}
		s.table.drop = map[string]bool{"denied_law": true}
		r := mustParse(t, s.document())
		bad, read := wrong(r, &s.table)
		if _, ok := r.Tables.Applications["denied_law"]; ok || len(bad) > 0 || read != 168 {
			t.Errorf("%s: %d cells read, wrong %v, the row that is left out: %v", layout, read, bad, ok)
		}
		if !observed(r, report.SeenMissingRow, "denied_law") {
			t.Errorf("%s: the missing row is not noted", layout)
		}
	}
}

func observed(r report.Report, kind, key string) bool {
	for _, o := range r.Observations {
		if o.Kind == kind && o.Key == key {
			return true
		}
	}
	return false
}

func TestMisprintedLabel(t *testing.T) {
	t.Parallel()
	s := sample{table: balanced(someResults), layout: "cells"}
	s.table.as = map[string]string{"denied_law": "2.其他法律行政止公开", "denied_safety": "3、危及\"三安全一稳定\""}
	r := mustParse(t, s.document())
	if bad, read := wrong(r, &s.table); len(bad) > 0 || read != 175 {
		t.Errorf("%d cells read, wrong: %v", read, bad)
	}
	if !observed(r, report.SeenLabel, "denied_law") || observed(r, report.SeenLabel, "denied_safety") {
		t.Errorf("a misprint is a variant and another ordinal sign is none: %+v", r.Observations)
	}
}

func TestLabelAndRowLostTogetherAreNotGuessed(t *testing.T) {
	t.Parallel()
	s := sample{table: balanced(someResults), layout: "pipes"}
	s.table.lost = map[string]bool{"denied_law": true}
	s.table.drop = map[string]bool{"denied_safety": true}
	r := mustParse(t, s.document())
	if bad, _ := wrong(r, &s.table); len(bad) > 0 {
		t.Errorf("wrong: %v", bad)
	}
	if c := r.Tables.Applications["denied_law"]["natural"]; c.State != report.Unread {
		t.Errorf("one row of figures for two labels is read as %s", c.State)
	}
}

func TestOneRowOther(t *testing.T) {
	t.Parallel()
	s := sample{table: balanced(nil), layout: "pipes"}
	s.table.form = report.Form2019
	s.table.rows["other"] = [7]int{4, 0, 0, 0, 0, 0, 4}
	s.table.rows["result_total"] = s.table.rows["other"]
	s.table.rows["new_received"] = s.table.rows["other"]
	s.two = "第二十条第（五）项\n信息内容\n本年处理决定数量\n行政许可\n7\n"
	r := mustParse(t, s.document())
	if bad, read := wrong(r, &s.table); len(bad) > 0 || read != 161 {
		t.Errorf("%d cells read, wrong: %v", read, bad)
	}
	if r.Form != report.Form2021 || !observed(r, report.SeenOneRow, "other") {
		t.Errorf("form %s, observations %+v", r.Form, r.Observations)
	}
}

func TestSurplusFigure(t *testing.T) {
	t.Parallel()
	s := sample{table: balanced(someResults), layout: "lines"}
	doc := s.document()
	for i := range doc.Blocks { // a page number gets between the figures of 2.重复申请
		if doc.Blocks[i].Line.S == "2.重复申请" {
			at := i + 8
			doc.Blocks = append(doc.Blocks[:at:at], append([]report.Block{{Line: report.Text{S: "3"}}}, doc.Blocks[at:]...)...)
			break
		}
	}
	r := mustParse(t, doc)
	if bad, _ := wrong(r, &s.table); len(bad) > 0 {
		t.Errorf("wrong: %v", bad)
	}
	if !observed(r, report.SeenSurplus, "rejected_duplicate") {
		t.Error("the surplus figure is not noted")
	}
}

func TestGluedDigits(t *testing.T) {
	t.Parallel()
	s := sample{table: balanced(map[string][6]int{"unable_not_held": {49, 1, 0, 0, 0, 0}, "granted": {102, 0, 0, 0, 0, 3}}), layout: "glued"}
	r := mustParse(t, s.document())
	c := r.Tables.Applications["unable_not_held"]
	if got := c["natural"]; got.State != report.Derived || got.Text != "49" || got.Why == "" {
		t.Errorf("natural is %+v", got)
	}
	if got := c["total"]; got.Value.String() != "50" {
		t.Errorf("the total before the next label's ordinal is %q", got.Value)
	}
}

func TestGluedWrongSumIsUnread(t *testing.T) {
	t.Parallel()
	s := sample{table: balanced(someResults), layout: "glued"}
	s.table.rows["granted"] = [7]int{12, 3, 0, 0, 0, 1, 18}
	r := mustParse(t, s.document())
	if bad, _ := wrong(r, &s.table); len(bad) > 0 {
		t.Errorf("wrong: %v", bad)
	}
	if got := r.Tables.Applications["granted"]["total"]; got.State != report.Unread {
		t.Errorf("a row whose sum is wrong is %s %s", got.State, got.Value)
	}
}

func TestPrintedIsNeverCorrected(t *testing.T) {
	t.Parallel()
	s := sample{table: balanced(someResults), layout: "tabs"}
	s.table.rows["granted"] = [7]int{12, 3, 0, 0, 0, 1, 99}
	got := mustParse(t, s.document()).Tables.Applications["granted"]["total"]
	if got.State != report.Printed || got.Value.String() != "99" {
		t.Errorf("a clearly printed wrong sum is %s %s", got.State, got.Value)
	}
}
