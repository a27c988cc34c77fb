package content

import (
	"math"

	"github.com/gouji/gouji/stages/ingest/pdf/font"
	"github.com/gouji/gouji/stages/ingest/pdf/syntax"
)

// Page is what a page shows. Coordinates are points with the origin at the top left of the
// page as it is shown, y downwards.
type Page struct {
	// Width and Height are those of the page as it is shown.
	Width, Height float64
	Glyphs        []Glyph
	Lines         []Line
	Areas         []Area
	Pictures      []Area
}

// Glyph is a character that is drawn.
type Glyph struct {
	Text string
	// Box is x0, y0, x1, y1.
	Box [4]float64
	// X and Y are where its base line begins.
	X, Y float64
	// DX and DY are the direction of the base line, of length 1; (1, 0) is upright text.
	DX, DY float64
	// Size is the font's size as it is shown, Rise how far Ts lifted it.
	Size, Rise float64
	// Vertical says that the text runs from top to bottom.
	Vertical bool
	// Color is that of the glyph over white paper.
	Color Color
	// Order is when it was painted, counted over everything.
	Order int
	// Mark is the marked content it belongs to, and Stream the number of the form XObject
	// that numbers are of, 0 for those of the page; Mark is -1 outside of numbered content.
	Mark, Stream int
	// Invisible says that it is drawn without colour (rendering mode 3 or 7), Outside that it
	// lies outside of the page or of the area that is painted, Off that its layer is not shown.
	Invisible, Outside, Off bool
	// Watermark says that the file itself calls it so.
	Watermark bool
}

// Line is a straight line along an axis, as a line or as a thin area.
type Line struct {
	// Box has no height or no width but the line's own.
	Box [4]float64
	// Upright says that it runs from top to bottom.
	Upright bool
	Color   Color
	Order   int
}

// Area is a filled area or a picture.
type Area struct {
	Box   [4]float64
	Color Color
	Order int
	// Opaque says that what was painted there before is not seen any more.
	Opaque bool
	// Curved says that it is no rectangle.
	Curved bool
}

// Color is red, green and blue from 0 to 1.
type Color [3]float64

// Distance is the largest difference of the three.
func (c Color) Distance(d Color) float64 {
	return max(math.Abs(c[0]-d[0]), math.Abs(c[1]-d[1]), math.Abs(c[2]-d[2]))
}

// Paper is the colour of what nothing is painted on.
func Paper() Color { return Color{1, 1, 1} }

// Limits bound what the pages of a document may draw, all together.
type Limits struct {
	// Operators is how many operators are run.
	Operators int
	// Glyphs is how many characters are drawn.
	Glyphs int
	// Shapes is how many lines, areas and pictures are kept, of a page at most a tenth; more
	// are drawings.
	Shapes int
}

// Document runs the pages of a file, one after another.
type Document struct {
	file  *syntax.File
	fonts *font.Fonts
	left  Limits
	most  int                 // shapes of a page
	off   map[syntax.Ref]bool // layers that are not shown
	forms map[*syntax.Stream][]byte
	stop  func() error
}

// NewDocument returns the Document of a file. stop is asked now and then, and an error of it
// ends the reading.
func NewDocument(f *syntax.File, lim Limits, stop func() error) *Document {
	d := &Document{file: f, fonts: font.NewFonts(f), left: lim, most: lim.Shapes / 10, off: make(map[syntax.Ref]bool), forms: make(map[*syntax.Stream][]byte), stop: stop}
	layers := f.Dict(f.Dict(f.Dict(f.Trailer["Root"])["OCProperties"])["D"])
	if f.Name(layers["BaseState"]) == "OFF" {
		for _, o := range f.Array(f.Dict(f.Dict(f.Trailer["Root"])["OCProperties"])["OCGs"]) {
			if r, ok := o.(syntax.Ref); ok {
				d.off[r] = true
			}
		}
	}
	for key, state := range map[syntax.Name]bool{"OFF": true, "ON": false} {
		for _, o := range f.Array(layers[key]) {
			if r, ok := o.(syntax.Ref); ok {
				d.off[r] = state
			}
		}
	}
	return d
}

// Leaf is a page as an object, with the attributes that it inherits.
type Leaf struct {
	Ref  syntax.Ref // zero if it is no indirect object
	Dict syntax.Dict
}

// Pages returns the pages of the file, each once, at most so many.
func (d *Document) Pages(most int) []Leaf {
	w := pageWalk{f: d.file, seen: make(map[syntax.Ref]bool), most: most}
	w.walk(d.file.Dict(d.file.Trailer["Root"])["Pages"], syntax.Dict{}, 0)
	return w.pages
}

type pageWalk struct {
	f     *syntax.File
	seen  map[syntax.Ref]bool
	most  int
	pages []Leaf
}

// maxTree is how deep a page tree may be.
const maxTree = 64

func (w *pageWalk) walk(o syntax.Object, above syntax.Dict, depth int) {
	if r, ok := o.(syntax.Ref); ok {
		if w.seen[r] {
			return
		}
		w.seen[r] = true
	}
	node := w.f.Dict(o)
	if node == nil || depth > maxTree || len(w.pages) >= w.most {
		return
	}
	all := syntax.Dict{}
	for _, key := range []syntax.Name{"Resources", "MediaBox", "CropBox", "Rotate"} {
		if v := node[key]; v != nil {
			all[key] = v
		} else if v := above[key]; v != nil {
			all[key] = v
		}
	}
	if kids := w.f.Array(node["Kids"]); kids != nil {
		for _, k := range kids {
			w.walk(k, all, depth+1)
		}
		return
	}
	for key, v := range node {
		all[key] = v
	}
	ref, _ := o.(syntax.Ref)
	w.pages = append(w.pages, Leaf{ref, all})
}

// frame is the page's size, the transformation from user space to the page as it is shown,
// and the part of that which is seen.
func (d *Document) frame(page syntax.Dict) (width, height float64, m matrix, seen [4]float64) {
	box, ok := d.box(page["MediaBox"])
	if !ok {
		box = [4]float64{0, 0, 612, 792}
	}
	crop, ok := d.box(page["CropBox"])
	if !ok {
		crop = box
	}
	switch (d.file.Int(page["Rotate"], 0)%360 + 360) % 360 {
	case 90:
		m = matrix{0, 1, 1, 0, -box[1], -box[0]}
	case 180:
		m = matrix{-1, 0, 0, 1, box[2], -box[1]}
	case 270:
		m = matrix{0, -1, -1, 0, box[3], box[2]}
	default:
		m = matrix{1, 0, 0, -1, -box[0], box[3]}
	}
	full := m.box(box)
	return full[2], full[3], m, meet(full, m.box(crop))
}

func (d *Document) box(o syntax.Object) ([4]float64, bool) {
	v, ok := d.file.Numbers(o, 4)
	if !ok {
		return [4]float64{}, false
	}
	b := [4]float64{min(v[0], v[2]), min(v[1], v[3]), max(v[0], v[2]), max(v[1], v[3])}
	return b, b[2]-b[0] > 1 && b[3]-b[1] > 1
}

// meet is the part that two boxes share.
func meet(a, b [4]float64) [4]float64 {
	return [4]float64{max(a[0], b[0]), max(a[1], b[1]), min(a[2], b[2]), min(a[3], b[3])}
}
