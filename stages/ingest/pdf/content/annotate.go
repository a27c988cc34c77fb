package content

import (
	"github.com/gouji/gouji/stages/ingest/pdf/syntax"
)

// maxAnnotations is how many annotations of a page are drawn.
const maxAnnotations = 5000

// annotations draws what form fields and notes show over the page (ISO 32000-1, 12.5.5).
func (in *interpreter) annotations(page syntax.Dict, m matrix) {
	for i, o := range in.file.Array(page["Annots"]) {
		if i >= maxAnnotations || in.err != nil {
			return
		}
		a := in.file.Dict(o)
		const hidden, noView = 1 << 1, 1 << 5
		if in.file.Int(a["F"], 0)&(hidden|noView) != 0 || in.hidden(a["OC"], in.file.Dict(a["OC"])) {
			continue
		}
		switch in.file.Name(a["Subtype"]) {
		case "Widget", "FreeText", "Stamp", "Watermark":
			in.annotation(a, m)
		}
	}
}

func (in *interpreter) annotation(a syntax.Dict, m matrix) {
	rect, ok := in.box(a["Rect"])
	if !ok {
		return
	}
	s := in.appearance(a)
	if s == nil {
		in.value(a, m, rect)
		return
	}
	box, ok := in.box(s.Dict["BBox"])
	if !ok {
		return
	}
	// The appearance's box, transformed by its own matrix, is laid upon the rectangle.
	own := identity()
	if v, ok := in.file.Numbers(s.Dict["Matrix"], 6); ok {
		own = matrix(v)
	}
	b := own.box(box)
	sx, sy := (rect[2]-rect[0])/(b[2]-b[0]), (rect[3]-rect[1])/(b[3]-b[1])
	if !finite(sx, sy) {
		return
	}
	in.state = initial(matrix{sx, 0, 0, sy, rect[0] - sx*b[0], rect[1] - sy*b[1]}.then(m), in.seen)
	in.saved, in.marks, in.path = nil, nil, newPath()
	if in.file.Name(a["Subtype"]) == "Watermark" {
		in.marks = []mark{{id: -1, watermark: true}}
	}
	in.form(s, 0, in.named(nil))
}

// appearance is the stream that shows an annotation in the state it is in.
func (in *interpreter) appearance(a syntax.Dict) *syntax.Stream {
	normal := in.file.Dict(a["AP"])["N"]
	if s := in.file.Stream(normal); s != nil {
		return s
	}
	return in.file.Stream(in.file.Dict(normal)[in.file.Name(a["AS"])])
}

// value shows the value of a text field or note that has no appearance, as viewers make one,
// in the middle of its rectangle.
func (in *interpreter) value(a syntax.Dict, m matrix, rect [4]float64) {
	text := in.fieldValue(a)
	b := m.box(rect)
	runes := []rune(text)
	if len(runes) == 0 || len(runes) > 10_000 {
		return
	}
	if in.left.Glyphs -= len(runes); in.left.Glyphs < 0 {
		in.err = ErrWork
		return
	}
	in.order++
	size := min(10, b[3]-b[1])
	width := min(size, (b[2]-b[0])/float64(len(runes)))
	middle := (b[1] + b[3]) / 2
	for i, r := range runes {
		x := b[0] + width*float64(i)
		in.page.Glyphs = append(in.page.Glyphs, Glyph{
			Text: string(r), Box: [4]float64{x, middle - size/2, x + width, middle + size/2}, X: x, Y: middle + size/3,
			DX: 1, Size: size, Order: in.order, Mark: -1, Outside: !inside(in.seen, x, middle),
		})
	}
}

// fieldValue is the text that a field has, perhaps from one it is a part of, or a note.
func (in *interpreter) fieldValue(a syntax.Dict) string {
	if in.file.Name(a["Subtype"]) == "FreeText" {
		return syntax.Text(in.file.String(a["Contents"]))
	}
	var kind syntax.Name
	var value string
	for range maxTree {
		if kind == "" {
			kind = in.file.Name(a["FT"])
		}
		if value == "" {
			value = syntax.Text(in.file.String(a["V"]))
		}
		if a = in.file.Dict(a["Parent"]); a == nil {
			break
		}
	}
	if kind != "Tx" && kind != "Ch" {
		return ""
	}
	return value
}
