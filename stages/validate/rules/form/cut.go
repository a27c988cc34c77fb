package form

import (
	"strings"

	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/narrative"
	"github.com/gouji/gouji/stages/validate/rule"
)

// CutShort reports whether a text may have lost its end on the way to here: it ends in the
// middle, or before section six and without the signature that ends a report. What would stand
// behind its last section is then no fault of the report.
func CutShort(r *report.Report) bool {
	return Observed(r, report.SeenCutOff) || EndsUnsigned(r)
}

// EndsUnsigned reports whether a text stops before section six and nobody has signed it.
func EndsUnsigned(r *report.Report) bool {
	return !r.SignedAtEnd() && LastSection(r) < LastOfSix
}

// LastOfSix is the section that ends a report of the forms since 2019.
const LastOfSix = 6

// CutFrom is where the last paragraph of a part begins if the text may have been cut off in it,
// else the end of the part. A mark or a word that this paragraph lacks may have followed.
func CutFrom(p *rule.Pass, part *narrative.Part) int {
	if part.Section != LastSection(p.Report()) || !CutShort(p.Report()) {
		return len(part.S)
	}
	return part.LastParagraph()
}

// HeadingCut reports whether the text is cut off within the heading of a part, or right behind it.
func HeadingCut(p *rule.Pass, part *narrative.Part) bool {
	if part.S != "" {
		return false
	}
	for _, o := range p.Report().Observations {
		if o.Kind == report.SeenCutOff && strings.TrimSpace(o.Quote.Text) == strings.TrimSpace(part.Printed().Heading) {
			return true
		}
	}
	return false
}

// RowsLost reports whether rows of table three were lost with the end of the text, so that the
// sums over some of its rows are not those of the report.
func RowsLost(p *rule.Pass, cells []string) bool {
	if !strings.HasPrefix(cells[0], "applications.") || !CutShort(p.Report()) {
		return false
	}
	for _, row := range report.ApplicationRows(p.Report().Form) {
		if _, ok := rule.Cell(p.Report(), "applications."+row.Key+".total"); !ok {
			return true
		}
	}
	return false
}
