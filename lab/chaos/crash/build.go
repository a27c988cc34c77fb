// Package crash builds programs that end themselves at a boundary of a side effect, on order.
package crash

import (
	"context"
	_ "embed"
	"path/filepath"

	"github.com/gouji/gouji/lab/chaos/build"
)

// crashingBoundary takes the place of boundaryFile in the programs that the
// laboratory builds to end at a boundary. The shipped program has no such switch.
//
//go:embed boundary.go.txt
var crashingBoundary []byte

// boundaryFile declares the function that marks the boundaries.
const boundaryFile = "pipeline/internal/broker/boundary.go"

// OrderEnv names the order file to a program with crashingBoundary.
const OrderEnv = "GOUJI_CHAOS_ORDER"

// Build builds the program with crashingBoundary and the edits, in a folder below dir.
func Build(ctx context.Context, dir string, edits ...build.Edit) (string, error) {
	return build.With(ctx, filepath.Join(dir, "build-crashing"), map[string]string{boundaryFile: string(crashingBoundary)}, edits...)
}
