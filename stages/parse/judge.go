package parse

import (
	"slices"
	"strings"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/fold"
	"github.com/gouji/gouji/stages/parse/about"
	"github.com/gouji/gouji/stages/parse/layout"
	"github.com/gouji/gouji/stages/parse/section"
	"github.com/gouji/gouji/stages/report"
)

// judge returns why the document is not one report, nil if it is: poison of class
// several_reports, links_only or not_a_report. printed are all headings with an ordinal.
func (r *reading) judge(in about.Input, f *about.Facts, printed []section.Heading) error {
	if err := r.several(printed); err != nil {
		return err
	}
	found := r.findings()
	isReport, looks := about.Judge(in, f, found)
	if found.Figures == 0 && found.Headings < 2 {
		if err := r.linksOnly(f.Title.S != "" && looks == nil); err != nil {
			return err
		}
	}
	switch {
	case isReport:
		return nil
	case looks != nil:
		return fault.Poisonf(fault.NotAReport,
			"这像是%s，不是政府信息公开工作年度报告；请提交报告本身 · the document reads as %s and not as an annual report; send the report itself, with its text",
			looks.Chinese, looks.English)
	}
	return fault.Poisonf(fault.NotAReport,
		"没有找到年度报告的表格、标题和正文；请提交带正文的报告 · the document has no table, heading or title of a 政府信息公开工作年度报告; send the report itself, with its text")
}

// findings counts what the tables and headings show.
func (r *reading) findings() about.Findings {
	o := &r.out
	f := about.Findings{
		Stats:  len(o.Stats),
		Tables: o.Tables.Disclosure != nil || o.Tables.Applications != nil || o.Tables.Proceedings != nil,
	}
	telling := func(h section.Heading) bool { return h.Number > 1 && !h.ByOrdinal() }
	if f.Headings = len(r.heads); f.Headings > 1 && !slices.ContainsFunc(r.heads, telling) {
		f.Headings = 1 // 二、主要做法 follows 一、总体情况 in many reports
	}
	for i := range o.Sections {
		f.Prose += len(o.Sections[i].Text)
	}
	count := func(row map[string]report.Cell) {
		for _, c := range row {
			switch c.State {
			case report.Printed, report.Derived, report.Dash:
				f.Figures++
			case report.Unread:
				f.Unread++
			}
		}
	}
	count(o.Tables.Disclosure)
	for _, t := range []map[string]map[string]report.Cell{o.Tables.Applications, o.Tables.Proceedings} {
		for _, row := range t {
			count(row)
		}
	}
	return f
}

// mostLinks is how many links a message names, and longestLink how many bytes of each.
const (
	mostLinks   = 5
	longestLink = 200
)

// shortPage is the most bytes of text of a page that only links its report: a sentence that
// says so, and what the site prints around it.
const shortPage = 1500

// linksOnly returns poison if the page has no text of a report and links files that are
// one, by their own words or, where titled is set, by the title of the page. A page with a
// report and attachments is a report.
func (r *reading) linksOnly(titled bool) error {
	if r.proseSize() > shortPage {
		return nil
	}
	links, named := r.links()
	if len(links) == 0 || !named && !titled {
		return nil
	}
	for i, l := range links {
		if len(l) > longestLink {
			links[i] = strings.ToValidUTF8(l[:longestLink], "") + "…"
		}
	}
	more := ""
	if len(links) > mostLinks {
		links, more = links[:mostLinks], " …"
	}
	list := strings.Join(links, " , ") + more
	return fault.Poisonf(fault.LinksOnly,
		"网页只链接了报告，没有正文；请提交所链接的文件：%s · the page only links its report; submit the linked file: %[1]s", list)
}

// proseSize is how many bytes of text the lines outside of tables have.
func (r *reading) proseSize() int {
	n := 0
	for i := range r.us {
		r.mem.Step()
		if !r.table[i] {
			n += len(r.us[i].Line.S)
		}
	}
	return n
}

// links are the files that the page links or shows in a frame: by the objects of its text,
// or by their names where a text keeps no links. named is set if a link's words or name say
// that it is a report.
func (r *reading) links() (out []string, named bool) {
	seen := map[string]bool{}
	add := func(target, words string) {
		if target != "" && !seen[target] {
			seen[target] = true
			out = append(out, target)
		}
		named = named || strings.Contains(words, "信息公开") && (strings.Contains(words, "报告") || strings.Contains(words, "年报"))
	}
	for i := range r.us {
		r.mem.Step()
		u := &r.us[i]
		before := len(out)
		for k := range u.Cells {
			t := u.Cells[k].Text()
			for _, o := range t.Objects {
				if o.Thing == report.Attachment || o.Thing == report.Frame {
					add(o.Target, u.Cells[k].Fold)
				}
			}
			if len(out) == before && len(t.S) <= layout.LongCell {
				if name := fileName(t.S); name != "" {
					add(name, fold.String(name))
				}
			}
		}
	}
	return out, named
}

// fileName is the name or address of a document that a line prints, "" if it prints none:
// 附件：某某局2023年年度报告.pdf, [年报](/att/2023.docx).
func fileName(s string) string {
	lower := strings.ToLower(s)
	for _, ext := range [...]string{".pdf", ".docx", ".doc", ".wps", ".ofd", ".xlsx", ".xls", ".zip", ".rar"} {
		at := strings.Index(lower, ext)
		if at <= 0 {
			continue
		}
		start := strings.LastIndexAny(s[:at], " \t:：(（[【<>\"'，。、|　") // what stands before the name
		for start >= 0 && !isNameStart(s[start:]) {
			start = strings.LastIndexAny(s[:start], " \t:：(（[【<>\"'，。、|　")
		}
		name := s[start+1 : at+len(ext)]
		if start >= 0 {
			name = strings.TrimLeft(strings.TrimPrefix(s[start:at+len(ext)], firstRune(s[start:])), " ")
		}
		return name
	}
	return ""
}

// isNameStart reports that s begins with a sign behind which a name begins, and not with the
// colon of an address.
func isNameStart(s string) bool { return !strings.HasPrefix(s, "://") }

func firstRune(s string) string {
	for _, c := range s {
		return string(c)
	}
	return ""
}
