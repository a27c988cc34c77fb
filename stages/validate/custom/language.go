package custom

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/rule"
)

// kind is the type of an expression.
type kind int

const (
	numberKind kind = iota + 1
	textKind
	boolKind
	// The kinds below are those of parameters only; their arguments are known when the
	// file is loaded.
	pathKind    // the path of a cell
	patternKind // the same, with * for the cells of a group
	sectionKind // 1 to 6
)

func (k kind) zh() string {
	return [...]string{"", "数", "文字", "真假", "单元格路径", "单元格路径", "部分序号"}[k]
}

func (k kind) en() string {
	return [...]string{"", "a number", "text", "true or false", "the path of a cell", "the path of a cell", "the number of a section"}[k]
}

// function is a name of the expression language. A field is a function without
// parameters and is written without brackets.
type function struct {
	name     string
	params   []kind
	variadic bool // the last parameter may be repeated
	field    bool
	result   kind
	call     func(r *run, args []any) (any, error)
	// known reports whether the document says what the field holds, nil where it always
	// does; it is what `field == nil` asks.
	known func(*report.Report) bool
}

// language is every name that an expression may use, in the order of the manual.
func language() []function {
	return append(fields(),
		function{name: "num", params: []kind{pathKind}, result: numberKind, call: func(r *run, a []any) (any, error) { return r.num(a[0].(string)) }},
		function{name: "sum", params: []kind{patternKind}, variadic: true, result: numberKind, call: callSum},
		function{name: "last", params: []kind{pathKind}, result: numberKind, call: func(r *run, a []any) (any, error) { return r.last(a[0].(string)) }},
		function{name: "has", params: []kind{pathKind}, result: boolKind, call: callHas},
		function{name: "state", params: []kind{pathKind}, result: textKind, call: callState},
		function{name: "section", params: []kind{sectionKind}, result: textKind, call: callSection},
		function{name: "chars", params: []kind{textKind}, result: numberKind, call: callChars},
		function{name: "date", params: []kind{numberKind, numberKind, numberKind}, result: textKind, call: callDate},
		function{name: "abs", params: []kind{numberKind}, result: numberKind, call: callAbs},
		function{name: "min", params: []kind{numberKind, numberKind}, variadic: true, result: numberKind, call: func(r *run, a []any) (any, error) { return extreme(a, -1) }},
		function{name: "max", params: []kind{numberKind, numberKind}, variadic: true, result: numberKind, call: func(r *run, a []any) (any, error) { return extreme(a, 1) }},
		function{name: "round", params: []kind{numberKind, numberKind}, result: numberKind, call: func(r *run, a []any) (any, error) { return round(a[0].(number), a[1].(number)) }},
	)
}

func fields() []function {
	words := func(name string, get func(*report.Report) *string) function {
		return function{name: name, field: true, result: textKind,
			known: func(r *report.Report) bool { return get(r) != nil },
			call: func(r *run, _ []any) (any, error) {
				s := get(r.pass.Report())
				if s == nil {
					return nil, errUnread
				}
				return *s, r.spend(len(*s))
			}}
	}
	body := func(name string, is func(rule.Agency) bool) function {
		return function{name: name, field: true, result: boolKind, call: func(r *run, _ []any) (any, error) {
			if r.pass.Report().Agency == nil {
				return nil, errUnread
			}
			return is(r.pass.Agency()), nil
		}}
	}
	return []function{
		{name: "year", field: true, result: numberKind, known: func(r *report.Report) bool { return r.Year != nil }, call: callYear},
		{name: "form", field: true, result: textKind, call: func(r *run, _ []any) (any, error) { return string(r.pass.Report().Form), nil }},
		words("title", func(r *report.Report) *string { return r.Title }),
		words("agency", func(r *report.Report) *string { return r.Agency }),
		words("published", func(r *report.Report) *string { return r.Published }),
		words("signed", func(r *report.Report) *string { return r.Signed }),
		{name: "text", field: true, result: textKind, call: callText},
		body("is_government", func(a rule.Agency) bool { return a.Government }),
		body("is_town", func(a rule.Agency) bool { return a.Town }),
		body("is_county", func(a rule.Agency) bool { return a.County }),
		body("is_department", func(a rule.Agency) bool { return a.Department }),
		body("is_institution", func(a rule.Agency) bool { return a.Institution }),
	}
}

