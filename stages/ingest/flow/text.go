package flow

import (
	"strings"

	"github.com/gouji/gouji/stages/report"
)

// Text is the text of a paragraph while it is read. The zero Text is empty.
type Text struct {
	b       strings.Builder
	marks   []report.Mark
	objects []report.Object
}

// Len is the number of bytes written.
func (t *Text) Len() int { return t.b.Len() }

// Write adds text that looks so, "" for plain print.
func (t *Text) Write(s string, look report.Look) {
	if s == "" {
		return
	}
	start := t.b.Len()
	t.b.WriteString(s)
	if look == "" {
		return
	}
	if n := len(t.marks); n > 0 && t.marks[n-1].End == start && t.marks[n-1].Look == look {
		t.marks[n-1].End = t.b.Len()
		return
	}
	t.marks = append(t.marks, report.Mark{Start: start, End: t.b.Len(), Look: look})
}

// Object notes something that is no text.
func (t *Text) Object(thing report.Thing, target string) {
	t.objects = append(t.objects, report.Object{At: t.b.Len(), Thing: thing, Target: target})
}

// Take returns the text without a place and begins a new one.
func (t *Text) Take() report.Text {
	out := report.Text{S: t.b.String(), Marks: t.marks, Objects: t.objects}
	*t = Text{}
	return out
}

// Style is how a run of characters is set. The zero Style is plain print.
type Style struct {
	Struck, Hidden  bool
	Raised, Lowered bool
	// White is set for text in white or nearly white on a ground that is not known to be
	// another colour.
	White bool
	// Size is in half points, 0 for unknown.
	Size int
}

// tiny is the size in half points below which print counts as Tiny: 3 points.
const tiny = 6

// Look is what a reader sees of the style; where several hold, the one that hides most.
func (s Style) Look() report.Look {
	switch {
	case s.Hidden:
		return report.Hidden
	case s.Struck:
		return report.Struck
	case s.White:
		return report.Pale
	case s.Size > 0 && s.Size < tiny:
		return report.Tiny
	case s.Raised:
		return report.Raised
	case s.Lowered:
		return report.Lowered
	}
	return ""
}

// join puts texts one after another with line feeds between them.
func join(texts []report.Text) report.Text {
	if len(texts) == 1 {
		return texts[0]
	}
	var out report.Text
	var b strings.Builder
	for i, t := range texts {
		if i > 0 {
			b.WriteByte('\n')
		}
		at := b.Len()
		b.WriteString(t.S)
		for _, m := range t.Marks {
			out.Marks = append(out.Marks, report.Mark{Start: m.Start + at, End: m.End + at, Look: m.Look})
		}
		for _, o := range t.Objects {
			out.Objects = append(out.Objects, report.Object{At: o.At + at, Thing: o.Thing, Target: o.Target})
		}
	}
	out.S = b.String()
	return out
}
