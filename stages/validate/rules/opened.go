package rules

import (
	"strings"

	"github.com/gouji/gouji/stages/validate/narrative"
)

// opened finds the titles of a part from its beginning to its end: each 《 is looked at once,
// where searching back from every year took time by the square of a text without marks.
type opened struct {
	part *narrative.Part
	at   int // up to where 《 has been looked for
	// start is behind the last 《 before at, 0 for none, and title what stands from there to
	// the next 》.
	start int
	title string
}

// around is where the title begins that S[i] stands in, and the title without the marks; ""
// for none and for one that is too long to be one. i must not go back within a part.
func (o *opened) around(part *narrative.Part, i int) (int, string) {
	if o.part != part {
		*o = opened{part: part}
	}
	if k := strings.LastIndex(part.S[o.at:i], "《"); k >= 0 {
		o.start, o.title = o.at+k+len("《"), ""
		rest := part.S[o.start:min(len(part.S), o.start+longestQuote)]
		if end := strings.Index(rest, "》"); end >= 0 {
			o.title = rest[:end]
		}
	}
	o.at = i
	return o.start, o.title
}
