package docx

import (
	"strings"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/ingest/html"
	"github.com/gouji/gouji/stages/report"
)

// paragraph is a paragraph with the text boxes it anchors.
type paragraph struct {
	text  report.Text
	boxes []item
	// choice is what a drop-down field shows, with its place.
	choice report.Text
}

// paragraphProperties are those of a paragraph that matter.
type paragraphProperties struct {
	style  string
	number numbering
	shade  ink
}

// paragraphProperties reads w:pPr.
func (s *scanner) paragraphProperties(f *frame, p *paragraphProperties) error {
	return s.each(f, func(c *frame) error {
		switch c.kind {
		case "pStyle":
			p.style = value(c.StartElement)
		case "shd":
			p.shade = shading(c)
		case "numPr":
			return s.each(c, func(c *frame) error {
				switch c.kind {
				case "numId":
					p.number.id = value(c.StartElement)
				case "ilvl":
					p.number.level, p.number.set = whole(value(c.StartElement)), true
				}
				return s.Skip()
			})
		}
		return s.Skip()
	})
}

func (d *document) paragraph(f *frame) (*paragraph, error) {
	path, err := d.place(f)
	if err != nil {
		return nil, err
	}
	r := runs{document: d, p: new(paragraph), ground: d.ground, style: d.styles.get(d.styles.paragraph)}
	r.plain()
	if err := r.inline(f); err != nil {
		return nil, err
	}
	r.endFields()
	t := r.text.text(d.styled)
	t.Auto = r.auto
	t.At = report.Place{Kind: report.PlaceDOCX, Path: path, End: len(t.S)}
	if len(t.S) > d.scanner.lim.Text {
		return nil, fault.Poisonf(fault.LimitToken, "the paragraph %s is %d bytes long, at most %d are read", path, len(t.S), d.scanner.lim.Text)
	}
	r.p.text = t
	return r.p, nil
}

// runs reads the inside of one paragraph.
type runs struct {
	*document
	p      *paragraph
	text   content
	style  *style // of the paragraph
	ground ink
	auto   string
	fields []field // that are open
	// look is how the run shows; base is how one without properties shows.
	look, base   report.Look
	guess, based bool
	// within is the look of plain runs inside of a formula's index or of reversed text; object
	// is set inside of an embedded object.
	within report.Look
	object bool
	noted  bool // the placeholder's control is noted
}

// field is one that has begun at a byte of the text; result is set once its instruction has
// ended.
type field struct {
	at     int
	result bool
}

// plain works out how a run without properties shows.
func (r *runs) plain() {
	p := r.styles.resolve(r.style, properties{})
	r.base, r.based = p.look(r.ground)
	r.look, r.guess = r.base, r.based
}

func (r *runs) inline(f *frame) error { return r.each(f, r.element) }

func (r *runs) element(f *frame) error {
	switch f.kind {
	case "t", "m:t":
		t, err := r.scanner.Text()
		r.write(t)
		return err
	case "tab", "ptab":
		r.write("\t")
	case "br", "cr":
		r.write("\n")
	case "noBreakHyphen":
		r.write("-")
	case "r", "m:r":
		return r.run(f)
	case "pPr":
		return r.properties(f)
	case "txbxContent":
		return r.box(f)
	case "sdt":
		return r.control(f, r.inline)
	case "mc:AlternateContent":
		return r.choice(f, r.inline)
	case "fldChar":
		return r.field(f)
	case "sym":
		r.note(report.Symbol, "")
	case "object":
		return r.embedded(f)
	case "control":
		r.note(report.Control, "")
	case "hyperlink":
		r.link(f)
		return r.inline(f)
	case "m:f", "m:sup", "m:sub":
		return r.formula(f)
	case "bdo":
		return r.reversed(f)
	case "":
		return r.foreign(f)
	case "rPr", "sdtPr", "sdtEndPr", "del", "moveFrom", "delText", "instrText", "delInstrText", "rt":
	default:
		return r.inline(f)
	}
	return r.Skip()
}

// properties reads those of the paragraph, which come before its runs, and counts it in its
// list.
func (r *runs) properties(f *frame) error {
	var p paragraphProperties
	if err := r.paragraphProperties(f, &p); err != nil {
		return err
	}
	if k := r.styles.get(p.style); k != nil {
		r.style = k
	}
	if r.style != nil {
		p.number = p.number.over(r.style.number)
		p.shade = or(p.shade, r.style.shade)
	}
	r.ground = or(p.shade, r.ground)
	r.auto = r.lists.next(p.number, p.style)
	r.plain()
	return nil
}

// run reads a run, of which nothing counts if its own properties hide it.
func (r *runs) run(f *frame) error {
	hidden := false
	err := r.each(f, func(c *frame) error {
		if c.kind == "rPr" {
			var p properties
			if err := r.runProperties(c, &p); err != nil {
				return err
			}
			hidden = hidden || p.vanish == yes && f.kind == "r"
			if p != (properties{}) {
				p = r.styles.resolve(r.style, p)
				r.look, r.guess = p.look(r.ground)
			}
			return nil
		}
		if hidden {
			return r.Skip()
		}
		return r.element(c)
	})
	r.look, r.guess = r.base, r.based
	return err
}

