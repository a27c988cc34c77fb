package operation

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"

	"github.com/gouji/gouji/lab/chaos/build"
	"github.com/gouji/gouji/lab/chaos/machine"
	"github.com/gouji/gouji/lab/chaos/scenario"
)

// olderCommit is the commit of the program that must be upgraded without loss.
const olderCommit = "4e43faad98d90d1d1306b85d46eb2ef35fa46cdc"

// program is a build of gouji with the version of its parser.
type program struct{ path, parser string }

// parserFile declares the version of the parser.
const parserFile = "stages/parse/parse.go"

// parserVersion is the line of parserFile that does.
var parserVersion = regexp.MustCompile(`(?m)^const Version = "(\d+)"$`)

// upgradePrograms builds the programs of an upgrade, each with a parser of its own.
func upgradePrograms(ctx context.Context, l *scenario.Lab) (out [next + 1]program, err error) {
	root, err := build.ModuleRoot(ctx)
	if err != nil {
		return out, err
	}
	if out[older], err = buildOlder(ctx, l, root); err != nil {
		return out, err
	}
	line, version, err := parserOf(root)
	if err != nil {
		return out, err
	}
	out[present] = program{path: l.Gouji, parser: strconv.Itoa(version)}
	after := strconv.Itoa(version + 1)
	path, err := build.With(ctx, filepath.Join(l.Dir, "build-next"), map[string]string{}, build.Edit{File: parserFile, Old: line, New: fmt.Sprintf("const Version = %q", after)})
	out[next] = program{path: path, parser: after}
	return out, err
}

// parserOf is the parser's version in the source below root, and the line that declares it.
func parserOf(root string) (line string, version int, err error) {
	source, err := os.ReadFile(filepath.Join(root, parserFile))
	if err != nil {
		return "", 0, err
	}
	found := parserVersion.FindSubmatch(source)
	if found == nil {
		return "", 0, fmt.Errorf("%s declares no version that is a number", parserFile)
	}
	version, err = strconv.Atoi(string(found[1]))
	return string(found[0]), version, err
}

// buildOlder builds olderCommit from the history below root. Without it the scenario is skipped.
func buildOlder(ctx context.Context, l *scenario.Lab, root string) (program, error) {
	if err := exec.CommandContext(ctx, "git", "-C", root, "cat-file", "-e", olderCommit+"^{commit}").Run(); err != nil {
		if ctx.Err() != nil {
			return program{}, context.Cause(ctx)
		}
		return program{}, machine.Skipf("commit %.7s is not in the history here: a shallow clone, or no repository (%v)", olderCommit, err)
	}
	dir := filepath.Join(l.Dir, "older")
	if err := extract(ctx, root, olderCommit, dir); err != nil {
		return program{}, fmt.Errorf("source of %.7s: %w", olderCommit, err)
	}
	_, version, err := parserOf(dir)
	if err != nil {
		return program{}, err
	}
	out := filepath.Join(dir, "gouji")
	return program{path: out, parser: strconv.Itoa(version)}, build.GoBuild(ctx, dir, "-trimpath", "-ldflags", "-s -w", "-o", out, "./cmd/gouji")
}

// extract writes the files of a commit below dir.
func extract(ctx context.Context, root, commit, dir string) error {
	data, err := exec.CommandContext(ctx, "git", "-C", root, "archive", "--format=zip", commit).Output()
	if err != nil {
		return err
	}
	return unpack(data, dir)
}

// unpack writes the files of a ZIP archive below dir, and nothing beside it.
func unpack(data []byte, dir string) error {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return err
	}
	return os.CopyFS(dir, z)
}
