package dataset_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"
	"github.com/xuri/excelize/v2"

	"github.com/gouji/gouji/stages/publish/dataset"
	"github.com/gouji/gouji/stages/report"
)

func columns() []dataset.Column {
	return []dataset.Column{{Name: "z", Type: dataset.String, ZH: "文字", EN: "text"}, {Name: "a", Type: dataset.Integer, ZH: "整数", EN: "integer"}, {Name: "m", Type: dataset.Number, ZH: "数", EN: "number"}}
}

func num(t testing.TB, s string) report.Number {
	t.Helper()
	n, err := report.ParseNumber(s)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

const formula = "=1+1"

func rows(t testing.TB) [][]any {
	return [][]any{
		{formula, 1, num(t, "1.50")},
		{"甲\n\"乙\"\x1b[31m", int64(-2), num(t, "123456789012345")},
		{nil, nil, nil},
		{"长", 3, num(t, "123456789012345678")}, // more digits than a binary fraction keeps
	}
}

func written(t testing.TB, format string, all [][]any) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := dataset.New(format, &b, "table", columns())
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range all {
		if err := w.Row(r); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestCSV(t *testing.T) {
	t.Parallel()
	got, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(written(t, "csv", rows(t)), []byte("\ufeff")))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{{"z", "a", "m"}, {"'" + formula, "1", "1.50"}, {"甲\n\"乙\"\ufffd[31m", "-2", "123456789012345"}, {"", "", ""}, {"长", "3", "123456789012345678"}}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%q", got)
	}
}

func TestNDJSON(t *testing.T) {
	t.Parallel()
	d := json.NewDecoder(bytes.NewReader(written(t, "ndjson", rows(t))))
	d.UseNumber()
	want := []string{"=1+1 1 1.50", "甲\n\"乙\"\x1b[31m -2 123456789012345", "<nil> <nil> <nil>", "长 3 123456789012345678"}
	for _, w := range want {
		var got map[string]any
		if err := d.Decode(&got); err != nil {
			t.Fatal(err)
		}
		if s := fmt.Sprint(got["z"], " ", got["a"], " ", got["m"]); s != w {
			t.Errorf("%q, want %q", s, w)
		}
	}
}

// TestParquet reads the file back by its own names, with another type than it was written with.
func TestParquet(t *testing.T) {
	t.Parallel()
	data := written(t, "parquet", rows(t))
	f, err := parquet.OpenFile(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, field := range f.Schema().Fields() {
		names = append(names, field.Name())
	}
	if strings.Join(names, " ") != "z a m" {
		t.Errorf("columns %v", names)
	}
	type row struct {
		M *float64 `parquet:"m"`
		Z *string  `parquet:"z"`
		A *int64   `parquet:"a"`
	}
	r := parquet.NewGenericReader[row](bytes.NewReader(data))
	defer r.Close()
	got := make([]row, 10)
	n, err := r.Read(got)
	if err != nil && !errors.Is(err, io.EOF) || n != 4 {
		t.Fatalf("%d rows, %v", n, err)
	}
	if *got[0].Z != formula || *got[0].A != 1 || *got[0].M != 1.5 || *got[1].A != -2 || *got[1].M != 123456789012345 {
		t.Errorf("%+v", got[:2])
	}
	if got[2].Z != nil || got[2].A != nil || got[2].M != nil || got[3].M != nil || *got[3].Z != "长" {
		t.Errorf("%+v", got[2:4])
	}
}

func TestXLSX(t *testing.T) {
	t.Parallel()
	book, err := excelize.OpenReader(bytes.NewReader(written(t, "xlsx", rows(t))))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	for at, want := range map[string]string{"A2": formula, "B2": "1", "C2": "1.5", "A4": "", "C5": "123456789012345678", "B3": "-2"} {
		if got, err := book.GetCellValue("table", at); err != nil || got != want {
			t.Errorf("%s: %q, %v; want %q", at, got, err, want)
		}
	}
	if f, err := book.GetCellFormula("table", "A2"); err != nil || f != "" {
		t.Errorf("the formula %q, %v", f, err)
	}
	for at, want := range map[string]excelize.CellType{"B2": excelize.CellTypeUnset, "C5": excelize.CellTypeInlineString} {
		if got, err := book.GetCellType("table", at); err != nil || got != want {
			t.Errorf("%s has type %v, %v", at, got, err)
		}
	}
	if got, err := book.GetCellValue("数据字典", "D2"); err != nil || got != "文字" {
		t.Errorf("dictionary: %q, %v", got, err)
	}
}

// TestFolder: the description names every file with its digest and columns, and an export that
// fails leaves no half file under its name.
func TestFolder(t *testing.T) {
	t.Parallel()
	each := func(table string, each func([]any) error) error {
		row := make([]any, len(dataset.Columns(table)))
		row[0] = "doc"
		return each(row)
	}
	for _, format := range dataset.Formats() {
		dir := filepath.Join(t.TempDir(), "new", format)
		if err := dataset.WriteFolder(dir, format, dataset.Tables(), each); err != nil {
			t.Fatal(err)
		}
		b, err := os.ReadFile(filepath.Join(dir, dataset.PackageFile))
		if err != nil {
			t.Fatal(err)
		}
		var p struct {
			Resources []struct {
				Path, Hash string
				Bytes      int64
				Schema     struct{ Fields []struct{ Name string } }
			}
		}
		if err := json.Unmarshal(b, &p); err != nil {
			t.Fatal(err)
		}
		files, err := os.ReadDir(dir)
		if err != nil || len(files) != len(p.Resources)+1 {
			t.Errorf("%s: %d files, %d described", format, len(files), len(p.Resources))
		}
		for _, r := range p.Resources {
			if info, err := os.Stat(filepath.Join(dir, r.Path)); err != nil || info.Size() != r.Bytes || !strings.HasPrefix(r.Hash, "sha256:") {
				t.Errorf("%s: %+v, %v", format, r, err)
			}
		}
	}
	dir := t.TempDir()
	broken := errors.New("the disk is full")
	err := dataset.WriteFolder(dir, "csv", dataset.Tables(), func(string, func([]any) error) error { return broken })
	if files, _ := os.ReadDir(dir); !errors.Is(err, broken) || len(files) != 0 {
		t.Errorf("%v, left %v", err, files)
	}
}

// TestColumns: names are such as every database takes, each once, within PostgreSQL's 63 bytes.
func TestColumns(t *testing.T) {
	t.Parallel()
	for _, table := range dataset.Tables() {
		seen := map[string]bool{}
		for _, c := range dataset.Columns(table) {
			if c.Name == "" || len(c.Name) > 63 || strings.Trim(c.Name, "abcdefghijklmnopqrstuvwxyz0123456789_") != "" || seen[c.Name] || c.ZH == "" || c.EN == "" {
				t.Errorf("%s: %+v", table, c)
			}
			seen[c.Name] = true
		}
	}
	if n := len(dataset.Cells()); n != 10+22+26*7+15 {
		t.Errorf("%d cells", n)
	}
}
