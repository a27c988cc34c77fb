package custom_test

import (
	"fmt"
	"math/big"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"
	"pgregory.net/rapid"

	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate"
	"github.com/gouji/gouji/stages/validate/rule"
)

// formula is an expression together with what it must give.
type formula struct {
	text string
	is   *big.Rat
}

func numbers(depth int) *rapid.Generator[formula] {
	return rapid.Custom(func(t *rapid.T) formula {
		if depth == 0 || rapid.Bool().Draw(t, "leaf") {
			whole, places := rapid.IntRange(0, 99_999).Draw(t, "n"), rapid.IntRange(0, 4).Draw(t, "places")
			r := big.NewRat(int64(whole), 1)
			for range places {
				r.Quo(r, big.NewRat(10, 1))
			}
			return formula{r.FloatString(places), r}
		}
		a, b := numbers(depth-1).Draw(t, "a"), numbers(depth-1).Draw(t, "b")
		out := new(big.Rat)
		op := rapid.SampledFrom([]string{"+", "-", "*"}).Draw(t, "op")
		switch op {
		case "+":
			out.Add(a.is, b.is)
		case "-":
			out.Sub(a.is, b.is)
		case "*":
			out.Mul(a.is, b.is)
		}
		return formula{"(" + a.text + " " + op + " " + b.text + ")", out}
	})
}

// Whatever is written with decimals is computed as on paper, or not at all.
func TestArithmeticIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := numbers(2).Draw(t, "a"), numbers(2).Draw(t, "b")
		op := rapid.SampledFrom([]string{"<", "<=", "==", "!=", ">=", ">"}).Draw(t, "op")
		order := a.is.Cmp(b.is)
		holds := map[string]bool{"<": order < 0, "<=": order <= 0, "==": order == 0, "!=": order != 0, ">=": order >= 0, ">": order > 0}[op]
		want := report.Broken
		if holds {
			want = report.Met
		}
		f := mustLoad(t, one(block(a.text+" "+op+" "+b.text)))
		if got := outcome(f.Rules()[0], zeros()); got != want && got != report.Inconclusive {
			t.Fatalf("%s %s %s is %s, want %s", a.text, op, b.text, got, want)
		}
		if got := outcome(f.Rules()[0], zeros()); got == report.Inconclusive && fits(a.is) && fits(b.is) {
			t.Fatalf("%s %s %s is inconclusive", a.text, op, b.text)
		}
	})
}

// fits reports whether every step of two levels of arithmetic stays in range.
func fits(r *big.Rat) bool { return r.Denom().BitLen() <= 32 && r.Num().BitLen() <= 20 }

type model struct {
	Schema   string              `yaml:"schema"`
	Set      string              `yaml:"set"`
	Off      []map[string]string `yaml:"off,omitempty"`
	On       []string            `yaml:"on,omitempty"`
	Severity map[string]string   `yaml:"severity,omitempty"`
	Rules    []modelRule         `yaml:"rules,omitempty"`
}

type modelRule struct {
	ID       string   `yaml:"id"`
	Title    string   `yaml:"title"`
	TitleEN  string   `yaml:"title_en"`
	Doc      string   `yaml:"doc"`
	DocEN    string   `yaml:"doc_en"`
	Severity string   `yaml:"severity"`
	Source   string   `yaml:"source"`
	When     string   `yaml:"when"`
	Assert   string   `yaml:"assert"`
	Message  string   `yaml:"message"`
	Cells    []string `yaml:"cells,omitempty"`
	Section  int      `yaml:"section"`
}

func models() *rapid.Generator[model] {
	return rapid.Custom(func(t *rapid.T) model {
		m := model{Schema: "gouji.rules/v1", Set: rapid.StringMatching(`[a-z0-9][a-z0-9._-]{0,8}\+[a-z0-9._+-]{0,8}[a-z0-9]`).Draw(t, "set")}
		if rapid.Bool().Draw(t, "off") {
			m.Off = []map[string]string{{"id": "S-03", "reason": words().Draw(t, "reason")}}
		}
		if rapid.Bool().Draw(t, "on") {
			m.On = []string{"S-18"}
		}
		if rapid.Bool().Draw(t, "severity") {
			m.Severity = map[string]string{"T4-01": rapid.SampledFrom([]string{"warning", "info"}).Draw(t, "lower")}
		}
		for i := range rapid.IntRange(0, 4).Draw(t, "rules") {
			m.Rules = append(m.Rules, modelRule{
				ID: fmt.Sprintf("U%d-%02d", i%3, i), Title: words().Draw(t, "title"), TitleEN: words().Draw(t, "title_en"),
				Doc: words().Draw(t, "doc"), DocEN: words().Draw(t, "doc_en"), Source: words().Draw(t, "source"),
				Severity: rapid.SampledFrom([]string{"error", "warning", "info"}).Draw(t, "sev"),
				When:     "year >= " + fmt.Sprint(rapid.IntRange(2000, 2024).Draw(t, "year")),
				Assert:   "chars(" + fmt.Sprintf("%q", words().Draw(t, "assert")) + ") < 0",
				Message:  "不符" + strings.NewReplacer("{", "", "}", "").Replace(words().Draw(t, "message")),
				Cells:    []string{"applications.granted.total"}, Section: rapid.IntRange(1, 6).Draw(t, "section"),
			})
		}
		return m
	})
}

