package custom_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/validate/custom"
	"github.com/gouji/gouji/stages/yamlfile"
)

// TestFaultsAreRendered has the whole of what a user sees.
func TestFaultsAreRendered(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{one(`numb("applications.granted.total") > 0`), `
office.yaml:9:13: 未知名称 numb，是否为 num？ / unknown name numb; did you mean num?
    9 |     assert: numb("applications.granted.total") > 0
      |             ^`},
		{one("|\n      year > 0\n      and title contains \"年度报告\" and bad"), `
office.yaml:11:37: 未知名称 bad / unknown name bad
   11 |       and title contains "年度报告" and bad
      |                           　　　　      ^`},
		{head + "ruels: []\n", `
office.yaml:3:1: 未知的键 "ruels"，是否为 rules？（可用的键：schema, set, deadlines, off, on, severity, settings, rules） / unknown key "ruels"; did you mean rules? (the keys here are schema, set, deadlines, off, on, severity, settings, rules)
    3 | ruels: []
      | ^`},
		{"schema: gouji.rules/v1\nset: a: b\n", `
office.yaml:2:7: YAML 语法有误：此处不应有冒号；文字里有冒号时请加引号 / YAML syntax: mapping values are not allowed in this context
    2 | set: a: b
      |       ^`},
		{strings.Replace(one("year > 0"), "不符", strings.Repeat("很长的说明", 20)+"{year +}"+strings.Repeat("很长的说明", 20), 1), `
office.yaml:8:121: 表达式没有写完 / the expression ends too early
    8 | …的说明很长的说明很长的说明很长的说明很长的说明很长的说明很长的说明很长的说明很长的说明很长的说明很长的说明{year +}很长的说明很长的说明很长的说明很长的说明很长的说明很长的说明很长的说明很长的说…
      |  　　　　　　　　　　　　　　　　　　　　　　　　　　　　　　　　　　　　　　　　　　　　　　　　　　　　　       ^`},
	} {
		if got := faults(t, c.text).Error(); got != c.want[1:] {
			t.Errorf("got\n%s\nwant\n%s", got, c.want[1:])
		}
	}
}

