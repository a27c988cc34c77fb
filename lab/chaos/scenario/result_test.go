package scenario

import (
	"strings"
	"testing"
)

func TestTableTellsWhatWasSkippedAndBroken(t *testing.T) {
	var b strings.Builder
	err := Table(&b, "v1", 7, []Result{{Scenario: "a", Skipped: "no mount"}, {Scenario: "b", Failures: []string{"1 lost"}}, {Scenario: "c"}})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"seed 7; v1", "skipped: no mount", "**BROKEN**: 1 lost", "holds"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("the table lacks %q:\n%s", want, b.String())
		}
	}
}
