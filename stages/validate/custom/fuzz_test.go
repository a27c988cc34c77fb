package custom_test

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gouji/gouji/stages/validate"
	"github.com/gouji/gouji/stages/yamlfile"
)

// Load either gives a file whose rules run, or faults that each have a place in the
// file. Nothing makes it panic.
func FuzzLoad(f *testing.F) {
	raw, err := os.ReadFile("testdata/office.yaml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(raw))
	for _, s := range []string{
		one(`num("applications.granted.total") > 0`), one(block(`any(["a", "b"], text contains #)`)), one(`"year > \u0031 \` + "\n" + `  and bad"`),
		one(`'title == ''甲'''`), strings.Replace(one("false"), "不符", "{year} {{ {applications.granted.total}", 1),
		head + "on: [S-18\noff: {", "schema: a: b", "\ufeff" + head, head + "off: [{id: S-03, reason: x}]\nseverity: {T4-01: info}\n",
	} {
		f.Add(s)
	}
	report := zeros()
	f.Fuzz(func(t *testing.T, text string) {
		file, err := tryLoad(text)
		if err != nil {
			placed(t, text, err)
			return
		}
		effective, err := file.Apply(book())
		if err != nil {
			t.Fatal(err)
		}
		v, err := validate.New(effective, file.Set)
		if err != nil {
			t.Fatal(err)
		}
		a, err := v.Validate(context.Background(), validate.Input{Report: *report})
		if err != nil {
			t.Fatal(err)
		}
		b, _ := v.Validate(context.Background(), validate.Input{Report: *report})
		if d := cmp.Diff(a.Rules, b.Rules); d != "" {
			t.Fatal(d)
		}
	})
}

func placed(t *testing.T, text string, err error) {
	t.Helper()
	var es yamlfile.Errors
	if !errors.As(err, &es) || len(es) == 0 || len(es) > 20 {
		t.Fatalf("%T %v", err, err)
	}
	lines := strings.Count(text, "\n") + 1
	for _, e := range es {
		if e.Line < 1 || e.Line > lines || e.Column < 1 || e.Column > len([]rune(e.Source))+1 || e.ZH == "" || e.EN == "" {
			t.Fatalf("%+v has no place in\n%s", e, text)
		}
	}
}

// No expression makes Load panic, and one that is let through gives the same outcome
// every time.
func FuzzExpression(f *testing.F) {
	for _, s := range []string{
		`num("applications.granted.total") == 0`, `all(["natural", "company"], num("applications.granted." + #) >= 0.5)`,
		`sum("applications.denied_*.total", "disclosure.*_valid") <= 1 or year in [2023, 2024]`, `text matches "(?i)a|b*" ? true : title == nil`,
		`round(100 * last("proceedings.review.total") / 7, 2) == -1.25`, "section(5) contains '甲'\n&& published < date(year+1, 1, 31)", `1..9`, "`raw` in [\"x\"]",
	} {
		f.Add(s)
	}
	r := zeros()
	f.Fuzz(func(t *testing.T, expression string) {
		file, err := tryLoad(one(block(strings.ReplaceAll(expression, "\n", "\n      "))))
		if err != nil {
			return
		}
		rules := file.Rules()
		if a, b := outcome(rules[0], r), outcome(rules[0], r); a != b {
			t.Fatalf("%s, then %s", a, b)
		}
	})
}
