package content

import (
	"errors"
	"fmt"

	"github.com/gouji/gouji/stages/ingest/pdf/font"
	"github.com/gouji/gouji/stages/ingest/pdf/syntax"
)

// ErrWork says that the content runs more operators or draws more characters than any report.
var ErrWork = errors.New("the content is more work than is done for a report")

// interpreter runs the content of a page.
type interpreter struct {
	*Document
	page     *Page
	seen     [4]float64 // the part of the page that is shown
	state    state
	saved    []state
	tm, line matrix
	path     path
	clip     bool // the path is to become the clip
	marks    []mark
	stream   int // the object number of the form that runs, 0 for the page
	running  map[*syntax.Stream]bool
	order    int
	glyphs   []font.Glyph
	err      error
}

// formCost is how many operators a form counts for, beside its own.
const formCost = 100

// maxForms is how deep form XObjects may be nested, maxSaved how often the graphics state may
// be saved and maxMarks how deep marked content may be.
const (
	maxForms = 12
	maxSaved = 1000
	maxMarks = 1000
)

// Run returns what a page of Pages shows. The errors are ErrWork, syntax.ErrInflate, what stop
// returned, and those of content that cannot be decoded.
func (d *Document) Run(page syntax.Dict) (*Page, error) {
	in := &interpreter{Document: d, page: &Page{}, running: make(map[*syntax.Stream]bool), tm: identity(), line: identity()}
	var m matrix
	in.page.Width, in.page.Height, m, in.seen = d.frame(page)
	in.state = initial(m, in.seen)
	data, err := d.contents(page["Contents"])
	if err != nil {
		return nil, err
	}
	in.run(data, d.named(page["Resources"]))
	in.annotations(page, m)
	return in.page, in.err
}

// contents joins the streams of a page. One that is missing is an error: what it would show
// could be figures.
func (d *Document) contents(o syntax.Object) ([]byte, error) {
	list := d.file.Array(o)
	if list == nil && o != nil {
		list = syntax.Array{o}
	}
	var out []byte
	seen := make(map[*syntax.Stream]bool)
	for _, o := range list {
		s := d.file.Stream(o)
		if s == nil {
			if d.file.Mended() {
				return nil, errors.New("the content of a page is missing")
			}
			continue
		}
		if seen[s] && len(seen) < len(list)/2 {
			return nil, errors.New("a page repeats its content")
		}
		seen[s] = true
		data, err := d.file.Data(s)
		if err != nil {
			return nil, fmt.Errorf("the content of a page: %w", err)
		}
		out = append(append(out, data...), '\n')
	}
	return out, nil
}

// resources are what a page or form names in its content; fonts are looked up once.
type resources struct {
	dict  syntax.Dict
	fonts map[syntax.Name]*font.Font
}

func (d *Document) named(o syntax.Object) *resources {
	return &resources{dict: d.file.Dict(o), fonts: make(map[syntax.Name]*font.Font)}
}

// entry is the object that a resource of a category is, perhaps a reference.
func (d *Document) entry(r *resources, category, name syntax.Name) syntax.Object {
	return d.file.Dict(r.dict[category])[name]
}

func (in *interpreter) font(r *resources, name syntax.Name) *font.Font {
	known, ok := r.fonts[name]
	if !ok {
		var err error
		if known, err = in.fonts.Get(in.entry(r, "Font", name)); err != nil {
			in.err = err
		}
		r.fonts[name] = known
	}
	return known
}

func (in *interpreter) run(data []byte, r *resources) {
	l := syntax.NewLexer(data)
	var args []syntax.Object
	for in.err == nil {
		o, ok := l.Next()
		if !ok {
			if in.err == nil {
				in.err = l.Err()
			}
			return
		}
		op, isOperator := o.(syntax.Operator)
		if !isOperator {
			if len(args) < 64 {
				args = append(args, o)
			}
			continue
		}
		in.count()
		if op == "BI" {
			in.inline(l)
		} else {
			in.do(string(op), args, r)
		}
		args = args[:0]
	}
}

// count counts an operator and looks now and then whether reading is to stop.
func (in *interpreter) count() {
	in.order++
	if in.left.Operators--; in.left.Operators < 0 {
		in.err = ErrWork
	}
	if in.order%4096 == 0 {
		if err := in.stop(); err != nil {
			in.err = err
		}
	}
}

func num(o syntax.Object) float64 {
	v, _ := o.(float64)
	return v
}

// last returns the last n operands as numbers; false if there are fewer.
func last(args []syntax.Object, n int) ([6]float64, bool) {
	var out [6]float64
	if len(args) < n {
		return out, false
	}
	for i, o := range args[len(args)-n:] {
		out[i] = num(o)
	}
	return out, true
}

