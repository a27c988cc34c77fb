package pdf

import (
	"math"
	"strings"
	"unicode/utf8"

	lib "github.com/ledongthuc/pdf"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
)

// glyph is one shown character.
type glyph struct {
	text  string
	width float64 // in text space for size 1
	space bool    // the single-byte code 32, which word spacing applies to
}

// font decodes strings and knows the widths of glyphs (ISO 32000-1, 9.6 to 9.8).
type font struct {
	composite       bool
	vertical        bool
	toUnicode       *cmap
	encoding        *cmap             // codes to CIDs, nil where they are the same
	charset         encoding.Encoding // of a predefined CMap
	unicode16       bool              // charset is UTF-16
	simple          lib.TextEncoding
	widths          map[int]float64
	missing         float64
	ascent, descent float64
}

// fonts keeps the fonts of a document by resource dictionary and name.
type fonts struct {
	known map[string]*font
}

func newFonts() *fonts { return &fonts{known: make(map[string]*font)} }

// get returns the font that the resources call name. It is kept under the dictionary's own
// text, which names the objects it refers to.
func (f *fonts) get(resources lib.Value, name string) *font {
	v := resources.Key("Font").Key(name)
	key := v.String()
	if known := f.known[key]; known != nil {
		return known
	}
	made := readFont(v)
	f.known[key] = made
	return made
}

func readFont(v lib.Value) *font {
	f := &font{widths: make(map[int]float64), ascent: 0.95, descent: -0.35}
	if u := v.Key("ToUnicode"); u.Kind() == lib.Stream {
		f.toUnicode = readCMap(u, v)
	}
	if v.Key("Subtype").Name() == "Type0" {
		f.composite = true
		f.readEncoding(v.Key("Encoding"), v)
		d := v.Key("DescendantFonts").Index(0)
		f.missing = 1
		if dw := d.Key("DW"); !dw.IsNull() {
			f.missing = dw.Float64() / 1000
		}
		f.readCIDWidths(d.Key("W"))
		f.readHeights(d.Key("FontDescriptor"))
		return f
	}
	lf := lib.Font{V: v}
	f.simple = lf.Encoder()
	scale := 1.0 / 1000
	if m := v.Key("FontMatrix"); v.Key("Subtype").Name() == "Type3" && m.Len() == 6 {
		scale = math.Abs(m.Index(0).Float64())
	}
	f.missing = 0.5
	if w := v.Key("FontDescriptor").Key("MissingWidth"); w.Float64() > 0 {
		f.missing = w.Float64() * scale
	}
	for i, w := range lf.Widths() {
		f.widths[lf.FirstChar()+i] = w * scale
	}
	f.readHeights(v.Key("FontDescriptor"))
	return f
}

// readHeights takes ascent and descent as poppler does, which believes only sensible ones.
func (f *font) readHeights(d lib.Value) {
	if a := math.Abs(d.Key("Ascent").Float64()) / 1000; a != 0 && a < 1.9 {
		f.ascent = a
	}
	if b := math.Abs(d.Key("Descent").Float64()) / 1000; b != 0 && b < 1.9 {
		f.descent = -b
	}
}

// readEncoding takes the CMap of a composite font: a stream, or the name of a predefined
// one (ISO 32000-1, table 118), of which those for Chinese are known.
func (f *font) readEncoding(e, v lib.Value) {
	if e.Kind() == lib.Stream {
		f.encoding = readCMap(e, v)
		f.vertical = e.Key("WMode").Int64() == 1
		return
	}
	name := e.Name()
	f.vertical = strings.HasSuffix(name, "-V") || name == "V"
	switch {
	case strings.HasPrefix(name, "Identity"):
	case strings.Contains(name, "UCS2"), strings.Contains(name, "UTF16"):
		f.charset, f.unicode16 = unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), true
	case strings.HasPrefix(name, "GB"):
		f.charset = simplifiedchinese.GB18030
	case strings.HasPrefix(name, "ETen"), strings.HasPrefix(name, "B5"), strings.HasPrefix(name, "HKscs"):
		f.charset = traditionalchinese.Big5
	}
}

// readCIDWidths reads the W array: c [w1 w2 ...] or first last w.
func (f *font) readCIDWidths(w lib.Value) {
	for i := 0; i+1 < w.Len(); {
		first := int(w.Index(i).Int64())
		if list := w.Index(i + 1); list.Kind() == lib.Array {
			for j := range list.Len() {
				f.widths[first+j] = list.Index(j).Float64() / 1000
			}
			i += 2
			continue
		}
		last, width := int(w.Index(i+1).Int64()), w.Index(i+2).Float64()/1000
		for c := first; c <= last && c-first < maxRange; c++ {
			f.widths[c] = width
		}
		i += 3
	}
}

// glyphs decodes a shown string.
func (f *font) glyphs(raw string) []glyph {
	var out []glyph
	for raw != "" {
		var g glyph
		switch {
		case !f.composite:
			g, raw = f.simpleGlyph(raw)
		case f.charset != nil:
			g, raw = f.charsetGlyph(raw)
		default:
			g, raw = f.cidGlyph(raw)
		}
		out = append(out, g)
	}
	return out
}

func (f *font) simpleGlyph(raw string) (glyph, string) {
	c := code{1, uint32(raw[0])}
	g := glyph{space: raw[0] == ' ', width: f.missing}
	if w, ok := f.widths[int(raw[0])]; ok {
		g.width = w
	}
	if f.toUnicode != nil {
		// Some programs write the codes of simple fonts with two bytes.
		for _, c := range []code{c, {2, c.value}} {
			if t, ok := f.toUnicode.texts[c]; ok {
				g.text = t
				return g, raw[1:]
			}
		}
	}
	g.text = strings.ToValidUTF8(f.simple.Decode(raw[:1]), "\uFFFD")
	return g, raw[1:]
}

func (f *font) cidGlyph(raw string) (glyph, string) {
	spaces := f.encoding
	if spaces == nil {
		spaces = new(cmap)
	}
	c, rest := spaces.next(raw, 2)
	cid := int(c.value)
	if f.encoding != nil {
		cid = f.encoding.cids[c]
	}
	g := glyph{text: "\uFFFD", width: f.missing, space: c == code{1, ' '}}
	if w, ok := f.widths[cid]; ok {
		g.width = w
	}
	if f.toUnicode != nil {
		if t, ok := f.toUnicode.texts[c]; ok && t != "" {
			g.text = t
		}
	}
	return g, rest
}

// charsetGlyph decodes text in a character set. The widths are by CIDs of a collection that
// is not at hand; ideographs are one wide, ASCII half.
func (f *font) charsetGlyph(raw string) (glyph, string) {
	n := 1
	if f.unicode16 || raw[0] >= 0x80 {
		n = min(2, len(raw))
	}
	c := code{n, toNumber(raw[:n])}
	text, err := f.charset.NewDecoder().String(raw[:n])
	if err != nil {
		text = "\uFFFD"
	}
	if f.toUnicode != nil && f.toUnicode.texts[c] != "" {
		text = f.toUnicode.texts[c]
	}
	g := glyph{text: text, width: 1, space: c == code{1, ' '}}
	if r, _ := utf8.DecodeRuneInString(text); r < 0x80 {
		g.width = 0.5
	}
	return g, raw[n:]
}
