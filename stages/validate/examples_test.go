package validate_test

import (
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/validate/rules"
)

// placeOf is where the prose examples of a family of rules are put: the section, and the
// words before them.
var placeOf = []struct {
	prefix  string
	section int
	head    string
}{
	{"A-05", 1, "（二）依申请公开情况。"}, {"A-10", 5, ""}, {"N-13", 6, ""}, {"N-08", 4, ""}, {"N-09", 4, ""}, {"W-12", 5, ""}, {"W-13", 5, ""}, {"W-15", 5, ""}, {"W-", 2, ""}, {"P-", 2, ""}, {"A-", 1, "（一）主动公开情况。"}, {"N-0", 1, "（二）依申请公开情况。"},
	{"N-1", 1, "（一）主动公开情况。"}, {"F-01", 6, ""}, {"F-02", 6, ""}, {"F-03", 6, ""}, {"S-04", 5, ""}, {"S-15", 0, ""}, {"Y-03", 1, ""}, {"Y-04", 1, ""}, {"Y-08", 1, ""}, {"S-05", 0, ""},
}

// tableOf are the tables that the examples of some rules speak of, for the one reported and
// the one let pass; nil leaves those of the clean report.
var tableOf = map[string][2]func(*world){
	"N-08": {
		func(w *world) { w.set("proceedings.direct.total", "6", "proceedings.after_review.total", "2") },
		func(w *world) { w.set("proceedings.direct.total", "26", "proceedings.after_review.total", "20") },
	},
	"N-09": {
		func(w *world) { w.set("proceedings.review.total", "3") },
		func(w *world) { w.set("proceedings.review.total", "55") },
	},
	"N-13": {
		func(w *world) {
			w.set("applications.new_received.total", "0", "applications.carried_in.total", "0")
		},
		func(w *world) { w.set("applications.new_received.total", "14069") },
	},
	"N-14": {
		func(w *world) { w.set("applications.new_received.total", "50", "applications.carried_out.total", "20") },
		func(w *world) {
			w.set("applications.new_received.total", "1484", "applications.carried_out.total", "293")
		},
	},
}

// TestProseExamplesAreTrue: the example that a rule reports is reported when it stands in a
// report, and the one that it lets pass is not.
func TestProseExamplesAreTrue(t *testing.T) {
	t.Parallel()
	v := newValidator(t)
	n := 0
	for _, r := range rules.Book() {
		if r.Off {
			continue
		}
		tables := tableOf[r.ID]
		for _, p := range placeOf {
			if !strings.HasPrefix(r.ID, p.prefix) {
				continue
			}
			n++
			for _, trip := range strings.Split(r.Trip, " | ") {
				w := clean()
				if tables[0] != nil {
					tables[0](w)
				}
				w.write(p.section, p.head+trip)
				if fs := findingsOf(judge(t, v, w), r.ID); len(fs) == 0 {
					t.Errorf("%s: nothing is reported of %s", r.ID, trip)
				}
			}
			for _, pass := range strings.Split(r.Pass, " | ") {
				w := clean()
				if tables[1] != nil {
					tables[1](w)
				}
				w.write(p.section, p.head+pass)
				if fs := findingsOf(judge(t, v, w), r.ID); len(fs) > 0 {
					t.Errorf("%s: reported of %s: %s", r.ID, pass, fs[0].Message)
				}
			}
			break
		}
	}
	if n < 56 {
		t.Fatalf("only %d rules have examples that are executed", n)
	}
}
