package generate

import (
	"bytes"
	"os/exec"
	"strings"
	"testing"
)

// TestPDFToText gives our PDF to a reader that is not ours: it must find the title and every
// row's numbers.
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
