package font

import (
	"math"
	"strings"

	"github.com/gouji/gouji/stages/ingest/pdf/syntax"
)

// Glyph is one shown character.
type Glyph struct {
	// Text is the character, or the few that a ligature stands for; U+FFFD if unknown.
	Text string
	// Width is how far the next glyph is, in text space for size 1.
	Width float64
	// Space says that it is the single-byte code 32, which word spacing applies to.
	Space bool
}

// Font decodes strings.
type Font struct {
	// Vertical says that lines run from top to bottom.
	Vertical bool
	// Ascent and Descent are how far glyphs reach above and (negative) below the base line,
	// for size 1.
	Ascent, Descent float64

	composite  bool
	toUnicode  *cmap
	encoding   *cmap            // codes to CIDs, nil where they are the same
	predefined *predefined      // the CMap, where its codes are characters
	cidText    func(int) string // the text of a CID, "" for those without; nil if none is known
	findTexts  func()           // finds cidText when it is first needed: it may take the embedded font
	identity   bool             // codes are CIDs by the name of the CMap
	simple     *[256]string     // the characters of a simple font, "" for unknown ones
	widths     map[int]float64
	missing    float64
	known      map[code]Glyph // glyphs of a composite font met so far
}

// Fonts keeps the fonts of a document by object.
type Fonts struct {
	file  *syntax.File
	names map[string]string
	known map[syntax.Ref]*Font
}

// NewFonts returns the fonts of a file.
func NewFonts(f *syntax.File) *Fonts {
	return &Fonts{file: f, names: glyphNames(), known: make(map[syntax.Ref]*Font)}
}

// Get returns the font that o is or refers to; one that is damaged knows no character. The
// error is syntax.ErrInflate.
func (f *Fonts) Get(o syntax.Object) (*Font, error) {
	r, isRef := o.(syntax.Ref)
	if known := f.known[r]; isRef && known != nil {
		return known, nil
	}
	reader := &reader{file: f.file, names: f.names, font: &Font{widths: make(map[int]float64), Ascent: 0.95, Descent: -0.35, known: make(map[code]Glyph)}}
	reader.read(f.file.Dict(o))
	if isRef {
		f.known[r] = reader.font
	}
	return reader.font, reader.err
}

// reader fills a font. Streams that do not decode leave what they would say unknown; only
// ErrInflate ends the reading.
type reader struct {
	file  *syntax.File
	font  *Font
	names map[string]string // characters of glyph names
	err   error
}

func (r *reader) stream(o syntax.Object) []byte {
	s := r.file.Stream(o)
	if s == nil || r.err != nil {
		return nil
	}
	data, err := r.file.Data(s)
	if err == syntax.ErrInflate { //nolint:errorlint // Data returns it as it is
		r.err = err
	}
	if err != nil {
		return nil
	}
	return data
}

func (r *reader) read(d syntax.Dict) {
	f, file := r.font, r.file
	if data := r.stream(d["ToUnicode"]); data != nil {
		f.toUnicode = readCMap(data)
	}
	if file.Name(d["Subtype"]) == "Type0" {
		r.readComposite(d)
		return
	}
	descriptor := file.Dict(d["FontDescriptor"])
	scale := 1.0 / 1000
	if file.Name(d["Subtype"]) == "Type3" {
		scale = r.readType3(d)
	} else {
		r.readHeights(descriptor)
	}
	f.simple = r.readSimpleEncoding(d, descriptor)
	f.missing = 0.5
	if w := file.Number(descriptor["MissingWidth"], 0); w > 0 {
		f.missing = w * scale
	}
	first := file.Int(d["FirstChar"], 0)
	for i, w := range file.Array(d["Widths"]) {
		if c := first + i; c >= 0 && c < 256 {
			f.widths[c] = file.Number(w, 0) * scale
		}
	}
}