func TestFaultsOfTheFile(t *testing.T) {
	for _, c := range []struct {
		text         string
		line, column int
		want         string
	}{
		{"", 1, 1, "the file is empty"},
		{"# nothing\n", 1, 1, "the file is empty"},
		{"[]\n", 1, 1, "a mapping is needed"},
		{"schema: gouji.rules/v2\nset: 2026.1+a\n", 1, 9, "schema must be gouji.rules/v1"},
		{"schema: gouji.rules/v1\n", 1, 1, "set is missing"},
		{"schema: gouji.rules/v1\nset: 2026.1\n", 2, 6, "set must be"},
		{"schema: gouji.rules/v1\nset: 2026.1+市.1\n", 2, 6, "set must be"},
		{"schema: gouji.rules/v1\nset: 2026.1+abcdefghijklmnopqrstuvwxyz\n", 2, 6, "set must be"},
		{"schema: gouji.rules/v1\nset: \"2026\n", 2, 6, "unexpected end of stream"},
		{"schema: gouji.rules/v1\n\tset: x\n", 2, 1, "tab character"},
		{"schema: gouji.rules/v1\r\nset: 2026.1+a\r\non: [X]\r\n", 3, 6, "no rule \"X\""},
		{head + "rules:\n  - id: U-01\n   title: x\n", 5, 4, "did not find expected"},
		{head + "on: &a [S-18]\n", 3, 5, "anchors"},
		{head + "on: !!seq [S-18]\n", 3, 5, "tags"},
		{head + "on: *x\n", 3, 6, "unknown anchor"},
		{head + "---\na: 1\n", 3, 1, "only one YAML document"},
		{head + "on: \"\xff\"\n", 3, 6, "not UTF-8"},
		{head + "on: [S-18] # a\u2028b\n", 3, 15, "U+2028"},
		{head + "on: [S-18, S-18]\n", 3, 12, "switched on twice"},
		{head + "on: [S-19]\n", 3, 6, "did you mean S-18"},
		{head + "on: {S-18: x}\n", 3, 5, "a list is needed"},
		{head + "set: 2026.1+b\n", 3, 1, "given twice"},
		{head + "off:\n  - id: S-03\n", 4, 5, "reason is missing"},
		{head + "off:\n  - {id: S-03, reason: \"\"}\n", 4, 24, "text is needed"},
		{head + "off: [{id: S-03, reason: a}, {id: S-03, reason: b}]\n", 3, 35, "switched off twice"},
		{head + "off: [{id: S-03, reason: a}]\non: [S-03]\n", 4, 6, "also in off"},
		{head + "severity: {S-03: error}\n", 3, 18, "can only be lowered"},
		{head + "severity: {T4-01: fatal}\n", 3, 19, "must be error, warning or info"},
		{head + "deadlines: {township: 02-30}\n", 3, 23, "written as MM-DD"},
		{head + "deadlines: {local: {department: 02-01}}\n", 3, 33, "not be later"},
		{head + "settings: {section_one_max_chars: 0}\n", 3, 35, "a whole number from 1"},
		{head + "settings: {section_one_max_chars: \"7\"}\n", 3, 35, "a whole number from 1"},
		{head + "settings: {section_one_max_chars: 7}\noff: [{id: S-18, reason: a}]\n", 3, 35, "is in off"},
		{head + "settings: {section_one_maxchars: 7}\n", 3, 12, "did you mean section_one_max_chars"},
		{strings.Replace(one("year > 0"), "U-01", "T4-01", 1), 4, 9, "T4-01 is a rule of the book"},
		{strings.Replace(one("year > 0"), "U-01", "V-01", 1), 4, 9, "an own id is like"},
		{strings.Replace(one("year > 0"), "severity: warning", "severity: bad", 1), 6, 15, "must be error, warning or info"},
		{strings.Replace(one("year > 0"), "    source: 测试\n", "", 1), 4, 5, "source is missing"},
		{one("year > 0\n    cells: [applications.granted.totl]"), 10, 13, "did you mean applications.granted.total"},
		{one("year > 0\n    section: 7"), 10, 14, "from 1 to 6"},
		{one("year > 0\n    when: year"), 10, 11, "must give true or false"},
		{one("year > 0") + "  - id: U-01\n", 10, 5, "title is missing"},
		{strings.Replace(one("year > 0"), "不符", "共 {applications.granted.totl} 件", 1), 8, 17, "did you mean applications.granted.total"},
		{strings.Replace(one("year > 0"), "不符", "共 {num(1)} 件", 1), 8, 21, "written out"},
		{strings.Replace(one("year > 0"), "不符", "共 } 件", 1), 8, 16, "write }}"},
		{strings.Replace(one("year > 0"), "不符", "共 { 件", 1), 8, 16, "write {{"},
	} {
		check(t, c.text, c.line, c.column, c.want)
	}
}

