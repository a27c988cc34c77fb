package docx

import (
	"slices"
	"strings"

	"github.com/gouji/gouji/stages/ingest/text"
	"github.com/gouji/gouji/stages/report"
)

// tiny is the size in half points below which text counts as not shown, narrow the width
// of letters in per cent.
const (
	tiny   = 6
	narrow = 10
)

// usual is the size of letters in half points where no style says another.
const usual = 20

// look is how a run with these properties shows on a ground; guess is set where the ground is
// only taken for white because nothing says another.
func (p *properties) look(ground ink) (look report.Look, guess bool) {
	switch {
	case p.vanish == yes || p.webHidden == yes:
		return report.Hidden, false
	case p.strike == yes || p.double == yes:
		return report.Struck, false
	case p.vertical == "superscript" || p.shifted() > 0:
		return report.Raised, false
	case p.vertical == "subscript" || p.shifted() < 0:
		return report.Lowered, false
	case p.size > 0 && p.size < tiny || p.scale > 0 && p.scale < narrow:
		return report.Tiny, false
	}
	ground = or(p.shade, ground)
	if p.color.known != colored || ground.known == unknown {
		return "", false
	}
	if ground.known != colored {
		guess, ground.rgb = true, white
	}
	if near(p.color.rgb, ground.rgb) {
		return report.Pale, guess
	}
	return "", false
}

// shifted is 1 where the text is raised by a quarter of its size or more, -1 where it is
// lowered.
func (p *properties) shifted() int {
	switch n := or(p.size, usual); {
	case p.position == 0:
	case 4*p.position >= n:
		return 1
	case -4*p.position >= n:
		return -1
	}
	return 0
}

// near reports whether no channel of the colours differs by a tenth.
func near(a, b uint32) bool {
	const most = 24
	for shift := 0; shift <= 16; shift += 8 {
		d := int(a>>shift&0xFF) - int(b>>shift&0xFF)
		if max(d, -d) > most {
			return false
		}
	}
	return true
}

// content is text with its looks while it is read. The zero content is empty.
type content struct {
	b       strings.Builder
	marks   []report.Mark
	objects []report.Object
	guesses int // marks that are pale by a guess
}

// write adds text that looks so, "" for plain print.
func (c *content) write(s string, look report.Look, guess bool) {
	if s == "" {
		return
	}
	start := c.b.Len()
	c.b.WriteString(s)
	if look == "" {
		if i := strings.Index(s, reversal); i >= 0 {
			// What it says is not known, but it says something.
			c.marks = append(c.marks, report.Mark{Start: start + i, End: c.b.Len(), Look: report.Reversed})
			c.objects = append(c.objects, report.Object{At: start + i, Thing: report.Symbol})
		}
		return
	}
	if n := len(c.marks); n > 0 && c.marks[n-1].End == start && c.marks[n-1].Look == look {
		c.marks[n-1].End = c.b.Len()
		return
	}
	c.marks = append(c.marks, report.Mark{Start: start, End: c.b.Len(), Look: look})
	if guess {
		c.guesses++
	}
}

// reversal is U+202E, the sign behind which characters are shown from right to left.
const reversal = "\u202e"

// show takes back that text from a byte on is hidden.
func (c *content) show(from int) {
	c.marks = slices.DeleteFunc(c.marks, func(m report.Mark) bool { return m.Look == report.Hidden && m.Start >= from })
}

// note adds a thing that is no text.
func (c *content) note(thing report.Thing, target string) {
	c.objects = append(c.objects, report.Object{At: c.b.Len(), Thing: thing, Target: target})
}

// text is what was written, without its place. Text that is white by a guess counts only
// beside text that is not: alone it has the ground of a table's style.
func (c *content) text(styled bool) report.Text {
	t := report.Text{S: c.b.String(), Marks: c.marks, Objects: c.objects}
	if styled && c.guesses > 0 && c.guesses == len(c.marks) && text.Covered(t.S, t.Marks) {
		t.Marks = nil
	}
	return t
}

// join puts texts one after another with line feeds between those that are not empty.
func join(texts []report.Text) report.Text {
	if len(texts) == 1 {
		return texts[0]
	}
	var out report.Text
	var b strings.Builder
	for _, t := range texts {
		if b.Len() > 0 && t.S != "" {
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
