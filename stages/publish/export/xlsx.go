package export

import (
	"errors"
	"fmt"
	"io"
	"strconv"

	"github.com/xuri/excelize/v2"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/report"
)

// xlsxWriter writes a workbook of three lists: documents, findings and the cells of the
// tables. Rows are streamed to temporary files; the workbook goes out on Close.
type xlsxWriter struct {
	w     io.Writer
	words Words
	o     Options
	file  *excelize.File

	documents, findings, data *sheet
}

func newXLSX(w io.Writer, words Words, o Options) (*xlsxWriter, error) {
	x := &xlsxWriter{w: w, words: words, o: o, file: excelize.NewFile()}
	bold, err := x.file.NewStyle(&excelize.Style{
		Font: &excelize.Font{Bold: true}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"DDE6F0"}},
	})
	if err != nil {
		return nil, fmt.Errorf("export: starting a workbook: %w", err)
	}
	x.documents = &sheet{file: x.file, name: words.Documents, head: x.documentHead(), style: bold, most: excelize.TotalRows,
		widths: []float64{32, 8, 28, 36, 8, 30, 12}}
	x.findings = &sheet{file: x.file, name: words.Findings, head: findingHead(words), style: bold, most: excelize.TotalRows,
		widths: []float64{32, 28, 36, 8, 30, 8, 8, 9, 30, 60, 48, 14, 14, 34, 40, 40, 30}}
	x.data = &sheet{file: x.file, name: words.Data, head: x.dataHead(), style: bold, most: excelize.TotalRows,
		widths: []float64{32, 28, 8, 8, 48, 18, 36, 10, 14, 20, 30, 40, 30}}
	for _, s := range []*sheet{x.documents, x.findings, x.data} {
		if err := s.begin(); err != nil {
			return nil, errors.Join(err, x.file.Close())
		}
	}
	if err := x.file.DeleteSheet("Sheet1"); err != nil {
		return nil, errors.Join(err, x.file.Close())
	}
	x.file.SetActiveSheet(0)
	return x, nil
}

func (x *xlsxWriter) documentHead() []string {
	w := x.words
	head := []string{w.File, w.Outcome, w.Agency, w.Title, w.Year, w.Form, w.Published}
	for _, s := range severities() {
		head = append(head, w.SeverityName(s))
	}
	for _, o := range ruleOutcomes() {
		head = append(head, w.Rules+" "+w.RuleOutcome(o))
	}
	for _, s := range cellStates() {
		head = append(head, w.CellCount+" "+w.StateName(s))
	}
	return append(head, w.Message, w.ID)
}

func (x *xlsxWriter) dataHead() []string {
	w := x.words
	return []string{w.File, w.Agency, w.Year, w.Table, w.Row, w.Column, w.Cells, w.State, w.Value, w.Text, w.Place, w.Why, w.ID}
}

func (x *xlsxWriter) Write(c report.Check) error {
	var cells []placedCell
	if c.Report != nil {
		cells = cellsOf(c.Report.Tables, x.words)
	}
	if err := x.documents.add(x.documentRow(c, cells)); err != nil {
		return err
	}
	if c.Outcome == report.Checked && len(c.Findings) > 0 {
		for _, row := range findingRows(x.words, x.o, c) {
			if err := x.findings.add(guardAll(row)); err != nil {
				return err
			}
		}
	}
	for _, cell := range cells {
		if err := x.data.add(x.dataRow(c, cell)); err != nil {
			return err
		}
	}
	return nil
}

func (x *xlsxWriter) documentRow(c report.Check, cells []placedCell) []any {
	head, id := documentCells(x.words, c)
	row := guardAll([]string{head[0], head[5], head[1], head[2], head[3], head[4], ""})
	message := ""
	if c.Report != nil {
		row[4], row[6] = yearCell(c.Report), Guard(said(c.Report.Published))
	}
	if c.Outcome != report.Checked {
		r := rejectionOf(c)
		message = r.Class + x.words.Stop + x.words.ClassName(fault.Class(r.Class)) + x.words.Stop + r.Message
		row = append(row, make([]any, len(severities())+len(ruleOutcomes())+len(cellStates()))...)
		return append(row, Guard(message), Guard(id))
	}
	counts := countFindings(c.Findings)
	for _, s := range severities() {
		row = append(row, counts[s])
	}
	row = append(row, ruleCells(c.Rules)...)
	_, n := countStates(cells)
	for _, s := range cellStates() {
		row = append(row, n[s])
	}
	return append(row, message, Guard(id))
}

func (x *xlsxWriter) dataRow(c report.Check, p placedCell) []any {
	w := x.words
	return []any{
		Guard(c.File), Guard(said(c.Report.Agency)), yearCell(c.Report), w.TableName(p.Table), Guard(p.Row), Guard(p.Column),
		Guard(p.Path), Guard(w.StateName(p.State)), numberCell(p.Value), Guard(p.Text), Guard(w.PlaceName(p.At)), Guard(p.Why), Guard(c.Report.ID),
	}
}

func ruleCells(r *report.Rules) []any {
	if r == nil {
		return make([]any, len(ruleOutcomes()))
	}
	return []any{r.Met, r.Broken, r.NotApplicable, r.Inconclusive}
}

func yearCell(r *report.Report) any {
	if r.Year == nil {
		return nil
	}
	return *r.Year
}

// numberCell is the number for a cell of a workbook, nil for none. Excel keeps 15 digits;
// a longer number stands as text, so that none of its digits is lost.
func numberCell(n report.Number) any {
	s := n.String()
	if s == "" {
		return nil
	}
	digits := 0
	for _, r := range s {
		if r >= '0' && r <= '9' {
			digits++
		}
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || digits > 15 {
		return Guard(s)
	}
	return f
}

// Close writes the workbook and removes the temporary files.
func (x *xlsxWriter) Close() error {
	var err error
	for _, s := range []*sheet{x.documents, x.findings, x.data} {
		err = errors.Join(err, s.end())
	}
	if err == nil {
		err = x.file.Write(x.w)
	}
	if err = errors.Join(err, x.file.Close()); err != nil {
		return fmt.Errorf("export: writing the workbook: %w", err)
	}
	return nil
}
