package pdf

import (
	"math"
	"strings"

	lib "github.com/ledongthuc/pdf"
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
	encoding        *cmap            // codes to CIDs, nil where they are the same
	predefined      *predefined      // the CMap, where its codes are characters
	cidText         func(int) string // the text of a CID, "" for those without; nil if none is known
	identity        bool             // codes are CIDs by the name of the CMap
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
		f.readCIDTexts(d)
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
// one. Under a name that is not known no code has a text, unless ToUnicode says it.
func (f *font) readEncoding(e, v lib.Value) {
	if e.Kind() == lib.Stream {
		f.encoding = readCMap(e, v)
		f.vertical = e.Key("WMode").Int64() == 1
		return
	}
	name := e.Name()
	f.vertical = strings.HasSuffix(name, "-V") || name == "V"
	f.identity = name == "Identity-H" || name == "Identity-V"
	f.predefined = predefinedCMap(strings.TrimSuffix(strings.TrimSuffix(name, "-H"), "-V"))
}

// readCIDTexts finds what CIDs stand for, where codes are CIDs or are mapped to them in the
// file: by the cmap of an embedded TrueType font, or by the order of Adobe-GB1. Where such
// a font takes CIDs for its own glyphs, the collection it names cannot be true.
func (f *font) readCIDTexts(d lib.Value) {
	if !f.identity && f.encoding == nil {
		return
	}
	file, glyphs := d.Key("FontDescriptor").Key("FontFile2"), d.Key("CIDToGIDMap")
	if file.Kind() == lib.Stream {
		texts := glyphTexts(file)
		switch {
		case len(texts) > 0 && glyphs.Kind() == lib.Stream:
			gids := streamBytes(glyphs)
			f.cidText = func(cid int) string { return texts[gids.u16(2*cid)] }
			return
		case len(texts) > 0:
			f.cidText = func(cid int) string { return texts[cid] }
			return
		case glyphs.Kind() != lib.Stream:
			return
		}
	}
	if i := d.Key("CIDSystemInfo"); i.Key("Registry").RawString() == "Adobe" && i.Key("Ordering").RawString() == "GB1" {
		f.cidText = gb1
	}
}

// readCIDWidths reads the W array: c [w1 w2 ...] or first last w.
func (f *font) readCIDWidths(w lib.Value) {
	left := maxMapped
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
		for c := first; c <= last && c-first < maxRange && left > 0; c++ {
			left--
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
		case f.predefined != nil:
			g, raw = f.predefinedGlyph(raw)
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
			if t, ok := f.toUnicode.text(c); ok {
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
		if t, ok := f.toUnicode.text(c); ok && t != "" {
			g.text = t
			return g, rest
		}
	}
	if f.cidText != nil {
		if t := f.cidText(cid); t != "" {
			g.text = t
		}
	}
	return g, rest
}

// predefinedGlyph decodes the first code of raw by a predefined CMap. Of the CIDs, which
// widths are by, only those of ASCII are known; the others are as wide as most.
func (f *font) predefinedGlyph(raw string) (glyph, string) {
	n := f.predefined.size(raw)
	c := code{n, toNumber(raw[:n])}
	text := f.predefined.text(raw[:n])
	g := glyph{text: text, width: f.missing, space: c == code{1, ' '}}
	if cid := f.predefined.cid(text); cid > 0 {
		if w, ok := f.widths[cid]; ok {
			g.width = w
		}
	}
	if f.toUnicode != nil {
		if t, ok := f.toUnicode.text(c); ok && t != "" {
			g.text = t
		}
	}
	return g, raw[n:]
}