// readType3 takes the heights of a font whose glyphs are drawn by content, and returns the
// scale of its widths.
func (r *reader) readType3(d syntax.Dict) float64 {
	m, ok := r.file.Numbers(d["FontMatrix"], 6)
	if !ok || m[0] == 0 {
		return 1.0 / 1000
	}
	if b, ok := r.file.Numbers(d["FontBBox"], 4); ok && b[3] > b[1] {
		if high, low := b[3]*math.Abs(m[3]), b[1]*math.Abs(m[3]); high > 0 && high < 1.9 && low > -1.9 {
			r.font.Ascent, r.font.Descent = high, min(low, 0)
		}
	}
	return math.Abs(m[0])
}

// readHeights takes ascent and descent, if they are sensible.
func (r *reader) readHeights(d syntax.Dict) {
	if a := math.Abs(r.file.Number(d["Ascent"], 0)) / 1000; a != 0 && a < 1.9 {
		r.font.Ascent = a
	}
	if b := math.Abs(r.file.Number(d["Descent"], 0)) / 1000; b != 0 && b < 1.9 {
		r.font.Descent = -b
	}
}

func (r *reader) readComposite(d syntax.Dict) {
	f := r.font
	f.composite = true
	r.readEncoding(d["Encoding"])
	var child syntax.Dict
	if list := r.file.Array(d["DescendantFonts"]); len(list) > 0 {
		child = r.file.Dict(list[0])
	}
	f.missing = r.file.Number(child["DW"], 1000) / 1000
	r.readCIDWidths(r.file.Array(child["W"]))
	r.readHeights(r.file.Dict(child["FontDescriptor"]))
	f.findTexts = func() { r.readCIDTexts(child) }
}

// readEncoding takes the CMap of a composite font: a stream, or the name of a predefined
// one. Under a name that is not known no code has a text, unless ToUnicode says it.
func (r *reader) readEncoding(o syntax.Object) {
	f := r.font
	if s := r.file.Stream(o); s != nil {
		f.encoding = readCMap(r.stream(o))
		f.Vertical = r.file.Int(s.Dict["WMode"], 0) == 1
		return
	}
	name := string(r.file.Name(o))
	f.Vertical = strings.HasSuffix(name, "-V") || name == "V"
	f.identity = name == "Identity-H" || name == "Identity-V"
	f.predefined = predefinedCMap(strings.TrimSuffix(strings.TrimSuffix(name, "-H"), "-V"))
}

// readCIDTexts finds what CIDs stand for, where codes are CIDs or are mapped to them in the
// file: by the cmap of an embedded TrueType font, or by the order of Adobe-GB1. Where such
// a font takes CIDs for its own glyphs, the collection it names cannot be true.
func (r *reader) readCIDTexts(d syntax.Dict) {
	f := r.font
	if !f.identity && f.encoding == nil {
		return
	}
	descriptor, glyphs := r.file.Dict(d["FontDescriptor"]), d["CIDToGIDMap"]
	mapped := r.file.Stream(glyphs) != nil
	if file := descriptor["FontFile2"]; r.file.Stream(file) != nil {
		texts := glyphTexts(r.stream(file))
		switch {
		case len(texts) > 0 && mapped:
			gids := sfnt(r.stream(glyphs))
			f.cidText = func(cid int) string { return texts[gids.u16(2*cid)] }
			return
		case len(texts) > 0:
			f.cidText = func(cid int) string { return texts[cid] }
			return
		case !mapped:
			return
		}
	}
	info := r.file.Dict(d["CIDSystemInfo"])
	if r.file.String(info["Registry"]) == "Adobe" && r.file.String(info["Ordering"]) == "GB1" {
		f.cidText = gb1
	}
}