// write adds text as it shows.
func (r *runs) write(s string) {
	look, guess := r.look, r.guess
	switch {
	case !r.shown():
		look, guess = report.Hidden, false
	case r.placeholder:
		look, guess = report.Hidden, false
		if !r.noted && strings.TrimSpace(s) != "" {
			r.noted = true
			r.note(report.Control, "")
		}
	case r.within != "" && look == "":
		look = r.within
	}
	r.text.write(s, look, guess)
}

// note notes a thing where it is displayed.
func (r *runs) note(thing report.Thing, target string) {
	if r.shown() && r.look != report.Hidden {
		r.text.note(thing, target)
	}
}

// shown is false inside of the instruction of a field, whatever stands there: the result of
// an inner field is an argument of the outer one, whose own result shows.
func (r *runs) shown() bool {
	for _, f := range r.fields {
		if !f.result {
			return false
		}
	}
	return true
}

// field reads the sign that begins or ends a field or divides it (17.16.18).
func (r *runs) field(f *frame) error {
	last := len(r.fields) - 1
	switch attribute(f, "fldCharType") {
	case "begin":
		err := r.each(f, r.formField)
		if len(r.fields) < maxFields {
			r.fields = append(r.fields, field{at: r.text.b.Len()})
		}
		return err
	case "separate":
		if last >= 0 {
			r.fields[last].result = true
		}
	case "end":
		if last >= 0 {
			r.fields = r.fields[:last]
		}
	}
	return r.Skip()
}

// endFields ends the paragraph. Where the instruction of a field does not end in it, the field
// is broken and its text shows; whether all of it is not known.
func (r *runs) endFields() {
	for _, f := range r.fields {
		if f.result {
			continue
		}
		r.text.show(f.at)
		r.fields = nil
		r.note(report.Symbol, "")
		return
	}
}

// maxFields is how deep fields are followed; Word nests them up to 20.
const maxFields = 64

// formField notes a drop-down list or check box, whose value is no text of the document.
func (r *runs) formField(f *frame) error {
	if f.kind != "ffData" {
		return r.Skip()
	}
	return r.each(f, func(c *frame) error {
		switch c.kind {
		case "ddList":
			r.note(report.Control, "")
			return r.dropDown(c)
		case "checkBox":
			r.note(report.Control, "")
		}
		return r.Skip()
	})
}

// dropDown keeps what a drop-down list shows: the entry that w:result counts from 0.
func (r *runs) dropDown(f *frame) error {
	chosen, n := 0, 0
	return r.each(f, func(c *frame) error {
		switch c.kind {
		case "result":
			chosen = whole(value(c.StartElement))
		case "listEntry":
			if v := value(c.StartElement); n == chosen && r.shown() {
				r.p.choice = report.Text{S: v, At: report.Place{Kind: report.PlaceDOCX, Path: c.path() + "/@w:val", End: len(v)}}
			}
			n++
		}
		return r.Skip()
	})
}

// box reads a text box. It is a text of its own, not of the field or run it is anchored in.
func (r *runs) box(f *frame) error {
	ground := r.document.ground
	r.document.ground = ink{}
	err := r.flow(f, &r.p.boxes)
	r.document.ground = ground
	return err
}

// embedded notes an OLE object or an ActiveX control; the picture of it is no second thing.
func (r *runs) embedded(f *frame) error {
	outer := r.object
	r.object = true
	before := len(r.text.objects)
	err := r.inline(f)
	if r.object = outer; len(r.text.objects) == before {
		r.note(report.Embedded, "")
	}
	return err
}

// link notes a hyperlink that leads to a file.
func (r *runs) link(f *frame) {
	if l := r.links[attribute(f, "id")]; l != nil && l.external() && html.LeadsToFile(l.Target) {
		r.note(report.Attachment, l.Target)
	}
}

// formula reads a fraction or an index of a formula. Its figures are no figure of the line;
// of a fraction they are not known to be any.
func (r *runs) formula(f *frame) error {
	outer := r.within
	r.within = report.Raised
	if f.kind == "m:sub" {
		r.within = report.Lowered
	}
	if f.kind == "m:f" {
		r.note(report.Symbol, "")
	}
	err := r.inline(f)
	r.within = outer
	return err
}

// reversed reads text whose characters are shown from right to left (17.3.2.3).
func (r *runs) reversed(f *frame) error {
	outer := r.within
	if value(f.StartElement) == "rtl" {
		r.note(report.Symbol, "")
		r.within = report.Reversed
	}
	err := r.inline(f)
	r.within = outer
	return err
}

// foreign reads an element of another namespace: drawings, which hold pictures or text boxes.
func (r *runs) foreign(f *frame) error {
	switch f.Name.Local {
	case "graphicData":
		if !strings.Contains(attribute(f, "uri"), "wordprocessing") {
			r.note(report.Picture, "")
			return r.Skip()
		}
	case "pic", "contentPart":
		r.note(report.Picture, "")
		return r.Skip()
	case "imagedata":
		if !r.object {
			r.note(report.Picture, "")
		}
	}
	return r.inline(f)
}
