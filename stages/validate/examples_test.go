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
	{"W-12", 5, ""}, {"W-13", 5, ""}, {"W-15", 5, ""}, {"W-", 2, ""}, {"P-", 2, ""}, {"A-", 1, "（一）主动公开情况。"}, {"N-0", 1, "（二）依申请公开情况。"},
	{"N-1", 1, "（一）主动公开情况。"}, {"F-01", 6, ""}, {"F-02", 6, ""}, {"F-03", 6, ""}, {"S-04", 5, ""}, {"S-15", 0, ""}, {"Y-03", 1, ""}, {"Y-04", 1, ""}, {"Y-08", 1, ""}, {"S-05", 0, ""},
}

// notProse are the rules whose examples speak of cells, of other reports or of the file.
var notProse = map[string]string{
	"N-03": "of what is absent", "N-13": "of a table without applications", "N-14": "of other totals", "N-08": "of other totals", "N-09": "of other totals",
	"A-05": "of another year", "W-13": "of a count",
}

// TestProseExamplesAreTrue: the example that a rule reports is reported when it stands in a
// report, and the one that it lets pass is not.
func TestProseExamplesAreTrue(t *testing.T) {
	t.Parallel()
	v := newValidator(t)
	n := 0
	for _, r := range rules.Book() {
		if notProse[r.ID] != "" || r.Off {
			continue
		}
		for _, p := range placeOf {
			if !strings.HasPrefix(r.ID, p.prefix) {
				continue
			}
			n++
			for _, trip := range strings.Split(r.Trip, " | ") {
				w := clean()
				w.write(p.section, p.head+trip)
				if fs := findingsOf(judge(t, v, w), r.ID); len(fs) == 0 {
					t.Errorf("%s: nothing is reported of %s", r.ID, trip)
				}
			}
			for _, pass := range strings.Split(r.Pass, " | ") {
				w := clean()
				w.write(p.section, p.head+pass)
				if fs := findingsOf(judge(t, v, w), r.ID); len(fs) > 0 {
					t.Errorf("%s: reported of %s: %s", r.ID, pass, fs[0].Message)
				}
			}
			break
		}
	}
	if n < 40 {
		t.Fatalf("only %d rules have prose examples", n)
	}
}
