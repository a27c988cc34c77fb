package check

import (
	"archive/zip"
	"bytes"
	"html"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/ingest"
	"github.com/gouji/gouji/stages/report"
)

// block is a paragraph or a table of a report that is written out anew.
type block struct {
	words string
	rows  [][]string
}

// blocksOf are the words and tables of a report that was read, in the order of the form.
func blocksOf(r *report.Report) (out []block) {
	lines := func(s *report.Section) {
		for l := range strings.SplitSeq(s.Text, "\n") {
			if l = strings.TrimSpace(l); l != "" {
				out = append(out, block{words: l})
			}
		}
	}
	if r.Title != nil {
		out = append(out, block{words: *r.Title})
	}
	if r.Preamble != nil {
		lines(r.Preamble)
	}
	for i := range r.Sections {
		s := &r.Sections[i]
		out = append(out, block{words: strings.TrimSpace(s.Heading)})
		switch t := r.Tables; {
		case s.Number == 2 && t.Disclosure != nil:
			out = append(out, block{rows: disclosureGrid(r)})
		case s.Number == 3 && t.Applications != nil:
			out = append(out, block{rows: applicationsGrid(r)})
		case s.Number == 4 && t.Proceedings != nil:
			out = append(out, block{rows: proceedingsGrid(r)})
		}
		lines(s)
	}
	return out
}

// printedAs is what to print for a cell.
func printedAs(c report.Cell) string {
	if c.State == report.Derived {
		return c.Value.String()
	}
	return c.Text
}

// whole reports whether the three tables of a report were read in every cell.
func whole(r *report.Report) bool {
	known := func(c report.Cell, ok bool) bool { return ok && c.State != report.Unread }
	for _, row := range report.DisclosureRows(r.Form) {
		for _, col := range row.Cells {
			c, ok := r.Tables.Disclosure[col.Key]
			if !known(c, ok) {
				return false
			}
		}
	}
	for _, row := range report.ApplicationRows(r.Form) {
		for _, col := range report.ApplicantColumns() {
			c, ok := r.Tables.Applications[row.Key][col.Key]
			if !known(c, ok) {
				return false
			}
		}
	}
	for _, g := range report.ProceedingGroups() {
		for _, col := range report.ProceedingOutcomes() {
			c, ok := r.Tables.Proceedings[g.Key][col.Key]
			if !known(c, ok) {
				return false
			}
		}
	}
	return report.ApplicationRows(r.Form) != nil
}

func disclosureGrid(r *report.Report) (rows [][]string) {
	title, heads := "", ""
	for _, row := range report.DisclosureRows(r.Form) {
		if row.Title != title {
			title, heads = row.Title, ""
			rows = append(rows, []string{row.Title})
		}
		head, cells := []string{"信息内容"}, []string{row.Label}
		for _, c := range row.Cells {
			head, cells = append(head, c.Label), append(cells, printedAs(r.Tables.Disclosure[c.Key]))
		}
		if h := strings.Join(head, " "); h != heads {
			rows, heads = append(rows, head), h
		}
		rows = append(rows, cells)
	}
	return rows
}

func applicationsGrid(r *report.Report) [][]string {
	head := []string{"申请人情况"}
	for _, c := range report.ApplicantColumns() {
		head = append(head, c.Label)
	}
	rows := [][]string{head}
	for _, row := range report.ApplicationRows(r.Form) {
		cells := []string{row.Group + row.Label}
		for _, c := range report.ApplicantColumns() {
			cells = append(cells, printedAs(r.Tables.Applications[row.Key][c.Key]))
		}
		rows = append(rows, cells)
	}
	return rows
}

func proceedingsGrid(r *report.Report) [][]string {
	var groups, heads, cells []string
	for _, g := range report.ProceedingGroups() {
		for _, c := range report.ProceedingOutcomes() {
			groups, heads, cells = append(groups, g.Label), append(heads, c.Label), append(cells, printedAs(r.Tables.Proceedings[g.Key][c.Key]))
		}
	}
	return [][]string{groups, heads, cells}
}

// writers write blocks in a layout each.
var writers = map[string]func([]block) []byte{
	"pipes.txt": func(all []block) []byte {
		return written(all, "%s\n", func(row []string) string { return "| " + strings.Join(row, " | ") + " |\n" }, "", "")
	},
	"page.html": func(all []block) []byte {
		return []byte("<html><body>" + string(written(all, "<p>%s</p>", func(row []string) string {
			return "<tr><td>" + strings.Join(row, "</td><td>") + "</td></tr>"
		}, "<table>", "</table>")) + "</body></html>")
	},
	"paper.md": func(all []block) []byte {
		return written(all, "%s\n\n", func(row []string) string { return "| " + strings.Join(row, " | ") + " |\n" }, "", "\n")
	},
	"paper.docx": docx,
}

func written(all []block, paragraph string, row func([]string) string, open, shut string) []byte {
	var out strings.Builder
	for _, b := range all {
		if b.rows == nil {
			out.WriteString(strings.Replace(paragraph, "%s", html.EscapeString(b.words), 1))
			continue
		}
		out.WriteString(open)
		for _, r := range b.rows {
			out.WriteString(row(r))
		}
		out.WriteString(shut)
	}
	return []byte(out.String())
}

func docx(all []block) []byte {
	const run = "<w:p><w:r><w:t>%s</w:t></w:r></w:p>"
	body := written(all, run, func(row []string) string {
		var out strings.Builder
		for _, c := range row {
			out.WriteString("<w:tc>" + strings.Replace(run, "%s", c, 1) + "</w:tc>")
		}
		return "<w:tr>" + out.String() + "</w:tr>"
	}, "<w:tbl>", "</w:tbl>")
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, f := range [...][2]string{
		{"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`},
		{"_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`},
		{"word/document.xml", `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>` + string(body) + `</w:body></w:document>`},
	} {
		w, err := z.Create(f[0])
		if err == nil {
			_, err = w.Write([]byte(f[1]))
		}
		if err != nil {
			panic(err)
		}
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return out.Bytes()
}

// TestRealReportsInOtherForms writes the reports of the corpus out in four layouts: each gives
// the same findings.
func TestRealReportsInOtherForms(t *testing.T) {
	t.Parallel()
	c := checker(t)
	n := 0
	for _, dir := range [...]string{corpus(t), filepath.Join(corpus(t), "..", "reports")} {
		files, err := filepath.Glob(filepath.Join(dir, "docs", "*"))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			read, err := c.Check(t.Context(), ingest.Input{Data: data}, filepath.Base(file))
			if err != nil {
				t.Fatal(err)
			}
			// lines of pages are merely full, and what was not read cannot be written
			if read.Report == nil || strings.HasPrefix(filepath.Base(file), "hongze") || filepath.Ext(file) == ".md" || !whole(read.Report) {
				continue
			}
			n++
			all := blocksOf(read.Report)
			verdicts := map[string][]string{}
			for name, write := range writers {
				got, err := c.Check(t.Context(), ingest.Input{Data: write(all)}, name)
				if err != nil || got.Outcome != report.Checked {
					t.Errorf("%s as %s: %v %v", filepath.Base(file), name, err, got.Rejection)
					continue
				}
				verdicts[name] = verdictOf(got.Findings)
			}
			for name, v := range verdicts {
				if !slices.Equal(v, verdicts["page.html"]) {
					t.Errorf("%s: %v as %s, %v as a page", filepath.Base(file), v, name, verdicts["page.html"])
				}
			}
		}
	}
	t.Logf("%d reports were written out", n)
	if n < 10 {
		t.Errorf("only %d reports were written out", n)
	}
}
