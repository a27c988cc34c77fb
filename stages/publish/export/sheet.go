package export

import (
	"fmt"

	"github.com/xuri/excelize/v2"
)

// sheet is one list of a workbook; where it is full it goes on in a second sheet, named
// with a number.
type sheet struct {
	file   *excelize.File
	name   string // of the first sheet
	head   []string
	widths []float64
	style  int
	most   int // rows of one sheet; Excel has excelize.TotalRows

	part   int // 0-based
	row    int // the last row written, 1-based
	stream *excelize.StreamWriter
}

func (s *sheet) title() string {
	if s.part == 0 {
		return s.name
	}
	return fmt.Sprintf("%s %d", s.name, s.part+1)
}

func (s *sheet) begin() error {
	if _, err := s.file.NewSheet(s.title()); err != nil {
		return fmt.Errorf("export: sheet %s: %w", s.title(), err)
	}
	stream, err := s.file.NewStreamWriter(s.title())
	if err != nil {
		return fmt.Errorf("export: sheet %s: %w", s.title(), err)
	}
	s.stream, s.row = stream, 0
	for i, w := range s.widths {
		if err := stream.SetColWidth(i+1, i+1, w); err != nil {
			return fmt.Errorf("export: sheet %s: %w", s.title(), err)
		}
	}
	if err := stream.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return fmt.Errorf("export: sheet %s: %w", s.title(), err)
	}
	return s.add(guardAll(s.head), excelize.RowOpts{StyleID: s.style})
}

func (s *sheet) add(cells []any, opts ...excelize.RowOpts) error {
	if s.row == s.most {
		if err := s.end(); err != nil {
			return err
		}
		s.part++
		if err := s.begin(); err != nil {
			return err
		}
	}
	s.row++
	at, err := excelize.CoordinatesToCellName(1, s.row)
	if err == nil {
		err = s.stream.SetRow(at, cells, opts...)
	}
	if err != nil {
		return fmt.Errorf("export: sheet %s, row %d: %w", s.title(), s.row, err)
	}
	return nil
}

// end sets the filter over all rows and completes the sheet.
func (s *sheet) end() error {
	last, err := excelize.CoordinatesToCellName(len(s.head), s.row)
	if err == nil {
		err = s.file.AutoFilter(s.title(), "A1:"+last, nil)
	}
	if err == nil {
		err = s.stream.Flush()
	}
	if err != nil {
		return fmt.Errorf("export: sheet %s: %w", s.title(), err)
	}
	return nil
}

func guardAll(cells []string) []any {
	out := make([]any, len(cells))
	for i, c := range cells {
		out[i] = Guard(c)
	}
	return out
}