func TestFaultsOfExpressions(t *testing.T) {
	for _, c := range []struct {
		assert       string
		line, column int
		want         string
	}{
		{`year >`, 9, 19, "ends too early"},
		{`num("applications.granted.total"`, 9, 45, "ends too early"},
		{`title contains "未闭合`, 9, 32, "quoted text has no end"},
		{`year > 0)`, 9, 21, "unexpected token"},
		{`nun("applications.granted.total") > 0`, 9, 13, "did you mean num"},
		{`num("applications.granted.totl") > 0`, 9, 17, "did you mean applications.granted.total"},
		{`num(title) > 0`, 9, 17, "written out"},
		{`sum("applications.x*.total") > 0`, 9, 17, "there is no cell"},
		{`num("applications.denied_*.total") > 0`, 9, 17, "there is no cell"},
		{`num > 0`, 9, 13, "needs brackets"},
		{`year() > 0`, 9, 13, "takes no brackets"},
		{`abs(1, 2) > 0`, 9, 13, "takes 1 arguments, not 2"},
		{`section(7) contains "a"`, 9, 21, "1 to 6"},
		{`chars(year) > 1`, 9, 19, "needs text here, not a number"},
		{`year > "2020"`, 9, 18, "cannot be used with a number and text"},
		{`year`, 9, 13, "must give true or false, not a number"},
		{`not year`, 9, 13, "not cannot be used with a number"},
		{`year > 0 and title`, 9, 22, "cannot be used"},
		{`applications.granted.total > 0`, 9, 13, "dots and square brackets"},
		{`title[0] == "a"`, 9, 13, "dots and square brackets"},
		{`title[0:1] == "a"`, 9, 18, "not part of the language"},
		{`year in 2020`, 9, 21, "a list must stand behind in"},
		{`year in [2020, "a"]`, 9, 28, "cannot be compared"},
		{`year > nil`, 9, 20, "nil can only stand"},
		{`year + 1 == nil`, 9, 22, "can be compared with nil"},
		{`title matches "(("`, 9, 27, "regular expression cannot be read"},
		{`title matches agency`, 9, 19, "written out"},
		{`year > 1e3`, 9, 20, "a decimal is written like"},
		{`"year > 0 ? 1 : true"`, 9, 19, "values of one kind"},
		{`let x = 1; x > 0`, 9, 17, "not part of the language"},
		{`year > 0; true`, 9, 18, "not part of the language"},
		{`filter([1], true)`, 9, 13, "unknown name filter"},
		{`len(title) > 0`, 9, 13, "unknown name len"},
		{`$env == 1`, 9, 13, "unknown name $env"},
		{`title.ToUpper() == "A"`, 9, 19, "methods"},
		{`any([1, year], true)`, 9, 21, "only have numbers and quoted text"},
		{`(year ?? 1) > 0`, 9, 19, "not supported"},
		{`year ^ 2 > 0`, 9, 18, "not supported"},
		{`any([1, 2], # > 0)`, 9, 24, "cut off at the #"},
		// The forms that a scalar has in YAML.
		{"|\n      year > 0\n\n      and bad", 12, 11, "unknown name bad"},
		{">-\n      year > 0\n      and bad", 11, 11, "unknown name bad"},
		{"| # a note with bad\n      year > 0 and bad", 10, 20, "unknown name bad"},
		{"year > 0\n      and bad", 10, 11, "unknown name bad"},
		{"\n      year > 0 and bad", 10, 20, "unknown name bad"},
		{`'title == ''甲'' and bad'`, 9, 33, "unknown name bad"},
		{`"title == \"\u7532\\n\" and \x62ad"`, 9, 41, "unknown name bad"},
		{"\"year > 0 \\\n      and bad\"", 10, 11, "unknown name bad"},
	} {
		check(t, one(c.assert), c.line, c.column, c.want)
	}
}

func check(t *testing.T, text string, line, column int, want string) {
	t.Helper()
	e := faults(t, text)[0]
	if e.Line != line || e.Column != column || !strings.Contains(e.EN, want) || e.ZH == "" || strings.Contains(e.Error(), "%!") {
		t.Errorf("%s\nis at %d:%d; want %d:%d %q in\n%s", e, e.Line, e.Column, line, column, want, text)
	}
}

func TestAllFaultsAreTold(t *testing.T) {
	es := faults(t, head+"on: [X, Y]\noff: 7\nrules:\n  - {}\n")
	if len(es) != 9 {
		t.Errorf("%d faults, want 9:\n%v", len(es), es)
	}
	es = faults(t, head+"on: ["+strings.Repeat("X, ", 100)+"Y]\n")
	if len(es) != 20 {
		t.Errorf("%d faults, want the first 20", len(es))
	}
}

func TestAFailingReaderIsNoFaultOfTheFile(t *testing.T) {
	cause := errors.New("disk")
	_, err := custom.Load(failing{cause}, "office.yaml", book())
	var es yamlfile.Errors
	if !errors.Is(err, cause) || errors.As(err, &es) {
		t.Errorf("got %v", err)
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }
