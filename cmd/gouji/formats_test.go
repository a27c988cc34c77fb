package main

import (
	"bytes"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"github.com/xuri/excelize/v2"
)

// TestTheDoorWritesWhatCheckWrites: POST /v1/check?format= answers what `gouji check --format`
// prints of the same file, for reports and for what is refused.
func TestTheDoorWritesWhatCheckWrites(t *testing.T) {
	t.Parallel()
	up := startUp(t, t.TempDir())
	dir := samples(t, 4, 11)
	if err := os.WriteFile(filepath.Join(dir, "notes.txt"), []byte("会议通知,今天下午三点开会,请准时参加。"), 0o600); err != nil {
		t.Fatal(err)
	}
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, format := range checkFormats() {
		if format == "json" { // the door also says whose the draft was
			continue
		}
		for _, f := range files {
			cli := exec.Command(os.Args[0], "check", "--format", format, "--fail-on", "never", f.Name())
			cli.Dir = dir
			want, err := cli.Output() // a refused file ends it with 2
			if len(want) == 0 {
				t.Fatal(err)
			}
			got, kind := checked(t, up, format, filepath.Join(dir, f.Name()))
			if format == "xlsx" {
				if !slices.EqualFunc(cells(t, got), cells(t, want), slices.Equal) {
					t.Errorf("%s: the door's workbook has other cells", f.Name())
				}
			} else if !bytes.Equal(got, want) {
				t.Errorf("%s as %s (%s):\n%.1500s\nand gouji check:\n%.1500s", f.Name(), format, kind, got, want)
			}
		}
	}
}

// checked asks the door for a check in a format.
func checked(t *testing.T, p *process, format, path string) (body []byte, kind string) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+p.where.HTTP+"/v1/check?format="+format, bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Gouji-Filename", filepath.Base(path))
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if body, err = io.ReadAll(res.Body); err != nil || res.StatusCode != http.StatusOK && res.StatusCode != http.StatusUnprocessableEntity {
		t.Fatalf("%s %s: %s, %v", path, format, body, err)
	}
	return body, res.Header.Get("Content-Type")
}

// cells are the rows of all sheets of a workbook.
func cells(t *testing.T, data []byte) (rows [][]string) {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for _, sheet := range f.GetSheetList() {
		r, err := f.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		rows = append(append(rows, []string{sheet}), r...)
	}
	return rows
}
