package dataset

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// Rows calls each with the rows of a table until it fails.
type Rows func(table string, each func([]any) error) error

// PackageFile is the name of the file that describes the others, by the Data Package standard
// (https://specs.frictionlessdata.io/data-package).
const PackageFile = "datapackage.json"

// bookFile is the workbook of all tables.
const bookFile = "gouji.xlsx"

// WriteFolder writes the tables into files of a folder, which is made where it is not there,
// and a description of them. csv, parquet and ndjson have a file for each table and dictionary.csv
// beside; xlsx is one workbook with a sheet for each, and one for the dictionary. A file
// appears under its name when it is complete.
func WriteFolder(dir, format string, tables []string, rows Rows) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("dataset: %w", err)
	}
	var all []resource
	if format == "xlsx" {
		r, err := writeBook(dir, tables, rows)
		if err != nil {
			return err
		}
		all = append(all, r)
	} else {
		for _, t := range tables {
			r, err := writeTable(dir, format, t, rows)
			if err != nil {
				return err
			}
			all = append(all, r)
		}
		r, err := writeDictionary(dir, tables)
		if err != nil {
			return err
		}
		all = append(all, r)
	}
	b, err := json.MarshalIndent(describe(all), "", "  ")
	if err != nil {
		return fmt.Errorf("dataset: %w", err)
	}
	_, err = writeFile(dir, PackageFile, func(w io.Writer) error { _, err := w.Write(append(b, '\n')); return err })
	return err
}

// resource is a file of the package.
type resource struct {
	Name      string  `json:"name"`
	Path      string  `json:"path"`
	Format    string  `json:"format"`
	Mediatype string  `json:"mediatype"`
	Encoding  string  `json:"encoding,omitempty"`
	Bytes     int64   `json:"bytes"`
	Hash      string  `json:"hash"`
	Rows      int     `json:"rows"`
	Schema    *schema `json:"schema,omitempty"`
}

type schema struct {
	Fields        []field  `json:"fields"`
	MissingValues []string `json:"missingValues"`
}

type field struct {
	Name        string `json:"name"`
	Type        Type   `json:"type"`
	Title       string `json:"title"`
	Description string `json:"description"`
}

func describe(all []resource) any {
	return struct {
		Profile   string     `json:"profile"`
		Name      string     `json:"name"`
		Title     string     `json:"title"`
		Resources []resource `json:"resources"`
	}{"tabular-data-package", "gouji-annual-reports", "政府信息公开工作年度报告数据 · data of government information disclosure annual reports", all}
}

func schemaOf(columns []Column) *schema {
	s := &schema{MissingValues: []string{""}}
	for _, c := range columns {
		s.Fields = append(s.Fields, field{c.Name, c.Type, c.ZH, c.EN})
	}
	return s
}

func mediatype(format string) string {
	return map[string]string{"csv": "text/csv", "ndjson": "application/x-ndjson", "parquet": "application/vnd.apache.parquet",
		"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}[format]
}

// writeFile writes a file under another name first, and returns its size and digest.
func writeFile(dir, name string, write func(io.Writer) error) (r resource, err error) {
	part := filepath.Join(dir, name+".part")
	f, err := os.Create(part)
	if err != nil {
		return r, fmt.Errorf("dataset: %w", err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(part))
		}
	}()
	h, buffer := sha256.New(), bufio.NewWriterSize(f, 1<<16)
	err = write(io.MultiWriter(buffer, h))
	if err = errors.Join(err, buffer.Flush()); err == nil {
		r.Bytes, err = f.Seek(0, io.SeekCurrent)
	}
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(part, filepath.Join(dir, name))
	}
	if err != nil {
		return r, fmt.Errorf("dataset: writing %s: %w", name, err)
	}
	r.Path, r.Hash = name, "sha256:"+hex.EncodeToString(h.Sum(nil))
	return r, nil
}

func writeTable(dir, format, table string, rows Rows) (resource, error) {
	n := 0
	r, err := writeFile(dir, table+"."+format, func(w io.Writer) error {
		out, err := New(format, w, table, Columns(table))
		if err != nil {
			return err
		}
		if err := rows(table, func(v []any) error { n++; return out.Row(v) }); err != nil {
			return err
		}
		return out.Close()
	})
	r.Name, r.Format, r.Mediatype, r.Rows, r.Schema = table, format, mediatype(format), n, schemaOf(Columns(table))
	if format != "parquet" {
		r.Encoding = "utf-8"
	}
	return r, err
}

func writeBook(dir string, tables []string, rows Rows) (resource, error) {
	n := 0
	r, err := writeFile(dir, bookFile, func(w io.Writer) error {
		book := NewBook(w)
		for _, t := range tables {
			sheet, err := book.Sheet(t, Columns(t))
			if err == nil {
				err = rows(t, func(v []any) error { n++; return sheet.Row(v) })
			}
			if err == nil {
				err = sheet.Close()
			}
			if err != nil {
				return errors.Join(err, book.file.Close())
			}
		}
		return book.Close()
	})
	r.Name, r.Format, r.Mediatype, r.Rows = "workbook", "xlsx", mediatype("xlsx"), n
	return r, err
}

func dictionaryColumns() []Column {
	return []Column{{"table", String, "表", "table"}, {"name", String, "列", "column"}, {"type", String, "类型", "type"},
		{"zh", String, "含义（中文）", "meaning in Chinese"}, {"en", String, "含义（英文）", "meaning in English"}}
}

func writeDictionary(dir string, tables []string) (resource, error) {
	n := 0
	r, err := writeFile(dir, "dictionary.csv", func(w io.Writer) error {
		out, err := New("csv", w, "dictionary", dictionaryColumns())
		if err != nil {
			return err
		}
		for _, t := range tables {
			for _, c := range Columns(t) {
				n++
				if err := out.Row([]any{t, c.Name, string(c.Type), c.ZH, c.EN}); err != nil {
					return err
				}
			}
		}
		return out.Close()
	})
	r.Name, r.Format, r.Mediatype, r.Encoding, r.Rows, r.Schema = "dictionary", "csv", mediatype("csv"), "utf-8", n, schemaOf(dictionaryColumns())
	return r, err
}
