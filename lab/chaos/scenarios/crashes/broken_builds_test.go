package crashes

import (
	"os"
	"path/filepath"
	"testing"
)

func TestBrokenBuildsFitTheSource(t *testing.T) {
	for _, b := range brokenBuildList() {
		for _, e := range b.edits {
			source, err := os.ReadFile(filepath.Join("../../../..", e.File))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := e.Apply(string(source)); err != nil {
				t.Errorf("%s: %v", b.what, err)
			}
		}
	}
}