// do runs an operator; it is skipped with fewer operands than it takes.
func (in *interpreter) do(op string, args []syntax.Object, r *resources) {
	if in.doText(op, args, r) || in.doPath(op, args) || in.doColor(op, args, r) {
		return
	}
	v, full := last(args, 6)
	switch op {
	case "q":
		if len(in.saved) < maxSaved {
			in.saved = append(in.saved, in.state)
		}
	case "Q":
		if n := len(in.saved) - 1; n >= 0 {
			in.state, in.saved = in.saved[n], in.saved[:n]
		}
	case "cm":
		if full {
			in.state.ctm = matrix(v).then(in.state.ctm)
		}
	case "gs":
		if len(args) > 0 {
			name, _ := args[0].(syntax.Name)
			in.external(in.file.Dict(in.entry(r, "ExtGState", name)))
		}
	case "Do":
		if len(args) > 0 {
			name, _ := args[0].(syntax.Name)
			in.object(in.entry(r, "XObject", name), r)
		}
	case "BMC", "BDC":
		in.begin(args, r)
	case "EMC":
		if n := len(in.marks) - 1; n >= 0 {
			in.marks = in.marks[:n]
		}
	}
}

// mark is what is known of the marked content around: its number, and whether it is a
// watermark or a layer that is not shown.
type mark struct {
	id, stream     int
	watermark, off bool
}

func (in *interpreter) mark() mark {
	if n := len(in.marks) - 1; n >= 0 {
		return in.marks[n]
	}
	return mark{id: -1}
}

func (in *interpreter) begin(args []syntax.Object, r *resources) {
	if len(in.marks) >= maxMarks {
		in.err = ErrWork
		return
	}
	m := in.mark()
	if len(args) >= 2 {
		tag, _ := args[0].(syntax.Name)
		properties := args[1]
		if name, ok := properties.(syntax.Name); ok {
			properties = in.entry(r, "Properties", name)
		}
		d := in.file.Dict(properties)
		switch {
		case tag == "OC":
			m.off = m.off || in.hidden(properties, d)
		case tag == "Artifact":
			m.watermark = m.watermark || in.file.Name(d["Subtype"]) == "Watermark"
		}
		if id := in.file.Int(d["MCID"], -1); id >= 0 {
			m.id, m.stream = id, in.stream
		}
	}
	in.marks = append(in.marks, m)
}

// hidden reports whether a layer, or all of a group of layers, is not shown.
func (in *interpreter) hidden(o syntax.Object, d syntax.Dict) bool {
	if r, ok := o.(syntax.Ref); ok && in.off[r] {
		return true
	}
	members := in.file.Array(d["OCGs"])
	if r, ok := d["OCGs"].(syntax.Ref); ok && members == nil {
		return in.off[r]
	}
	for _, o := range members {
		if r, ok := o.(syntax.Ref); !ok || !in.off[r] {
			return false
		}
	}
	return len(members) > 0
}

// object draws an XObject: a picture, or a form, which is content of its own. A form that
// draws itself is drawn once.
func (in *interpreter) object(o syntax.Object, r *resources) {
	s := in.file.Stream(o)
	if s == nil {
		return
	}
	switch in.file.Name(s.Dict["Subtype"]) {
	case "Image":
		in.picture()
	case "Form":
		if !in.hidden(s.Dict["OC"], in.file.Dict(s.Dict["OC"])) {
			ref, _ := o.(syntax.Ref)
			in.form(s, ref.ID, r)
		}
	}
}

func (in *interpreter) form(s *syntax.Stream, id int, r *resources) {
	if in.left.Operators -= formCost; in.running[s] || len(in.running) >= maxForms || in.err != nil {
		return
	}
	data, err := in.formData(s)
	if err != nil {
		in.err = fmt.Errorf("a part of a page: %w", err)
		return
	}
	in.running[s] = true
	state, saved, marks, stream, path := in.state, in.saved, in.marks, in.stream, in.path
	in.saved, in.stream, in.path = nil, id, newPath()
	if m, ok := in.file.Numbers(s.Dict["Matrix"], 6); ok {
		in.state.ctm = matrix(m).then(in.state.ctm)
	}
	if b, ok := in.box(s.Dict["BBox"]); ok {
		in.state.clip = meet(in.state.clip, in.state.ctm.box(b))
	}
	if own := in.file.Dict(s.Dict["Resources"]); own != nil {
		r = in.named(own)
	}
	in.run(data, r)
	in.state, in.saved, in.marks, in.stream, in.path = state, saved, marks, stream, path
	delete(in.running, s)
}

// formData is the content of a form, which is decoded once.
func (d *Document) formData(s *syntax.Stream) ([]byte, error) {
	if data, ok := d.forms[s]; ok {
		return data, nil
	}
	data, err := d.file.Data(s)
	if err == nil {
		d.forms[s] = data
	}
	return data, err
}
