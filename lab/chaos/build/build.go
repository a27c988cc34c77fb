// Package build builds the program under test from the source beside the laboratory, as it is or
// with edits that no file of the source sees.
package build

import (
	"context"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
)

// Build builds the public binary into dir with the plain command of the README and
// returns its path.
func Build(ctx context.Context, dir string) (string, error) {
	root, err := ModuleRoot(ctx)
	if err != nil {
		return "", err
	}
	out := filepath.Join(dir, "gouji")
	return out, GoBuild(ctx, root, "-o", out, "./cmd/gouji")
}

// product is the module under test. The laboratory is a module of its own beside it.
const product = "github.com/gouji/gouji"

// ModuleRoot is the folder of the product's source: the one that the replace line of the
// laboratory's go.mod names. The working folder must be inside lab.
func ModuleRoot(ctx context.Context) (string, error) {
	out, err := exec.CommandContext(ctx, "go", "list", "-m", "-f", "{{.Dir}}", product).Output()
	if err != nil {
		return "", fmt.Errorf("find the product's source, from a folder inside lab: %w", err)
	}
	return strings.TrimSpace(string(out)), nil
}

// GoBuild runs `go build` in the folder root; the error has what it printed.
func GoBuild(ctx context.Context, root string, args ...string) error {
	cmd := exec.CommandContext(ctx, "go", append([]string{"build"}, args...)...)
	cmd.Dir = root
	if text, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("build gouji: %w\n%s", err, text)
	}
	return nil
}
