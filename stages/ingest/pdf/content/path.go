package content

import (
	"math"

	"github.com/gouji/gouji/stages/ingest/pdf/syntax"
)

// path is the path that is being made (ISO 32000-1, 8.5), on the page as it is shown.
type path struct {
	parts []part
}

// part is a subpath.
type part struct {
	points [][2]float64
	closed bool
	curved bool
}

func newPath() path { return path{} }

// maxPoints is how many points of a path are kept; longer ones are drawings.
const maxPoints = 20_000

// doPath runs an operator that makes or paints a path; false if it is none.
func (in *interpreter) doPath(op string, args []syntax.Object) bool {
	v, ok := [6]float64{}, true
	switch op {
	case "m", "l":
		v, ok = last(args, 2)
	case "v", "y", "re":
		v, ok = last(args, 4)
	case "c":
		v, ok = last(args, 6)
	}
	p := &in.path
	switch op {
	case "m":
		p.begin(in.state.ctm, v[0], v[1], ok)
	case "l":
		p.line(in.state.ctm, v[0], v[1], ok)
	case "c":
		p.curve(in.state.ctm, v[4], v[5], ok)
	case "v", "y":
		p.curve(in.state.ctm, v[2], v[3], ok)
	case "re":
		p.begin(in.state.ctm, v[0], v[1], ok)
		p.line(in.state.ctm, v[0]+v[2], v[1], ok)
		p.line(in.state.ctm, v[0]+v[2], v[1]+v[3], ok)
		p.line(in.state.ctm, v[0], v[1]+v[3], ok)
		p.close()
	case "h":
		p.close()
	case "W", "W*":
		in.clip = true
	case "n", "S", "s", "f", "F", "f*", "B", "B*", "b", "b*":
		in.paintPath(op)
	case "sh", "i", "j", "J", "M", "d", "ri", "d0", "d1", "MP", "DP", "BX", "EX":
	default:
		return false
	}
	return true
}

func (p *path) begin(m matrix, x, y float64, ok bool) {
	if ok && len(p.parts) < maxPoints {
		at := [2]float64{}
		at[0], at[1] = m.at(x, y)
		p.parts = append(p.parts, part{points: [][2]float64{at}})
	}
}

func (p *path) line(m matrix, x, y float64, ok bool) {
	n := len(p.parts) - 1
	if !ok || n < 0 || len(p.parts[n].points) >= maxPoints {
		return
	}
	at := [2]float64{}
	at[0], at[1] = m.at(x, y)
	if p.parts[n].closed { // a line after the subpath was closed begins at its first point
		p.parts = append(p.parts, part{points: [][2]float64{p.parts[n].points[0]}})
		n++
	}
	p.parts[n].points = append(p.parts[n].points, at)
}

func (p *path) curve(m matrix, x, y float64, ok bool) {
	p.line(m, x, y, ok)
	if n := len(p.parts) - 1; n >= 0 {
		p.parts[n].curved = true
	}
}

func (p *path) close() {
	if n := len(p.parts) - 1; n >= 0 {
		p.parts[n].closed = true
	}
}

// box is the smallest box around a subpath.
func (s *part) box() [4]float64 {
	b := [4]float64{math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)}
	for _, p := range s.points {
		b = [4]float64{min(b[0], p[0]), min(b[1], p[1]), max(b[2], p[0]), max(b[3], p[1])}
	}
	return b
}

// paintPath ends the path: it is stroked, filled, taken as the clip, or forgotten.
func (in *interpreter) paintPath(op string) {
	fills := op != "n" && op != "S" && op != "s"
	strokes := op == "S" || op == "s" || op[0] == 'B' || op[0] == 'b'
	if op == "s" || op[0] == 'b' {
		in.path.close()
	}
	even := len(op) == 2 && op[1] == '*'
	for i := range in.path.parts {
		if fills {
			in.fillPart(i, even)
		}
		if strokes {
			in.strokePart(&in.path.parts[i])
		}
	}
	if in.clip {
		in.takeClip()
	}
	in.clip, in.path.parts = false, in.path.parts[:0]
}

// takeClip makes what is painted smaller: by the box around the path, which is never less
// than the path.
func (in *interpreter) takeClip() {
	all := [4]float64{math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)}
	for i := range in.path.parts {
		b := in.path.parts[i].box()
		all = [4]float64{min(all[0], b[0]), min(all[1], b[1]), max(all[2], b[2]), max(all[3], b[3])}
	}
	in.state.clip = meet(in.state.clip, all)
}

// thin is how thick a line may be, in points, and askew how far its ends may be off an axis.
const (
	thin  = 3.2
	askew = 0.6
)

