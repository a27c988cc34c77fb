package figure

import (
	"strings"

	"github.com/gouji/gouji/stages/report"
)

// moneyUnits are the units of money that cells are printed in, with the power of ten that
// they are yuan. The longer ones come first.
func moneyUnits() [5]struct {
	word string
	ten  int
} {
	return [...]struct {
		word string
		ten  int
	}{{"亿元", 8}, {"百万元", 6}, {"万元", 4}, {"千元", 3}, {"元", 0}}
}

// PowerOf is the power of ten of the unit of money in a folded text; false for none.
func PowerOf(f string) (int, bool) {
	for _, u := range moneyUnits() {
		if strings.Contains(f, u.word) {
			return u.ten, true
		}
	}
	return 0, false
}

// inUnit is the amount n of a cell whose folded text is f, in the unit of its column. The
// unit that the cell itself prints wins: 1296000元 in a column of 万元 is 129.6.
func inUnit(n report.Number, f, unit string) report.Number {
	from, ok := PowerOf(f)
	to, _ := PowerOf(unit)
	if !ok || from == to {
		return n
	}
	s := n.String()
	sign := ""
	if s[0] == '-' {
		sign, s = "-", s[1:]
	}
	whole, frac, _ := strings.Cut(s, ".")
	for range from - to {
		if frac == "" {
			frac = "0"
		}
		whole, frac = whole+frac[:1], frac[1:]
	}
	for range to - from {
		if whole == "" {
			whole = "0"
		}
		whole, frac = whole[:len(whole)-1], whole[len(whole)-1:]+frac
	}
	whole = strings.TrimLeft(whole, "0")
	if whole == "" {
		whole = "0"
	}
	if from < to {
		frac = strings.TrimRight(frac, "0")
	}
	if frac != "" {
		whole += "." + frac
	}
	out, err := report.ParseNumber(sign + whole)
	if err != nil {
		return report.Number{}
	}
	return out
}
