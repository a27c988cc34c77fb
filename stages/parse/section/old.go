package section

import (
	"strings"

	"github.com/gouji/gouji/stages/parse/layout"
)

// Old are the short lines whose Chinese ordinals ascend from 一 without a gap.
func Old(us []layout.Unit, mem *layout.UnitMemory) []Heading {
	var out []Heading
	for i := range us {
		mem.Step()
		u := &us[i]
		c := u.Sole()
		if c == nil || u.Kind == layout.Grid {
			continue
		}
		f := strings.TrimLeft(c.Fold, "#*")
		number := len(out) + 1
		if len(f) > longestHeading || strings.ContainsAny(f, "。;") || hanFirst(f) != number || sectionOrdinal(f) == 0 {
			continue
		}
		out = append(out, Heading{Unit: i, Lines: 1, Number: number, Printed: number, weight: 3})
	}
	return out
}
