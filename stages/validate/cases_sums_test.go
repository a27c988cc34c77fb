package validate_test

import (
	"fmt"
	"strconv"

	"github.com/gouji/gouji/stages/report"
)

// sumCases are those of tables two to four.
func sumCases() []ruleCase {
	out := []ruleCase{
		{id: "T2-01", trip: func(w *world) {
			w.set("disclosure.normative_made", "5", "disclosure.normative_repealed", "0", "disclosure.normative_valid", "3")
		}, quote: "5 0 3"},
		{id: "T2-02", trip: func(w *world) {
			w.as("昌图镇人民政府")
			w.set("disclosure.rules_made", "2", "disclosure.rules_valid", "2")
		}},
		{id: "T2-03", trip: func(w *world) { w.as("清河区融媒体中心") }, pass: func(w *world) {
			w.as("清河区融媒体中心")
			w.set("disclosure.normative_made", "0", "disclosure.normative_valid", "0")
		}},
		{id: "T2-04", trip: func(w *world) { oldForm(w, "8") }, pass: func(w *world) { oldForm(w, "17") }},
		{id: "T3-51", trip: func(w *world) {
			w.set("applications.new_received.total", "1", "applications.carried_in.total", "0", "applications.partial.total", "1")
		}},
	}
	for i, g := range report.ProceedingGroups() {
		out = append(out, ruleCase{id: fmt.Sprintf("T4-%02d", i+1), trip: func(w *world) { w.set("proceedings."+g.Key+".total", "77") }})
	}
	for i, c := range report.ApplicantColumns() {
		out = append(out,
			ruleCase{id: fmt.Sprintf("T3-%02d", 1+i), trip: func(w *world) { w.set("applications.new_received."+c.Key, "77") }},
			ruleCase{id: fmt.Sprintf("T3-%02d", 11+i), trip: func(w *world) { w.set("applications.denied_process."+c.Key, "77") }})
	}
	for i, r := range report.ApplicationRows(report.Form2021) {
		out = append(out, ruleCase{id: "T3-" + strconv.Itoa(21+i), trip: func(w *world) { w.set("applications."+r.Key+".company", "77") }})
	}
	return out
}

// oldForm gives both years a row of the 2019 form; now is what this year says of the
// last.
func oldForm(w *world, now string) {
	w.Form, w.last.Form = report.Form2019, report.Form2019
	year, before := 2020, 2019
	w.Year, w.last.Year = &year, &before
	w.set("disclosure.licences_prev_items", now)
	setCell(w.last, "disclosure.licences_prev_items", printed("10"))
	setCell(w.last, "disclosure.licences_change", printed("7"))
}