// readCIDWidths reads the W array: c [w1 w2 ...] or first last w.
func (r *reader) readCIDWidths(w syntax.Array) {
	left := maxMapped
	for i := 0; i+1 < len(w); {
		first := r.file.Int(w[i], 0)
		if list := r.file.Array(w[i+1]); list != nil {
			for j, x := range list {
				r.font.widths[first+j] = r.file.Number(x, 0) / 1000
			}
			i += 2
			continue
		}
		if i+2 >= len(w) {
			return
		}
		last, width := r.file.Int(w[i+1], 0), r.file.Number(w[i+2], 0)/1000
		for c := first; c <= last && c-first < maxRange && left > 0; c++ {
			left--
			r.font.widths[c] = width
		}
		i += 3
	}
}

// Glyphs appends the glyphs of a shown string to out.
func (f *Font) Glyphs(out []Glyph, raw string) []Glyph {
	for raw != "" {
		var g Glyph
		switch {
		case !f.composite:
			g, raw = f.simpleGlyph(raw)
		case f.predefined != nil:
			g, raw = f.predefinedGlyph(raw)
		default:
			g, raw = f.cidGlyph(raw)
		}
		g.Text = ideographs(g.Text)
		out = append(out, g)
	}
	return out
}

const unknown = "\uFFFD"

func (f *Font) simpleGlyph(raw string) (Glyph, string) {
	c := code{1, uint32(raw[0])}
	g := Glyph{Space: raw[0] == ' ', Width: f.missing}
	if w, ok := f.widths[int(raw[0])]; ok {
		g.Width = w
	}
	if f.toUnicode != nil {
		// Some programs write the codes of simple fonts with two bytes.
		for _, c := range []code{c, {2, c.value}} {
			if t, ok := f.toUnicode.text(c); ok {
				g.Text = t
				return g, raw[1:]
			}
		}
	}
	if g.Text = f.simple[raw[0]]; g.Text == "" {
		g.Text = unknown
	}
	return g, raw[1:]
}

func (f *Font) cidGlyph(raw string) (Glyph, string) {
	var c code
	var rest string
	if f.encoding == nil {
		n := min(2, len(raw))
		c, rest = code{n, toNumber(raw[:n])}, raw[n:]
	} else {
		c, rest = f.encoding.next(raw, 2)
	}
	if g, ok := f.known[c]; ok {
		return g, rest
	}
	cid := int(c.value)
	if f.encoding != nil {
		cid = f.encoding.cids[c]
	}
	g := Glyph{Text: unknown, Width: f.missing, Space: c == code{1, ' '}}
	if w, ok := f.widths[cid]; ok {
		g.Width = w
	}
	if t, ok := f.mapped(c); ok {
		g.Text = t
	} else if t := f.textOf(cid); t != "" {
		g.Text = t
	}
	f.known[c] = g
	return g, rest
}

// textOf is the text of a CID by itself, "" if nothing says it.
func (f *Font) textOf(cid int) string {
	if f.findTexts != nil {
		f.findTexts()
		f.findTexts = nil
	}
	if f.cidText == nil {
		return ""
	}
	return f.cidText(cid)
}

// mapped is what ToUnicode says about a code.
func (f *Font) mapped(c code) (string, bool) {
	if f.toUnicode == nil {
		return "", false
	}
	t, ok := f.toUnicode.text(c)
	return t, ok && t != ""
}

// predefinedGlyph decodes the first code of raw by a predefined CMap. Of the CIDs, which
// widths are by, only those of ASCII are known; the others are as wide as most.
func (f *Font) predefinedGlyph(raw string) (Glyph, string) {
	n := f.predefined.size(raw)
	c := code{n, toNumber(raw[:n])}
	text := f.predefined.text(raw[:n])
	g := Glyph{Text: text, Width: f.missing, Space: c == code{1, ' '}}
	if cid := f.predefined.cid(text); cid > 0 {
		if w, ok := f.widths[cid]; ok {
			g.Width = w
		}
	}
	if t, ok := f.mapped(c); ok {
		g.Text = t
	}
	return g, raw[n:]
}
