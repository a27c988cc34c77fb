package export

import (
	"encoding/csv"
	"fmt"
	"io"

	"github.com/gouji/gouji/stages/report"
)

// csvWriter writes a line for each finding, RFC 4180 with a UTF-8 byte order mark,
// without which Excel takes the file for GBK.
type csvWriter struct {
	w     io.Writer
	csv   *csv.Writer
	words Words
	o     Options
	begun bool
}

func newCSV(w io.Writer, words Words, o Options) *csvWriter {
	c := csv.NewWriter(w)
	c.UseCRLF = true
	return &csvWriter{w: w, csv: c, words: words, o: o}
}

func (c *csvWriter) begin() error {
	if c.begun {
		return nil
	}
	c.begun = true
	if _, err := io.WriteString(c.w, "\ufeff"); err != nil {
		return fmt.Errorf("export: writing CSV: %w", err)
	}
	return c.line(findingHead(c.words))
}

func (c *csvWriter) Write(check report.Check) error {
	if err := c.begin(); err != nil {
		return err
	}
	for _, row := range findingRows(c.words, c.o, check) {
		if err := c.line(row); err != nil {
			return err
		}
	}
	return c.flush()
}

func (c *csvWriter) line(cells []string) error {
	guarded := make([]string, len(cells))
	for i, s := range cells {
		guarded[i] = Guard(s)
	}
	if err := c.csv.Write(guarded); err != nil {
		return fmt.Errorf("export: writing CSV: %w", err)
	}
	return nil
}

func (c *csvWriter) flush() error {
	c.csv.Flush()
	if err := c.csv.Error(); err != nil {
		return fmt.Errorf("export: writing CSV: %w", err)
	}
	return nil
}

// Close writes the column heads where nothing else was written.
func (c *csvWriter) Close() error {
	if err := c.begin(); err != nil {
		return err
	}
	return c.flush()
}
