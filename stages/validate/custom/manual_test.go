package custom

import (
	"os"
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/rule"
)

// The manual names every word of the language in both of its halves, and its example
// loads.
func TestTheManualIsComplete(t *testing.T) {
	raw, err := os.ReadFile("../../../docs/custom-rules.md")
	if err != nil {
		t.Fatal(err)
	}
	zh, en, ok := strings.Cut(string(raw), `<a id="english">`)
	if !ok {
		t.Fatal("the manual has no English half")
	}
	names := []string{"all", "any", "none"}
	for _, f := range language() {
		names = append(names, f.name)
	}
	for _, n := range names {
		for half, text := range map[string]string{"Chinese": zh, "English": en} {
			if !strings.Contains(text, "`"+n+"`") && !strings.Contains(text, "`"+n+"(") {
				t.Errorf("the %s half does not explain %s", half, n)
			}
		}
	}
	_, rest, _ := strings.Cut(zh, "```yaml\n")
	example, _, _ := strings.Cut(rest, "```")
	book := []rule.Rule{{ID: "S-03", Severity: report.Info}}
	if f, err := Load(strings.NewReader(example), "custom-rules.md", book); err != nil || len(f.Rules()) != 1 {
		t.Errorf("the example: %v", err)
	}
}
