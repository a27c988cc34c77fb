package parse

import (
	"strings"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/fold"
	"github.com/gouji/gouji/stages/parse/about"
	"github.com/gouji/gouji/stages/parse/section"
	"github.com/gouji/gouji/stages/report"
)

// round is a stretch of a document in which the headings of a report ascend.
type round struct {
	heads []section.Heading
	// from and to are the units that belong to it, with the title above its first heading.
	from, to int
}

// titleReach is how many units above the first heading of a second report may hold its
// title.
const titleReach = 40

// several returns poison of class several_reports if the document holds reports of two
// years or two bodies. A report that is printed twice is one.
func (r *reading) several(printed []section.Heading) error {
	rounds := rounds(printed, len(r.us))
	if len(rounds) < 2 {
		return nil
	}
	first := r.factsOf(rounds[0])
	for _, n := range rounds[1:] {
		next := r.factsOf(n)
		if first.Title.S == "" && first.Period == nil { // a list of contents
			first = next
			continue
		}
		if a, b, differ := differentYears(&first, &next); differ {
			return fault.Poisonf(fault.SeveralReports,
				"文件里有%d年和%d年两份报告；请拆开，一份报告一个文件 · the file holds the reports of %[1]d and %[2]d; send one report a file", a, b)
		}
		if a, b, differ := differentBodies(&first, &next); differ {
			return fault.Poisonf(fault.SeveralReports,
				"文件里有“%s”和“%s”的两份报告；请拆开，一份报告一个文件 · the file holds the reports of %[1]s and %[2]s; send one report a file", a, b)
		}
	}
	return nil
}

// fewestHeadings is how many of the six sections a round must have to be a report.
const fewestHeadings = 3

// rounds cuts a document of so many units where the numbers of its headings start again.
func rounds(heads []section.Heading, units int) []round {
	var out []round
	var cur round
	for _, h := range heads {
		if n := len(cur.heads); n > 0 && h.Number <= cur.heads[n-1].Number {
			if n >= fewestHeadings {
				out = append(out, cur)
			}
			cur = round{}
		}
		cur.heads = append(cur.heads, h)
	}
	if len(cur.heads) >= fewestHeadings {
		out = append(out, cur)
	}
	for k := range out {
		n := &out[k]
		n.to = units
		if k > 0 {
			before := out[k-1].heads
			n.from = max(before[len(before)-1].Unit+1, n.heads[0].Unit-titleReach)
			out[k-1].to = n.heads[0].Unit
		}
	}
	return out
}

// factsOf is what the units of a round say; what the file says about itself is left out,
// since it is about the whole.
func (r *reading) factsOf(n round) about.Facts {
	in := r.input(n.from, n.to, n.heads)
	in.Fields = nil
	return about.Read(in)
}

// differentYears compares the years of the titles, or those of the periods where a title
// names none.
func differentYears(a, b *about.Facts) (x, y int, differ bool) {
	x, y = about.TitleYear(a.Title), about.TitleYear(b.Title)
	if (x == 0 || y == 0) && a.Period != nil && b.Period != nil {
		x, y = yearOfDate(a.Period), yearOfDate(b.Period)
	}
	return x, y, x != 0 && y != 0 && x != y
}

func yearOfDate(p *report.Period) int {
	n := 0
	for _, c := range p.Start[:4] {
		n = n*10 + int(c-'0')
	}
	return n
}

// differentBodies compares the issuers of the titles. One name inside the other is the same
// body with and without its city.
func differentBodies(a, b *about.Facts) (x, y string, differ bool) {
	if a.Title.S == "" || b.Title.S == "" || a.Agency.S == "" || b.Agency.S == "" {
		return "", "", false
	}
	short := func(s string) string { return strings.ReplaceAll(fold.String(s), "人民政府", "") }
	x, y = short(a.Agency.S), short(b.Agency.S)
	return a.Agency.S, b.Agency.S, !strings.Contains(x, y) && !strings.Contains(y, x)
}
