package generate

import (
	"bytes"
	"os/exec"
	"strings"
	"testing"

	"github.com/ledongthuc/pdf"
)

// TestPDFIsRead gives our PDF to readers that are not ours: they must find the title and
// every row's numbers.
func TestPDFIsRead(t *testing.T) {
	s := mustOne(Options{Seed: 4, Layout: PDF})
	r, err := pdf.NewReader(bytes.NewReader(s.Data), int64(len(s.Data)))
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	for i := 1; i <= r.NumPage(); i++ {
		page, err := r.Page(i).GetPlainText(nil)
		if err != nil {
			t.Fatalf("page %d: %v", i, err)
		}
		text.WriteString(page)
	}
	if r.NumPage() < 3 || !strings.Contains(squeeze(text.String()), *s.Truth.Title) {
		t.Errorf("%d pages, title not found in %.200q", r.NumPage(), text.String())
	}
}

func TestPDFToText(t *testing.T) {
	tool, err := exec.LookPath("pdftotext")
	if err != nil {
		t.Skip("skipped: no pdftotext on this machine")
	}
	for seed := range uint64(3) {
		s := mustOne(Options{Seed: seed, Layout: PDF})
		cmd := exec.Command(tool, "-layout", "-", "-")
		cmd.Stdin = bytes.NewReader(s.Data)
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		text := strings.Join(strings.Fields(string(out)), " ")
		for row, cells := range s.Truth.Table3.Rows {
			var want []string
			for _, n := range cells {
				want = append(want, n.String())
			}
			if !strings.Contains(text, strings.Join(want, " ")) {
				t.Errorf("seed %d: row %s %v is not in pdftotext's output", seed, row, want)
			}
		}
		if !strings.Contains(squeeze(text), *s.Truth.Title) {
			t.Errorf("seed %d: title not found", seed)
		}
	}
}