func (in *interpreter) strokePart(s *part) {
	width := max(in.state.width*in.state.ctm.scale(), 0.1)
	if s.curved || width > 2*thin {
		return
	}
	color := in.state.stroke.over(in.state.strokeAlpha)
	n := len(s.points)
	for i := 1; i < n; i++ {
		in.segment(s.points[i-1], s.points[i], width, color)
	}
	if s.closed && n > 2 {
		in.segment(s.points[n-1], s.points[0], width, color)
	}
}

func (in *interpreter) segment(a, b [2]float64, width float64, color Color) {
	h := width / 2
	box := [4]float64{min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1])}
	switch dx, dy := box[2]-box[0], box[3]-box[1]; {
	case dy <= askew && dx > dy:
		in.keepLine([4]float64{box[0], box[1] - h, box[2], box[3] + h}, false, color)
	case dx <= askew && dy > dx:
		in.keepLine([4]float64{box[0] - h, box[1], box[2] + h, box[3]}, true, color)
	}
}

// fillPart keeps a filled area; a thin one is a line, and the space between two rectangles,
// one in the other, is a frame.
func (in *interpreter) fillPart(i int, even bool) {
	s := &in.path.parts[i]
	b, color := s.box(), in.state.fill.over(in.state.fillAlpha)
	width, height := b[2]-b[0], b[3]-b[1]
	straight := !s.curved && len(s.points) <= 8
	switch {
	case straight && height <= thin && width > height:
		in.keepLine(b, false, color)
	case straight && width <= thin && height > width:
		in.keepLine(b, true, color)
	case straight && even && in.framed(i):
		for k := range 4 {
			edge := b
			edge[(k+2)%4] = edge[k] // the k-th side alone
			in.keepLine(edge, k%2 == 0, color)
		}
	default:
		in.keepArea(Area{Box: meet(b, in.state.clip), Color: color, Curved: !straight, Opaque: in.state.fill.known && in.state.fillAlpha > 0.95 && !in.state.multiply && !s.curved && s.square()})
	}
}

// square reports whether a subpath is a rectangle along the axes.
func (s *part) square() bool {
	n := len(s.points)
	if n < 4 || n > 5 {
		return false
	}
	for i := 1; i < n; i++ {
		a, b := s.points[i-1], s.points[i]
		if math.Abs(a[0]-b[0]) > 0.1 && math.Abs(a[1]-b[1]) > 0.1 {
			return false
		}
	}
	return true
}

// framed reports whether another rectangle of the path has nearly the same box.
func (in *interpreter) framed(i int) bool {
	b := in.path.parts[i].box()
	for j := range min(len(in.path.parts), 64) {
		if j == i {
			continue
		}
		c, near := in.path.parts[j].box(), true
		for k := range b {
			near = near && math.Abs(b[k]-c[k]) <= thin
		}
		if near {
			return true
		}
	}
	return false
}

func (in *interpreter) keepLine(b [4]float64, upright bool, color Color) {
	b = meet(b, [4]float64{in.state.clip[0] - 1, in.state.clip[1] - 1, in.state.clip[2] + 1, in.state.clip[3] + 1})
	if !finite(b[:]...) || b[2] < b[0] || b[3] < b[1] || in.mark().off || !in.room(len(in.page.Lines)) {
		return
	}
	in.page.Lines = append(in.page.Lines, Line{Box: b, Upright: upright, Color: color, Order: in.order})
}

func (in *interpreter) keepArea(a Area) {
	if !finite(a.Box[:]...) || a.Box[2] <= a.Box[0] || a.Box[3] <= a.Box[1] || in.mark().off || !in.room(len(in.page.Areas)) {
		return
	}
	a.Order = in.order
	in.page.Areas = append(in.page.Areas, a)
}

// picture keeps the place of a picture, which fills the unit square; a thin one is a line.
func (in *interpreter) picture() {
	b := meet(in.state.ctm.box([4]float64{0, 0, 1, 1}), in.state.clip)
	width, height := b[2]-b[0], b[3]-b[1]
	switch {
	case !finite(b[:]...) || width <= 0 || height <= 0 || in.mark().off || !in.room(len(in.page.Pictures)):
	case height <= thin && width > 3*height:
		in.keepLine(b, false, Color{})
	case width <= thin && height > 3*width:
		in.keepLine(b, true, Color{})
	default:
		in.page.Pictures = append(in.page.Pictures, Area{Box: b, Order: in.order, Opaque: in.state.fillAlpha > 0.95 && !in.state.multiply})
	}
}

// inline draws a picture whose bytes stand in the content.
func (in *interpreter) inline(l *syntax.Lexer) {
	for {
		o, ok := l.Next()
		if !ok {
			return
		}
		if o == syntax.Object(syntax.Operator("ID")) {
			break
		}
	}
	l.Skip("EI")
	in.picture()
}

// room reports whether another shape is kept beside so many of its kind, and counts it.
func (in *interpreter) room(n int) bool {
	if n >= in.most || in.left.Shapes <= 0 {
		return false
	}
	in.left.Shapes--
	return true
}