func callYear(r *run, _ []any) (any, error) {
	if y := r.pass.Report().Year; y != nil {
		return whole(int64(*y)), nil
	}
	return nil, errUnread
}

// num is the number in a cell of this report.
func (r *run) num(path string) (number, error) {
	n, ok := r.pass.Num(path)
	if !ok {
		if _, has := rule.Cell(r.pass.Report(), path); has {
			return number{}, errUnread
		}
		return number{}, errAbsent
	}
	out, ok := exact(n)
	if !ok {
		return number{}, errRange
	}
	return out, nil
}

// last is the number in the same cell of last year's report.
func (r *run) last(path string) (any, error) {
	before := r.pass.Last(1)
	if before == nil {
		return nil, errAbsent
	}
	c, ok := rule.Cell(before, path)
	if !ok {
		return nil, errAbsent
	}
	if !c.Value.Valid() {
		return nil, errUnread
	}
	out, ok := exact(c.Value)
	if !ok {
		return nil, errRange
	}
	return out, nil
}

func callSum(r *run, args []any) (any, error) {
	total := whole(0)
	for _, a := range args {
		paths := a.(*selection).in(r.pass.Report())
		if len(paths) == 0 {
			return nil, errAbsent
		}
		if err := r.spend(len(paths) * costCall); err != nil {
			return nil, err
		}
		for _, p := range paths {
			n, err := r.num(p)
			if err != nil {
				return nil, err
			}
			if total, err = add(total, n); err != nil {
				return nil, err
			}
		}
	}
	return total, nil
}

func callHas(r *run, a []any) (any, error) {
	_, ok := rule.Cell(r.pass.Report(), a[0].(string))
	return ok, nil
}

// callState does not name the state unread: it is gouji's own and no property of the
// report, and a rule about it could be met by what was not read.
func callState(r *run, a []any) (any, error) {
	c, ok := rule.Cell(r.pass.Report(), a[0].(string))
	switch {
	case !ok:
		return nil, errAbsent
	case c.State == report.Unread:
		return nil, errUnread
	}
	return string(c.State), nil
}

func callSection(r *run, a []any) (any, error) {
	n := int(a[0].(number).num)
	var parts []string
	size := 0
	for _, s := range r.pass.Report().Sections {
		if s.Number == n {
			parts = append(parts, s.Text)
			size += len(s.Text)
		}
	}
	if parts == nil {
		return nil, errAbsent
	}
	if err := r.spend(size); err != nil {
		return nil, err
	}
	return strings.Join(parts, "\n"), nil
}

// callText joins the words of the whole report once for all rules of a run.
func callText(r *run, _ []any) (any, error) {
	s := rule.Memo(r.pass, "custom.text", func(p *rule.Pass) string {
		var parts []string
		if pre := p.Report().Preamble; pre != nil {
			parts = append(parts, pre.Text)
		}
		for _, s := range p.Report().Sections {
			parts = append(parts, s.Heading, s.Text)
		}
		return strings.Join(parts, "\n")
	})
	return s, r.spend(len(s))
}

func callChars(r *run, a []any) (any, error) {
	s := a[0].(string)
	if err := r.spend(8 * len(s)); err != nil {
		return nil, err
	}
	n := utf8.RuneCountInString(s)
	for _, c := range s {
		if c <= ' ' || c == '\u3000' || c == '\u00a0' {
			n--
		}
	}
	return whole(int64(n)), nil
}

// callDate writes a date as the report does, so that both compare as text.
func callDate(r *run, a []any) (any, error) {
	y, m, d := a[0].(number), a[1].(number), a[2].(number)
	if y.den*m.den*d.den != 1 || y.num < 1 || y.num > 9999 || m.num < 1 || m.num > 12 || d.num < 1 || d.num > 31 {
		return nil, errRange
	}
	return fmt.Sprintf("%04d-%02d-%02d", y.num, m.num, d.num), nil
}

func callAbs(_ *run, a []any) (any, error) {
	if n := a[0].(number); n.num >= 0 {
		return n, nil
	}
	return subtract(whole(0), a[0].(number))
}

func extreme(args []any, sign int) (any, error) {
	best := args[0].(number)
	for _, a := range args[1:] {
		if compare(a.(number), best)*sign > 0 {
			best = a.(number)
		}
	}
	return best, nil
}
