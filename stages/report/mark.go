package report

import "sort"

// Look says how characters differ from plain print. What counts is what a reader sees:
// struck or raised digits are no part of the number beside them.
type Look string

// The looks that ingest tells apart.
const (
	Struck  Look = "struck"  // a line through it: del, s, text-decoration, w:strike
	Raised  Look = "raised"  // superscript, such as a note mark
	Lowered Look = "lowered" // subscript
	Hidden  Look = "hidden"  // not displayed at all, or displayed outside of the page
	Tiny    Look = "tiny"    // less than 3 points high, or less than a quarter of its neighbours
	Pale    Look = "pale"    // in the colour of its background, or nearly
	// Reversed is text whose characters are shown from right to left (bdo, U+202E): its
	// figures cannot be read with certainty, and a Symbol stands at its beginning.
	Reversed Look = "reversed"
)

// Mark says that S[Start:End] of the Text that holds it has a look of its own. A text
// without marks is plain print all through. Marks are in order and do not overlap.
type Mark struct {
	Start int  `json:"start"`
	End   int  `json:"end"`
	Look  Look `json:"look"`
}

// Thing says what kind of content stands in a document that is no text.
type Thing string

// The things that ingest notices. Nothing is known of what they show.
const (
	Picture    Thing = "picture"    // img, svg, canvas, w:drawing, w:pict
	Frame      Thing = "frame"      // iframe, frame, object, embed: another document
	Script     Thing = "script"     // content that only a script would fill in
	Control    Thing = "control"    // an input or select element, a content control
	Symbol     Thing = "symbol"     // what shows characters that are not known: w:sym, generated content, a list's number
	Embedded   Thing = "embedded"   // an OLE object
	Attachment Thing = "attachment" // a link to a file (.pdf, .doc, .docx, .xls, .zip …)
)

// Object is a thing without text that stands at S[At] of the Text that holds it.
type Object struct {
	At    int   `json:"at"`
	Thing Thing `json:"thing"`
	// Target is the address of an attachment or frame as it is printed, "" for the others.
	Target string `json:"target,omitempty"`
}

// Plain reports that the text is plain print without marks and objects.
func (t *Text) Plain() bool { return len(t.Marks) == 0 && len(t.Objects) == 0 }

// sliceLooks takes over what belongs to S[start:end] of t. A line may have 100,000 marks and
// be sliced as often, so the first is searched.
func (t *Text) sliceLooks(out *Text, start, end int) {
	first := sort.Search(len(t.Marks), func(i int) bool { return t.Marks[i].End > start })
	for _, m := range t.Marks[first:] {
		if m.Start >= end {
			break
		}
		out.Marks = append(out.Marks, Mark{Start: max(m.Start, start) - start, End: min(m.End, end) - start, Look: m.Look})
	}
	first = sort.Search(len(t.Objects), func(i int) bool { return t.Objects[i].At >= start })
	for _, o := range t.Objects[first:] {
		if o.At > end {
			break
		}
		out.Objects = append(out.Objects, Object{At: o.At - start, Thing: o.Thing, Target: o.Target})
	}
}

// SeenInstead is the kind of an observation: something without text stands where a table
// belongs; Want is its Thing, Table the table, Quote its place.
const SeenInstead = "instead"
