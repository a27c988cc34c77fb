package prose

import (
	"strings"

	"github.com/gouji/gouji/stages/validate/narrative"
)

// longestQuote is how many bytes before a hit are quoted at most.
const longestQuote = 1 << 10

// Opened finds the titles of a part from its beginning to its end: each 《 is looked at once,
// where searching back from every year took time by the square of a text without marks.
type Opened struct {
	Part *narrative.Part
	At   int // up to where 《 has been looked for
	// Start is behind the last 《 before at, 0 for none, and title what stands from there to
	// the next 》.
	Start int
	Title string
}

// Around is where the title begins that S[i] stands in, and the title without the marks; ""
// for none and for one that is too long to be one. i must not go back within a part.
func (o *Opened) Around(part *narrative.Part, i int) (int, string) {
	if o.Part != part {
		*o = Opened{Part: part}
	}
	if k := strings.LastIndex(part.S[o.At:i], "《"); k >= 0 {
		o.Start, o.Title = o.At+k+len("《"), ""
		rest := part.S[o.Start:min(len(part.S), o.Start+longestQuote)]
		if end := strings.Index(rest, "》"); end >= 0 {
			o.Title = rest[:end]
		}
	}
	o.At = i
	return o.Start, o.Title
}

// LongestTitle is how long the title of an item is at most, in bytes with its mark.
const LongestTitle = 3*8 + len("。")

// InBookTitle reports whether S[i] stands inside of 《》, whose words W-02 judges.
func InBookTitle(s string, i int) bool {
	s = s[max(0, i-LongestTitleBytes):i]
	return strings.LastIndex(s, "《") > strings.LastIndex(s, "》")
}

// LongestTitleBytes is how far back the beginning of a title is looked for.
const LongestTitleBytes = 300

// InTitle reports whether an offset of a text is inside 《》 or quotation marks: of each pair of marks the
// nearest before it opens. They are looked for together, byte by byte, because most offsets have none before
// them and four searches to the left took a fiftieth of the time of all rules.
func InTitle(s string, i int) bool {
	title, quoted := false, false // whether a mark of the pair was seen
	for k := i - 1; k >= max(2, i-LongestTitleBytes+2); k-- {
		if s[k-1] != 0x80 {
			continue
		}
		switch s[k-2 : k+1] {
		case "《", "》":
			if !title && s[k] == "《"[2] {
				return true
			}
			title = true
		case "“", "”":
			if !quoted && s[k] == "“"[2] {
				return true
			}
			quoted = true
		}
		if title && quoted {
			return false
		}
	}
	return false
}
