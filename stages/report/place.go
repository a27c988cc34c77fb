package report

import (
	"sort"
	"strings"
)

// Kinds of places, one for each way of pointing into a document.
const (
	PlaceText = "text" // byte offsets in the decoded UTF-8 text, without a byte order mark
	PlaceHTML = "html" // an element's path and byte offsets in its text content
	PlaceDOCX = "docx" // a paragraph's or cell's path and byte offsets in its text
	PlacePDF  = "pdf"  // a page and a box on it
	PlaceOFD  = "ofd"  // as PlacePDF, in an OFD file
	PlaceDOC  = "doc"  // as PlaceDOCX, in a Word 97-2003 file
	PlaceRTF  = "rtf"  // as PlaceDOCX, in an RTF file
	PlaceODT  = "odt"  // as PlaceDOCX, in an OpenDocument text, packed or flat
	PlaceXLSX = "xlsx" // a sheet and a cell (sheet[1]!B5) and byte offsets in its text as shown
	PlaceXLS  = "xls"  // as PlaceXLSX, in an Excel 97-2003 file
	PlaceCSV  = "csv"  // a record and a field (R5C2) and byte offsets in its value
	// PlaceWords is as PlacePDF, in a list of words with boxes that a tool wrote of a PDF.
	PlaceWords = "words"
)

// pathed reports whether places of the kind have a path and offsets.
func pathed(kind string) bool {
	switch kind {
	case PlaceHTML, PlaceDOCX, PlaceDOC, PlaceRTF, PlaceODT, PlaceXLSX, PlaceXLS, PlaceCSV:
		return true
	}
	return false
}

// Place says where a piece of text stands in its document, so that a second
// reader can find it. Re-reading a place gives exactly the text it was taken from.
// The zero Place points nowhere.
type Place struct {
	// Kind is one of the kinds above.
	Kind string `cbor:"1,keyasint,omitempty"`
	// In leads to the file inside an envelope (an archive, a mail, a script) in which
	// the place is, "" for a place in the document itself. The steps of an envelope in an
	// envelope are joined by "!/": 附件.zip!/年报.docx.
	In string `cbor:"2,keyasint,omitempty"`
	// Path leads to an element of an HTML page or a DOCX part, as an XPath with
	// 1-based positions: /html/body/table[2]/tr[3]/td[1]. The other kinds with a path say
	// theirs beside their names.
	Path string `cbor:"3,keyasint,omitempty"`
	// Start and End are byte offsets, End exclusive: in the whole decoded text for
	// PlaceText, in the text content of what is at Path for the kinds with a path.
	Start int `cbor:"4,keyasint,omitempty"`
	End   int `cbor:"5,keyasint,omitempty"`
	// Page is the 1-based page, for places on pages.
	Page int `cbor:"6,keyasint,omitempty"`
	// Box is x0, y0, x1, y1 on that page in points, the origin at the top left.
	Box [4]float64 `cbor:"7,keyasint,omitzero"`
}

// Structured reports whether the place's format itself says where a paragraph or cell
// ends, as pages and word processors do. Lines of texts and of fixed layouts are merely full.
func (p Place) Structured() bool { return pathed(p.Kind) }

// InCell reports whether the place stands in a cell whose borders its format has. Blocks of a page
// that are laid out like rows are no cells: a blank one may leave no trace there.
func (p Place) InCell() bool {
	switch p.Kind {
	case PlaceXLSX, PlaceXLS, PlaceCSV:
		return true
	case PlaceHTML:
		return strings.Contains(p.Path, "/td[") || strings.Contains(p.Path, "/th[")
	}
	return strings.Contains(p.Path, "tc[")
}

// OnPage reports whether the place is a box on a page: Page and Box are set, and no offsets.
func (p Place) OnPage() bool { return onPage(p.Kind) }

// onPage reports whether places of the kind are boxes on pages.
func onPage(kind string) bool { return kind == PlacePDF || kind == PlaceOFD || kind == PlaceWords }

// IsZero reports whether the place points nowhere; encoding/json uses it for omitzero.
func (p Place) IsZero() bool { return p.Kind == "" }

// Text is a piece of a document together with where it stands.
type Text struct {
	// S is the text verbatim; white space and width are as in the document.
	S string `json:"s"`
	// At is the place of the whole of S.
	At Place `json:"at,omitzero"`
	// Auto is what a word processor prints before S although it does not stand in the
	// document, such as the 一、 of a heading in a numbered list; it has no place.
	Auto string `json:"auto,omitempty"`
	// Words are the boxes of the words of S, in order; only PDF readers give them.
	Words []Word `json:"words,omitempty"`
	// Marks are the stretches of S that are not plain print, in order.
	Marks []Mark `json:"marks,omitempty"`
	// Objects are what stands in S and is no text, in order.
	Objects []Object `json:"objects,omitempty"`
}

// Word is the box of S[Start:End] of the Text that holds it, in PDF points.
type Word struct {
	Start int        `json:"start"`
	End   int        `json:"end"`
	Box   [4]float64 `json:"box"`
}

// Slice returns S[start:end] with its own place. Offsets are bytes into S, so
// 0 <= start <= end <= len(S) must hold.
func (t Text) Slice(start, end int) Text {
	out := Text{S: t.S[start:end], At: t.At}
	if !t.Plain() {
		t.sliceLooks(&out, start, end)
	}
	if t.Auto != "" && strings.TrimSpace(t.S[:start]) == "" {
		out.Auto = t.Auto
	}
	switch {
	case t.At.OnPage():
		found := false
		// The words are in order, and a line may have 200,000 that are sliced one by one.
		first := sort.Search(len(t.Words), func(i int) bool { return t.Words[i].End > start })
		for _, w := range t.Words[first:] {
			if w.Start >= end {
				break
			}
			from, to := max(w.Start, start), min(w.End, end)
			out.Words = append(out.Words, Word{Start: from - start, End: to - start, Box: w.Box})
			if !found {
				out.At.Box, found = w.Box, true
				continue
			}
			out.At.Box = union(out.At.Box, w.Box)
		}
	case t.At.Kind == "":
	default:
		out.At.Start, out.At.End = t.At.Start+start, t.At.Start+end
	}
	return out
}

func union(a, b [4]float64) [4]float64 {
	return [4]float64{min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3])}
}
