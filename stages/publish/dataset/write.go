package dataset

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/gouji/gouji/stages/publish/export"
	"github.com/gouji/gouji/stages/report"
)

// Formats are the formats of a table, by the ends of their files' names.
func Formats() []string { return []string{"csv", "xlsx", "parquet", "ndjson"} }

// Writer writes the rows of one table. A value is nil, a string, an int, an int64 or a
// report.Number. Close completes the table; it does not close the io.Writer below.
type Writer interface {
	Row(values []any) error
	Close() error
}

// New returns a writer of a table over w. It fails for a format that is none of Formats.
func New(format string, w io.Writer, name string, columns []Column) (Writer, error) {
	switch format {
	case "csv":
		return newCSV(w, columns)
	case "ndjson":
		return &ndjsonWriter{w: bufio.NewWriter(w), columns: columns}, nil
	case "parquet":
		return newParquet(w, name, columns), nil
	case "xlsx":
		book := NewBook(w)
		return book.alone(name, columns)
	}
	return nil, fmt.Errorf("dataset: %.20q is not one of %s", format, strings.Join(Formats(), ", "))
}

// csvWriter writes RFC 4180 with a UTF-8 byte order mark, without which Excel takes the file
// for GBK. Text that a spreadsheet would take for a formula begins with an apostrophe.
type csvWriter struct {
	csv *csv.Writer
	row []string
}

func newCSV(w io.Writer, columns []Column) (Writer, error) {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return nil, fmt.Errorf("dataset: writing CSV: %w", err)
	}
	c := &csvWriter{csv: csv.NewWriter(w), row: make([]string, len(columns))}
	c.csv.UseCRLF = true
	for i, col := range columns {
		c.row[i] = col.Name
	}
	return c, c.write()
}

func (c *csvWriter) write() error {
	if err := c.csv.Write(c.row); err != nil {
		return fmt.Errorf("dataset: writing CSV: %w", err)
	}
	return nil
}

func (c *csvWriter) Row(values []any) error {
	for i, v := range values {
		switch v := v.(type) {
		case string:
			c.row[i] = export.Guard(v)
		default:
			c.row[i] = digits(v)
		}
	}
	return c.write()
}

func (c *csvWriter) Close() error {
	c.csv.Flush()
	if err := c.csv.Error(); err != nil {
		return fmt.Errorf("dataset: writing CSV: %w", err)
	}
	return nil
}

// digits is a number as text, "" for none.
func digits(v any) string {
	switch v := v.(type) {
	case int:
		return strconv.Itoa(v)
	case int64:
		return strconv.FormatInt(v, 10)
	case report.Number:
		return v.String()
	case string:
		return v
	}
	return ""
}

// ndjsonWriter writes an object a line. Numbers keep all their digits, texts are as they were
// read.
type ndjsonWriter struct {
	w       *bufio.Writer
	columns []Column
}

func (n *ndjsonWriter) Row(values []any) error {
	for i, v := range values {
		sign := byte(',')
		if i == 0 {
			sign = '{'
		}
		value := []byte("null")
		switch v := v.(type) {
		case string:
			var err error
			if value, err = json.Marshal(v); err != nil {
				return fmt.Errorf("dataset: writing NDJSON: %w", err)
			}
		default:
			if s := digits(v); s != "" {
				value = []byte(s)
			}
		}
		// A bufio.Writer keeps its error until Flush.
		_ = n.w.WriteByte(sign)
		_, _ = n.w.WriteString(strconv.Quote(n.columns[i].Name) + ":")
		_, _ = n.w.Write(value)
	}
	if _, err := n.w.WriteString("}\n"); err != nil {
		return fmt.Errorf("dataset: writing NDJSON: %w", err)
	}
	return nil
}

func (n *ndjsonWriter) Close() error {
	if err := n.w.Flush(); err != nil {
		return fmt.Errorf("dataset: writing NDJSON: %w", err)
	}
	return nil
}

// float is a number for formats that know binary fractions alone; false for one with more
// digits than 15, which such a fraction would round.
func float(v any) (float64, bool) {
	s := digits(v)
	n := strings.Count(s, "") - 1 - strings.Count(s, "-") - strings.Count(s, ".")
	f, err := strconv.ParseFloat(s, 64)
	return f, err == nil && n <= 15
}