// words are a line with what YAML and the expressions treat specially.
func words() *rapid.Generator[string] {
	return rapid.StringOfN(rapid.SampledFrom([]rune(`年报告abc0:#'"\-|>[]{}&*!%@,?件（）`)), 1, 20, -1)
}

func TestValidFilesRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := models().Draw(t, "file")
		raw, err := yaml.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		f := mustLoad(t, string(raw))
		if f.Set != m.Set || !cmp.Equal(f.On, m.On) || len(f.Off) != len(m.Off) || len(f.Severity) != len(m.Severity) {
			t.Fatalf("%+v from\n%s", f, raw)
		}
		for i, r := range f.Rules() {
			w := m.Rules[i]
			got := modelRule{r.ID, r.Title.ZH, r.Title.EN, r.Doc.ZH, r.Doc.EN, string(r.Severity), r.Source.Document, w.When, w.Assert, w.Message, w.Cells, w.Section}
			if d := cmp.Diff(w, got); d != "" {
				t.Fatalf("%s from\n%s", d, raw)
			}
			p := rule.NewPass(rule.NewSubject(zeros(), nil), &r)
			r.Check(p)
			if fs := p.Findings(); len(fs) != 1 || fs[0].Message != w.Message || fs[0].Section != w.Section || !cmp.Equal(fs[0].Cells, w.Cells) {
				t.Fatalf("%+v, want %q from\n%s", fs, w.Message, raw)
			}
		}
		effective, err := f.Apply(book())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := validate.New(effective, f.Set); err != nil {
			t.Fatal(err)
		}
	})
}

// A fault is told at the character where it stands, however YAML writes the expression.
func TestFaultsAreWhereTheyStand(t *testing.T) {
	const bad = "zzz_unknown"
	part := rapid.SampledFrom([]string{`title == "甲"`, `year > 0`, `section(5) contains "it's"`, `(text matches "a\\.b")`, `not is_town`, `num("applications.granted.total") >= 0.5`})
	rapid.Check(t, func(t *rapid.T) {
		parts := rapid.SliceOfN(part, 1, 8).Draw(t, "parts")
		at := rapid.IntRange(0, len(parts)-1).Draw(t, "at")
		parts[at] = bad + " > 1"
		between := " and "
		var scalar string
		switch rapid.IntRange(0, 5).Draw(t, "style") {
		case 0:
			scalar = "|\n" + indented(parts, "      ", between)
		case 1:
			scalar = ">-\n" + indented(parts, "        ", between)
		case 2:
			scalar = "| # " + "note\n" + indented(parts, "      ", "\n\n      and ")
		case 3:
			scalar = "'" + strings.ReplaceAll(strings.Join(parts, "\n      and "), "'", "''") + "'"
		case 4:
			scalar = `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "甲", `\u7532`).Replace(strings.Join(parts, between)) + `"`
		case 5:
			scalar = "\"" + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(strings.Join(parts, " and ")) + "\""
			scalar = strings.ReplaceAll(scalar, " and ", " \\\n      and ")
		}
		text := one(scalar)
		before, _, _ := strings.Cut(text, bad)
		line := strings.Count(before, "\n") + 1
		column := len([]rune(before[strings.LastIndex(before, "\n")+1:])) + 1
		_, err := tryLoad(text)
		if err == nil || !strings.HasPrefix(err.Error(), fmt.Sprintf("office.yaml:%d:%d: 未知名称", line, column)) {
			t.Fatalf("%v\nwant %d:%d in\n%s", err, line, column, text)
		}
	})
}

func indented(parts []string, indent, between string) string {
	return indent + strings.Join(parts, between+"\n"+indent)
}
