package odt

import (
	"encoding/xml"
	"strconv"
	"strings"

	"github.com/gouji/gouji/stages/ingest/flow"
	"github.com/gouji/gouji/stages/ingest/packed"
)

// properties are what a style sets, "" for what it leaves to others.
type properties struct {
	parent                                 string
	strike, display, position, colour, pts string
	ground                                 string // of a paragraph or cell
}

// over is p with what the later style sets.
func (p properties) over(later properties) properties {
	pick := func(old *string, v string) {
		if v != "" {
			*old = v
		}
	}
	pick(&p.strike, later.strike)
	pick(&p.display, later.display)
	pick(&p.position, later.position)
	pick(&p.colour, later.colour)
	pick(&p.pts, later.pts)
	pick(&p.ground, later.ground)
	return p
}

// look is what a reader sees of the properties.
func (p properties) style() flow.Style {
	s := flow.Style{
		Hidden: p.display == "none",
		Struck: p.strike != "" && p.strike != "none",
		White:  (p.ground == "" || p.ground == "transparent" || white(p.ground)) && white(p.colour),
	}
	at, _, _ := strings.Cut(p.position, " ")
	switch percent, err := strconv.ParseFloat(strings.TrimSuffix(at, "%"), 64); {
	case at == "super" || err == nil && percent > 0:
		s.Raised = true
	case at == "sub" || err == nil && percent < 0:
		s.Lowered = true
	}
	if pts, ok := strings.CutSuffix(p.pts, "pt"); ok {
		if n, err := strconv.ParseFloat(pts, 64); err == nil && n > 0 && n < 1000 {
			s.Size = max(int(2*n), 1)
		}
	}
	return s
}

// white reports whether a colour (#rrggbb) is white or nearly so.
func white(colour string) bool {
	n, err := strconv.ParseUint(strings.TrimPrefix(colour, "#"), 16, 32)
	return err == nil && len(colour) == 7 && min(n>>16, n>>8&0xFF, n&0xFF) >= 0xF0
}

// styles are the styles of a document by family and name.
type styles map[string]properties

func key(family, name string) string { return family + "/" + name }

// most is how many parents of a style are followed.
const most = 32

// of resolves a style through its parents.
func (s styles) of(family, name string) properties {
	p, ok := s[key(family, name)]
	for n := 0; ok && p.parent != "" && n < most; n++ {
		var up properties
		if up, ok = s[key(family, p.parent)]; ok {
			parent := up.parent
			p = up.over(p)
			p.parent = parent
		}
	}
	return p
}

// read takes the styles in the element just begun: office:styles or
// office:automatic-styles.
func (s styles) read(sc *packed.Scanner) error {
	return sc.Each(func(e xml.StartElement) error {
		if e.Name.Local != "style" && e.Name.Local != "default-style" {
			return sc.Skip()
		}
		p := properties{parent: packed.Attr(e, "parent-style-name")}
		family, name := packed.Attr(e, "family"), packed.Attr(e, "name")
		err := sc.Each(func(e xml.StartElement) error {
			switch e.Name.Local {
			case "text-properties":
				own := properties{
					strike: packed.Attr(e, "text-line-through-style"), display: packed.Attr(e, "display"),
					position: packed.Attr(e, "text-position"), colour: packed.Attr(e, "color"), pts: packed.Attr(e, "font-size"),
					ground: packed.Attr(e, "background-color"),
				}
				if own.strike == "" {
					own.strike = packed.Attr(e, "text-line-through-type")
				}
				p = p.over(own)
			case "paragraph-properties", "table-cell-properties":
				if g := packed.Attr(e, "background-color"); g != "" && g != "transparent" {
					p.ground = g
				}
			}
			return sc.Skip()
		}, nil)
		if name != "" {
			s[key(family, name)] = p
		}
		return err
	}, nil)
}
