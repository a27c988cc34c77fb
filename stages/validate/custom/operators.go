package custom

import (
	"regexp"
	"strings"
)

// operator is what a binary operator does with operands of one kind. Comparing and
// searching text is paid for by its length.
type operator struct {
	operand, result kind
	call            func(r *run, a, b any) (any, error)
}

// operators are the binary operators besides and, or, in and matches, which have their
// own rules, by what is written.
func operators() map[string][]operator {
	out := map[string][]operator{
		"+":          {arithmetic(add), {textKind, textKind, joined}},
		"-":          {arithmetic(subtract)},
		"*":          {arithmetic(multiply)},
		"/":          {arithmetic(divide)},
		"contains":   {words(strings.Contains)},
		"startsWith": {words(strings.HasPrefix)},
		"endsWith":   {words(strings.HasSuffix)},
	}
	for op, holds := range map[string]func(order int) bool{
		"==": func(o int) bool { return o == 0 }, "!=": func(o int) bool { return o != 0 },
		"<": func(o int) bool { return o < 0 }, "<=": func(o int) bool { return o <= 0 },
		">": func(o int) bool { return o > 0 }, ">=": func(o int) bool { return o >= 0 },
	} {
		out[op] = []operator{
			{numberKind, boolKind, func(_ *run, a, b any) (any, error) { return holds(compare(a.(number), b.(number))), nil }},
			words(func(a, b string) bool { return holds(strings.Compare(a, b)) }),
		}
	}
	out["=="] = append(out["=="], operator{boolKind, boolKind, func(_ *run, a, b any) (any, error) { return a == b, nil }})
	out["!="] = append(out["!="], operator{boolKind, boolKind, func(_ *run, a, b any) (any, error) { return a != b, nil }})
	return out
}

func arithmetic(do func(a, b number) (number, error)) operator {
	return operator{numberKind, numberKind, func(_ *run, a, b any) (any, error) { return do(a.(number), b.(number)) }}
}

func words(holds func(a, b string) bool) operator {
	return operator{textKind, boolKind, func(r *run, a, b any) (any, error) {
		s, t := a.(string), b.(string)
		if err := r.spend(len(s) + len(t)); err != nil {
			return nil, err
		}
		return holds(s, t), nil
	}}
}

func joined(r *run, a, b any) (any, error) {
	s, t := a.(string), b.(string)
	if err := r.spend(len(s) + len(t)); err != nil {
		return nil, err
	}
	return s + t, nil
}

// pattern is a regular expression and the most steps it takes for a byte of text.
type pattern struct {
	re    *regexp.Regexp
	steps int
}

func matched(r *run, a, b any) (any, error) {
	s, p := a.(string), b.(*pattern)
	if err := r.spend(len(s) * p.steps * costMatch); err != nil {
		return nil, err
	}
	return p.re.MatchString(s), nil
}
