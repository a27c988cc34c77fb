package layout_test

import (
	"testing"

	"github.com/gouji/gouji/stages/parse/layout"
)

// TestFiguresInFormulas: readers of scans set single figures as formulas.
func TestFiguresInFormulas(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]string{
		"$12$": "12", "$$ 12 $$": "12", `\( 12 \)`: "12", `$\mathbf{12}$`: "12", `$\mathrm{0}$`: "0", "$-3$": "-3", "$1,234$": "1234", "$5.20$万元": "",
		"$": "", "$$": "", "$12": "", "12$": "", `$\frac{1}{2}$`: "", "$12+3$": "", "$a$": "", `\(`: "",
	} {
		got := ""
		if v := value(s); v.Kind == layout.Number {
			got = v.Num.String()
		}
		if got != want {
			t.Errorf("%q is read as %q, want %q", s, got, want)
		}
	}
}
