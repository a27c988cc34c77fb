package viewer

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gouji/gouji/stages/publish/export"
	"github.com/gouji/gouji/stages/report"
)

// group is the findings of one cause: the first speaks, the others stand under it.
type group struct {
	Lead finding
	Same []finding
}

// finding is one finding as the page shows it.
type finding struct {
	ID, Class, Severity, Rule, Title, Message string
	Number                                    int
	Want, Got, Source                         string
	File                                      bool      // about the file, not the report
	Quotes                                    [][]quote // each in the pieces that stand apart in the original
	Places                                    []quote
}

// quote is words of the document, or a place in words, and where the original has them.
type quote struct{ Text, Link string }

// Short reports that the text alone is too small to be pointed at, such as a digit.
func (q quote) Short() bool { return utf8.RuneCountInString(q.Text) <= 3 }

// groups puts the findings of one cause together, in the order of the first of each.
func (p *page) groups(list []report.Finding, about func(string) (string, string)) []group {
	var out []group
	at := map[string]int{}
	for i, f := range list {
		v := p.finding(i+1, f, about)
		if n, ok := at[f.Group]; ok && f.Group != "" {
			if f.Lead {
				v, out[n].Lead = out[n].Lead, v
			}
			out[n].Same = append(out[n].Same, v)
			continue
		}
		at[f.Group] = len(out)
		out = append(out, group{Lead: v})
	}
	return out
}

func (p *page) finding(n int, f report.Finding, about func(string) (string, string)) finding {
	title, source := about(f.Rule)
	out := finding{
		ID: p.prefix + "f" + itoa(n), Number: n, Class: severityClass(f.Severity), Severity: p.words.SeverityName(f.Severity),
		Rule: f.Rule, Title: title, Message: export.Safe(p.words.MessageOf(f)), Source: source,
		Want: export.Safe(f.Want), Got: export.Safe(f.Got), File: f.About == report.AboutFile,
	}
	for i, q := range f.Quotes {
		switch {
		case len(f.At) == len(f.Quotes):
			out.Quotes = append(out.Quotes, []quote{{export.Safe(q), p.spots.link(f.At[i])}})
		case len(f.Quotes) == 1:
			out.Quotes = append(out.Quotes, p.pieces(q, f.At))
		default:
			out.Quotes = append(out.Quotes, []quote{{Text: export.Safe(q)}})
		}
	}
	out.Places = p.places(f)
	return out
}

// pieces cuts a quote into what stands at each place, so that each piece leads to its own: the
// cells of a row, or words over the end of a line. Where the places do not make up the quote it
// is one piece without a link.
func (p *page) pieces(q string, places []report.Place) []quote {
	var out []quote
	rest := strings.TrimSpace(q)
	for _, at := range places {
		sp := p.spots.byAt[at]
		if sp == nil || !sp.used {
			return []quote{{Text: export.Safe(q)}}
		}
		piece, after, ok := cutPrefix(rest, sp.shown)
		if !ok {
			return []quote{{Text: export.Safe(q)}}
		}
		out = append(out, quote{export.Safe(piece), "#" + sp.id})
		rest = strings.TrimLeftFunc(after, unicode.IsSpace)
	}
	if rest != "" {
		return []quote{{Text: export.Safe(q)}}
	}
	return out
}

// cutPrefix cuts from s what reads as prefix when spaces do not count.
func cutPrefix(s, prefix string) (piece, after string, ok bool) {
	end := 0
	for _, want := range prefix {
		if unicode.IsSpace(want) {
			continue
		}
		for {
			r, n := utf8.DecodeRuneInString(s[end:])
			if n == 0 {
				return "", s, false
			}
			end += n
			if r == want {
				break
			}
			if !unicode.IsSpace(r) {
				return "", s, false
			}
		}
	}
	return s[:end], s[end:], end > 0
}

// places are the cells of a finding in words with their spots, and the places of its quotes
// where no quote links to them.
func (p *page) places(f report.Finding) []quote {
	var out []quote
	if where := p.words.WhereOf(f); where != "" {
		v := quote{Text: export.Safe(where)}
		if len(f.At) > 0 {
			v.Link = p.spots.link(f.At[0])
		}
		out = append(out, v)
		if f.NumCells() <= 1 {
			return out
		}
	}
	listed := f.Cells[:min(len(f.Cells), report.MaxCells)] // older versions list them all
	for _, c := range listed {
		out = append(out, quote{Text: p.words.CellName(c), Link: p.cellLink(c)})
	}
	if more := f.NumCells() - len(listed); more > 0 {
		out = append(out, quote{Text: p.words.MoreOf(more)})
	}
	if len(f.At) != len(f.Quotes) && len(f.Cells) == 0 {
		for _, at := range f.At {
			if l := p.spots.link(at); l != "" {
				out = append(out, quote{Text: p.words.Original, Link: l})
			}
		}
	}
	return out
}

// cellLink leads to the cell's figure in the original, else to its place in our table.
func (p *page) cellLink(path string) string {
	id := p.prefix + "o-" + path
	for _, sp := range p.spots.list {
		if sp.id == id && sp.used {
			return "#" + id
		}
	}
	return "#" + p.prefix + "c-" + path
}
