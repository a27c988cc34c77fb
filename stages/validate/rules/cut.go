package rules

import (
	"strings"

	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/narrative"
	"github.com/gouji/gouji/stages/validate/rule"
)

// cutShort reports whether a text may have lost its end on the way to here: it ends in the
// middle, or before section six and without the signature that ends a report. What would stand
// behind its last section is then no fault of the report.
func cutShort(r *report.Report) bool {
	return observed(r, report.SeenCutOff) || endsUnsigned(r)
}

// endsUnsigned reports whether a text stops before section six and nobody has signed it.
func endsUnsigned(r *report.Report) bool {
	return !r.SignedAtEnd() && lastSection(r) < lastOfSix
}

// lastOfSix is the section that ends a report of the forms since 2019.
const lastOfSix = 6

// cutFrom is where the last paragraph of a part begins if the text may have been cut off in it,
// else the end of the part. A mark or a word that this paragraph lacks may have followed.
func cutFrom(p *rule.Pass, part *narrative.Part) int {
	if part.Section != lastSection(p.Report()) || !cutShort(p.Report()) {
		return len(part.S)
	}
	return part.LastParagraph()
}

// headingCut reports whether the text is cut off within the heading of a part, or right behind it.
func headingCut(p *rule.Pass, part *narrative.Part) bool {
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

// rowsLost reports whether rows of table three were lost with the end of the text, so that the
// sums over some of its rows are not those of the report.
func rowsLost(p *rule.Pass, cells []string) bool {
	if !strings.HasPrefix(cells[0], "applications.") || !cutShort(p.Report()) {
		return false
	}
	for _, row := range report.ApplicationRows(p.Report().Form) {
		if _, ok := rule.Cell(p.Report(), "applications."+row.Key+".total"); !ok {
			return true
		}
	}
	return false
}
