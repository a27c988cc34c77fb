package crash

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestBoundariesComeInPairs(t *testing.T) {
	points, err := Boundaries("../../../pipeline")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range points {
		other := strings.NewReplacer(".before", ".after", ".after", ".before").Replace(p)
		if other == p || !slices.Contains(points, other) {
			t.Errorf("boundary %s has no counterpart", p)
		}
	}
	for _, need := range []string{"blob", "accepted", "run", "commit", "bucket", "ack", "nak", "term", "dead", "submit"} {
		if !slices.Contains(points, need+".before") {
			t.Errorf("there is no boundary at %s", need)
		}
	}
}

func TestBoundaryMustBeLiteral(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "x.go"), []byte("package x\nfunc f(p string) { Boundary(p, p) }\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Boundaries(dir); err == nil {
		t.Error("a boundary that cannot be read from the source was taken")
	}
}
