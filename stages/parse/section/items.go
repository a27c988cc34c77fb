package section

import (
	"slices"
	"strings"

	"github.com/gouji/gouji/stages/parse/layout"
)

// withoutItems leaves out the lines that number the items of a section: where headings have their
// Chinese numeral, 1.主动公开情况 with a figure that is not the section's is no heading.
func withoutItems(us []layout.Unit, cand []Heading) []Heading {
	figure := func(h Heading) bool {
		f := strings.TrimLeft(headFold(&us[h.Unit]), "#*")
		return f != "" && f[0] >= '0' && f[0] <= '9'
	}
	if !slices.ContainsFunc(cand, func(h Heading) bool { return h.Printed == h.Number && !figure(h) }) {
		return cand
	}
	return slices.DeleteFunc(cand, func(h Heading) bool { return h.Printed != 0 && h.Printed != h.Number && figure(h) })
}
