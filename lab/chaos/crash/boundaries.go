package crash

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// Boundaries reads every boundary from the source below dir, so that a new one cannot be
// forgotten.
func Boundaries(dir string) ([]string, error) {
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
