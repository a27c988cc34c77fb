package chaos

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// Build builds the public binary into dir with the plain command of the README and
// returns its path.
func Build(ctx context.Context, dir string) (string, error) {
	root, err := moduleRoot(ctx)
	if err != nil {
		return "", err
	}
	out := filepath.Join(dir, "gouji")
	return out, goBuild(ctx, root, "-o", out, "./cmd/gouji")
}

// product is the module under test. The laboratory is a module of its own beside it.
const product = "github.com/gouji/gouji"

// moduleRoot is the folder of the product's source: the one that the replace line of the
// laboratory's go.mod names. The working folder must be inside lab.
func moduleRoot(ctx context.Context) (string, error) {
	out, err := exec.CommandContext(ctx, "go", "list", "-m", "-f", "{{.Dir}}", product).Output()
	if err != nil {
		return "", fmt.Errorf("find the product's source, from a folder inside lab: %w", err)
	}
	return strings.TrimSpace(string(out)), nil
}

func goBuild(ctx context.Context, root string, args ...string) error {
	cmd := exec.CommandContext(ctx, "go", append([]string{"build"}, args...)...)
	cmd.Dir = root
	if text, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("build gouji: %w\n%s", err, text)
	}
	return nil
}

// crashingBoundary takes the place of boundaryFile in the programs that the
// laboratory builds to end at a boundary. The shipped program has no such switch.
//
//go:embed overlay/boundary.go.txt
var crashingBoundary []byte

// boundaryFile declares the function that marks the boundaries.
const boundaryFile = "pipeline/internal/broker/boundary.go"

// orderEnv names the order file to a program with crashingBoundary.
const orderEnv = "GOUJI_CHAOS_ORDER"

// edit is one exact replacement in a source file. Its old text must stand there once, so
// that a build that is meant to be broken is never the sound one by mistake.
type edit struct{ file, old, new string }

func (e edit) apply(source string) (string, error) {
	if n := strings.Count(source, e.old); n != 1 {
		return "", fmt.Errorf("edit of %s: the text to replace stands there %d times, want once: %.80q", e.file, n, e.old)
	}
	return strings.Replace(source, e.old, e.new, 1), nil
}

// buildCrashing builds the program with crashingBoundary and the edits, in a folder below dir.
func buildCrashing(ctx context.Context, dir string, edits ...edit) (string, error) {
	return buildWith(ctx, filepath.Join(dir, "build-crashing"), map[string]string{boundaryFile: string(crashingBoundary)}, edits...)
}

// buildWith builds the program with other text for the files in sources, and the edits, by
// `go build -overlay`: no file of the source is touched. What is made is in the folder dir.
func buildWith(ctx context.Context, dir string, sources map[string]string, edits ...edit) (string, error) {
	root, err := moduleRoot(ctx)
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", err
	}
	for _, e := range edits {
		if sources[e.file] == "" {
			data, err := os.ReadFile(filepath.Join(root, e.file))
			if err != nil {
				return "", err
			}
			sources[e.file] = string(data)
		}
		if sources[e.file], err = e.apply(sources[e.file]); err != nil {
			return "", err
		}
	}
	replace := map[string]string{}
	for file, text := range sources {
		to := filepath.Join(dir, strings.ReplaceAll(file, "/", "-"))
		if err := os.WriteFile(to, []byte(text), 0o600); err != nil {
			return "", err
		}
		replace[filepath.Join(root, file)] = to
	}
	overlay, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return "", err
	}
	list, out := filepath.Join(dir, "overlay.json"), filepath.Join(dir, "gouji")
	if err := os.WriteFile(list, overlay, 0o600); err != nil {
		return "", err
	}
	return out, goBuild(ctx, root, "-overlay", list, "-ldflags", "-s -w", "-o", out, "./cmd/gouji")
}

// sourcePoints reads every boundary from the source below dir, so that a new one cannot be
// forgotten.
func sourcePoints(dir string) ([]string, error) {
	var out []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		points, err := pointsIn(path)
		out = append(out, points...)
		return err
	})
	if err != nil {
		return nil, err
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

// pointsIn reads the boundaries of one file: calls of Boundary, whose first argument must be
// a literal.
func pointsIn(path string) (points []string, err error) {
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, path, nil, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	ast.Inspect(file, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || !callsBoundary(call) {
			return true
		}
		lit, ok := call.Args[0].(*ast.BasicLit)
		if !ok {
			err = fmt.Errorf("%s: the point of a boundary is no literal", set.Position(call.Pos()))
			return true
		}
		point, e := strconv.Unquote(lit.Value)
		if e != nil {
			err = e
		}
		points = append(points, point)
		return true
	})
	return points, err
}

func callsBoundary(call *ast.CallExpr) bool {
	switch f := call.Fun.(type) {
	case *ast.Ident:
		return f.Name == "Boundary"
	case *ast.SelectorExpr:
		return f.Sel.Name == "Boundary"
	}
	return false
}
