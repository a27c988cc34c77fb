package dataset

import (
	"errors"
	"fmt"
	"io"

	"github.com/xuri/excelize/v2"

	"github.com/gouji/gouji/stages/publish/export"
)

// Book is a workbook with a sheet for each table, and one for the dictionary of their columns.
type Book struct {
	w      io.Writer
	file   *excelize.File
	styles map[string]int
	first  bool
	tables []sheetTable
}

type sheetTable struct {
	name    string
	columns []Column
}

// NewBook returns a workbook that Close writes to w.
func NewBook(w io.Writer) *Book {
	return &Book{w: w, file: excelize.NewFile(), first: true, styles: map[string]int{}}
}

// sheetNames are the names of the tables' sheets.
func sheetNames() map[string]string {
	return map[string]string{Reports: "报告", Findings: "发现", Long: "单元格", Wide: "三张表", "dictionary": "数据字典"}
}

// Sheet begins the sheet of a table. Rows beyond those of a sheet go on in another one.
func (b *Book) Sheet(name string, columns []Column) (Writer, error) {
	title := sheetNames()[name]
	if title == "" {
		title = name
	}
	b.tables = append(b.tables, sheetTable{title, columns})
	s := &sheetWriter{book: b, title: title, columns: columns}
	return s, s.begin()
}

// alone is a workbook of one table, which ends with its sheet.
func (b *Book) alone(name string, columns []Column) (Writer, error) {
	w, err := b.Sheet(name, columns)
	if err != nil {
		return nil, err
	}
	return &aloneWriter{w, b}, nil
}

type aloneWriter struct {
	Writer
	book *Book
}

func (a *aloneWriter) Close() error {
	if err := a.Writer.Close(); err != nil {
		return errors.Join(err, a.book.file.Close())
	}
	return a.book.Close()
}

// Close adds the dictionary and writes the workbook.
func (b *Book) Close() error {
	err := b.dictionary()
	if err == nil {
		err = b.file.Write(b.w)
	}
	if err = errors.Join(err, b.file.Close()); err != nil {
		return fmt.Errorf("dataset: writing the workbook: %w", err)
	}
	return nil
}

func (b *Book) dictionary() error {
	tables := b.tables
	w, err := b.Sheet("dictionary", []Column{{"表", String, "", ""}, {"列", String, "", ""}, {"类型", String, "", ""}, {"含义", String, "", ""}, {"meaning", String, "", ""}})
	if err != nil {
		return err
	}
	for _, t := range tables {
		for _, c := range t.columns {
			if err := w.Row([]any{t.name, c.Name, string(c.Type), c.ZH, c.EN}); err != nil {
				return err
			}
		}
	}
	return w.Close()
}

// sheetWriter writes rows to a sheet. A text is a cell of type text, which no program takes
// for a formula.
type sheetWriter struct {
	book    *Book
	title   string
	columns []Column
	part    int
	row     int
	stream  *excelize.StreamWriter
}

func (s *sheetWriter) name() string {
	if s.part == 0 {
		return s.title
	}
	return fmt.Sprintf("%s %d", s.title, s.part+1)
}

func (s *sheetWriter) begin() (err error) {
	if s.book.first {
		s.book.first = false
		err = s.book.file.SetSheetName("Sheet1", s.name())
	} else {
		_, err = s.book.file.NewSheet(s.name())
	}
	if err == nil {
		s.stream, err = s.book.file.NewStreamWriter(s.name())
	}
	if err != nil {
		return fmt.Errorf("dataset: sheet %s: %w", s.name(), err)
	}
	return s.head()
}

// head sets up the sheet: widths, a frozen row of bold heads, A4 across with that row on every
// page.
func (s *sheetWriter) head() error {
	f := s.book.file
	if _, ok := s.book.styles["head"]; !ok {
		var err error
		for name, style := range map[string]*excelize.Style{
			"head": {Font: &excelize.Font{Bold: true}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E8ECF4"}}, Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}},
			"text": {NumFmt: 49, Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}},
		} {
			var id int
			id, e := f.NewStyle(style)
			s.book.styles[name], err = id, errors.Join(err, e)
		}
		if err != nil {
			return fmt.Errorf("dataset: styles: %w", err)
		}
	}
	landscape, a4, one, high := "landscape", 9, 1, 0
	fit := true
	err := errors.Join(
		f.SetPageLayout(s.name(), &excelize.PageLayoutOptions{Orientation: &landscape, Size: &a4, FitToWidth: &one, FitToHeight: &high}),
		f.SetSheetProps(s.name(), &excelize.SheetPropsOptions{FitToPage: &fit}),
	)
	for i, c := range s.columns {
		width := 12.0
		switch c.Name {
		case "agency", "title", "file", "含义", "meaning":
			width = 32
		case "message", "message_en", "quotes":
			width = 48
		}
		err = errors.Join(err, s.stream.SetColWidth(i+1, i+1, width))
	}
	err = errors.Join(err, s.stream.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}))
	if err != nil {
		return fmt.Errorf("dataset: sheet %s: %w", s.name(), err)
	}
	cells := make([]any, len(s.columns))
	for i, c := range s.columns {
		cells[i] = excelize.Cell{StyleID: s.book.styles["head"], Value: c.Name}
	}
	s.row = 0
	return s.add(cells)
}

func (s *sheetWriter) add(cells []any) error {
	s.row++
	at, err := excelize.CoordinatesToCellName(1, s.row)
	if err == nil {
		err = s.stream.SetRow(at, cells)
	}
	if err != nil {
		return fmt.Errorf("dataset: sheet %s, row %d: %w", s.name(), s.row, err)
	}
	return nil
}

func (s *sheetWriter) Row(values []any) error {
	if s.row == excelize.TotalRows {
		if err := s.Close(); err != nil {
			return err
		}
		s.part++
		if err := s.begin(); err != nil {
			return err
		}
	}
	cells := make([]any, len(values))
	for i, v := range values {
		switch v := v.(type) {
		case nil:
		case string:
			cells[i] = excelize.Cell{StyleID: s.book.styles["text"], Value: cellText(v)}
		default:
			if f, ok := float(v); ok {
				cells[i] = f
			} else if d := digits(v); d != "" {
				cells[i] = excelize.Cell{StyleID: s.book.styles["text"], Value: d} // Excel keeps 15 digits
			}
		}
	}
	return s.add(cells)
}

// cellText cuts a text to what a cell holds, 32,767 characters.
func cellText(s string) string {
	s = export.Safe(s)
	if r := []rune(s); len(r) > excelize.TotalCellChars {
		return string(r[:excelize.TotalCellChars-1]) + "…"
	}
	return s
}

func (s *sheetWriter) Close() error {
	last, err := excelize.CoordinatesToCellName(len(s.columns), s.row)
	if err == nil {
		err = s.book.file.AutoFilter(s.name(), "A1:"+last, nil)
	}
	if err == nil {
		err = s.stream.Flush()
	}
	if err != nil {
		return fmt.Errorf("dataset: sheet %s: %w", s.name(), err)
	}
	return nil
}
