package operation

import (
	"archive/zip"
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gouji/gouji/lab/chaos/machine"
	"github.com/gouji/gouji/lab/chaos/scenario"
	"github.com/gouji/gouji/pipeline"
)

// TestUpgradeIsInTheOrderOfTheDocument: the stages as docs/upgrade.md names them, after what only
// reads and before the door.
func TestUpgradeIsInTheOrderOfTheDocument(t *testing.T) {
	text, err := os.ReadFile("../../../../docs/upgrade.md")
	if err != nil {
		t.Fatal(err)
	}
	parts := slices.Compact(upgradedParts())
	stages := slices.DeleteFunc(slices.Clone(parts), func(p string) bool { return strings.HasPrefix(p, "--") })
	if want := "in the order " + strings.Join(stages, ", ") + ":"; !strings.Contains(string(text), want) {
		t.Errorf("the document has no %q", want)
	}
	if len(stages) != len(pipeline.Stages()) || parts[0] != "--audit" || parts[1] != announces || parts[len(parts)-1] != "--door" {
		t.Errorf("replaced in the order %q", parts)
	}
}

// TestWithoutHistoryTheUpgradeIsSkipped: in a repository that has another history alone.
func TestWithoutHistoryTheUpgradeIsSkipped(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("skipped: git is not installed")
	}
	root := t.TempDir()
	if text, err := exec.Command("git", "-C", root, "init", "-q").CombinedOutput(); err != nil {
		t.Fatalf("git init: %v\n%s", err, text)
	}
	l := &scenario.Lab{Dir: t.TempDir()}
	if _, err := buildOlder(t.Context(), l, root); !errors.Is(err, machine.ErrSkipped) || !strings.Contains(err.Error(), olderCommit[:7]) {
		t.Errorf("without the commit: %v", err)
	}
}

func TestArchiveStaysInItsFolder(t *testing.T) {
	for name, fine := range map[string]bool{"a/b.go": true, "../b.go": false, "/b.go": true} {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte("x")); err != nil {
			t.Fatal(err)
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		dir := filepath.Join(t.TempDir(), "in")
		err = unpack(b.Bytes(), dir)
		if got, _ := os.ReadFile(filepath.Join(dir, name)); (string(got) == "x") != fine || fine && err != nil {
			t.Errorf("%s: %q, %v", name, got, err)
		}
		if out, _ := filepath.Glob(filepath.Join(dir, "..", "*.go")); len(out) > 0 {
			t.Errorf("%s is at %q", name, out)
		}
	}
}
