package section

import (
	"slices"
	"strings"

	"github.com/gouji/gouji/stages/parse/layout"
)

// withoutItems leaves out the lines that number the items of a section: where headings have their
// Chinese numeral, 1.主动公开情况 with a figure that is not the section's is no heading. Nor is 一、主动公开情况
// behind 一、总体情况, or 二、依申请公开情况 behind that.
func withoutItems(us []layout.Unit, cand []Heading) []Heading {
	figure := func(h Heading) bool {
		f := strings.TrimLeft(headFold(&us[h.Unit]), "#*")
		return f != "" && f[0] >= '0' && f[0] <= '9'
	}
	first := slices.IndexFunc(cand, func(h Heading) bool { return h.Number == 1 && h.Printed == 1 && !figure(h) })
	if item := first + 1; first >= 0 && item < len(cand) && cand[item].Number == 2 && cand[item].Printed == 1 && !figure(cand[item]) &&
		!strings.Contains(headFold(&us[cand[item].Unit]), "主动公开政府信息情况") {
		cand = slices.DeleteFunc(cand, func(h Heading) bool { return h.Number > 1 && h.Printed == h.Number-1 })
	}
	if !slices.ContainsFunc(cand, func(h Heading) bool { return h.Printed == h.Number && !figure(h) }) {
		return cand
	}
	return slices.DeleteFunc(cand, func(h Heading) bool { return h.Printed != 0 && h.Printed != h.Number && figure(h) })
}
