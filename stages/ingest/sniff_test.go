package ingest_test

import (
	"context"
	"testing"

	"github.com/gouji/gouji/stages/ingest"
	"github.com/gouji/gouji/stages/report"
)

// TestMarkdownAndPages: Markdown with blocks of HTML is text, a page is a page, whatever
// either begins with.
func TestMarkdownAndPages(t *testing.T) {
	t.Parallel()
	const table = "<table><tr><td>规章</td><td>0</td></tr></table>"
	for _, c := range []struct {
		name, file, s string
		want          report.Format
	}{
		{"Markdown that begins with a block", "a.md", "<div class=\"nav\">\n\n首页\n\n</div>\n\n# 标题\n\n" + table, report.FormatText},
		{"the same without a name", "", "<div class=\"nav\">\n\n首页\n\n</div>\n\n# 标题\n\n" + table, report.FormatText},
		{"Markdown that begins with a table", "", table + "\n\n## 二、主动公开政府信息情况\n", report.FormatText},
		{"Markdown with a table further down", "", "# 标题\n\n" + table, report.FormatText},
		{"a page", "", "<!DOCTYPE html><html><body># 标题\n# 标题\n" + table + "</body></html>", report.FormatHTML},
		{"a piece of a page", "", "<div>" + table + "</div>", report.FormatHTML},
		{"a page that is called text", "a.txt", "<html><body>" + table + "</body></html>", report.FormatHTML},
		{"a piece of a page by its name", "a.html", "标题\n" + table, report.FormatHTML},
	} {
		doc, err := ingest.New(ingest.Options{}).Read(context.Background(), ingest.Input{Data: []byte(c.s), Source: report.Source{Filename: c.file}})
		if err != nil || doc.Format != c.want {
			t.Errorf("%s: %s %v, want %s", c.name, doc.Format, err, c.want)
			continue
		}
		grids := 0
		for _, b := range doc.Blocks {
			if b.Grid != nil {
				grids++
			}
		}
		if grids != 1 {
			t.Errorf("%s: %d tables", c.name, grids)
		}
	}
}
