package narrative_test

import (
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/narrative"
)

// BenchmarkRead measures the reading of a report's prose into memory that is used again, as a
// Validator does, and what the rules ask of it.
func BenchmarkRead(b *testing.B) {
	const prose = "2023年，我局共收到政府信息公开申请12件，其中自然人申请10件、法人或其他组织申请2件；上年结转1件。予以公开9件，不予公开1件，无法提供2件，结转下年度继续办理1件，按时办结率100%。\n（二）主动公开情况。全年通过门户网站主动公开政府信息120条，其中政策文件20条，占16.7%。未发生行政复议和行政诉讼。\n"
	r := report.Report{}
	for i := range 6 {
		r.Sections = append(r.Sections, report.Section{Number: i + 1, Text: strings.Repeat(prose, 2)})
	}
	var w narrative.Reading
	for name, ask := range map[string]func(*narrative.Part) int{
		"read":    func(*narrative.Part) int { return 1 },
		"facts":   func(p *narrative.Part) int { return len(p.Facts(2023)) },
		"denials": func(p *narrative.Part) int { return len(p.Denials()) },
		"rates":   func(p *narrative.Part) int { return len(p.Rates()) },
		"lists":   func(p *narrative.Part) int { return len(p.Lists()) },
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				w.Read(&r)
				for i := range w.Parts {
					if ask(&w.Parts[i]) == 0 {
						b.Fatal("nothing found")
					}
				}
			}
		})
	}
}
