package parse

import (
	"strings"

	"github.com/gouji/gouji/stages/parse/section"
	"github.com/gouji/gouji/stages/report"
)

// firstForm is the first year that the form of 国办公开办函〔2019〕60号 is for.
const firstForm = 2019

// setForm says that a report on a year before 2019 without the tables of the later forms is
// of an old one, unless its headings are those of the later forms. The old forms had six to
// eight sections with words of their own, so that their ordinals count as printed.
func (r *reading) setForm() {
	o := &r.out
	if o.Form != report.FormUnknown && o.Form != report.FormPre2019 || o.Year == nil || *o.Year >= firstForm {
		return
	}
	for _, h := range r.heads {
		if strings.Contains(r.headingText(h), "收到和处理") {
			return
		}
	}
	o.Form = report.FormPre2019
	if old := section.Old(r.us, &r.mem.UnitMemory); len(old) > len(r.heads) {
		r.setHeads(old)
	}
}

// setHeads makes these the headings of the document.
func (r *reading) setHeads(heads []section.Heading) {
	for _, h := range r.heads {
		for i := range h.Lines {
			r.us[h.Unit+i].Head = 0
		}
	}
	r.heads = heads
	for _, h := range heads {
		for i := range h.Lines {
			r.us[h.Unit+i].Head = h.Number
		}
	}
}
