package check

import (
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"strings"

	"github.com/gouji/gouji/stages/report"
)

// maxInput is the most bytes read of one input. Ingest refuses what is above its own
// limit with a named class; one byte more than that limit is enough for it to see.
const maxInput = 20<<20 + 1

// Document is one document of a list.
type Document struct {
	// Path is the name that its check is given.
	Path   string
	Data   []byte
	Source report.Source
	// Err says why it could not be opened; then Data is nil.
	Err error
}

// Expand replaces each folder among the paths by its files, sorted; the order of the paths
// is kept. "-" stands for standard input. Hidden files are left out of folders.
func Expand(args []string) ([]string, error) {
	var out []string
	for _, arg := range args {
		info, err := os.Stat(arg)
		if arg == "-" || err != nil || !info.IsDir() {
			out = append(out, arg) // the error shows when the file is opened
			continue
		}
		err = filepath.WalkDir(arg, func(path string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			if path != arg && strings.HasPrefix(d.Name(), ".") {
				if d.IsDir() {
					return filepath.SkipDir
				}
				return nil
			}
			if d.Type().IsRegular() {
				out = append(out, path)
			}
			return nil
		})
		if err != nil {
			return nil, fmt.Errorf("walking the folder %s: %w", arg, err)
		}
	}
	return out, nil
}

// Files opens each path in turn; only one document is held at a time. "-" is stdin.
func Files(paths []string, stdin io.Reader) iter.Seq[Document] {
	return func(yield func(Document) bool) {
		for _, p := range paths {
			if !yield(File(p, stdin)) {
				return
			}
		}
	}
}

// File opens one path; "-" is stdin, which has no file name.
func File(path string, stdin io.Reader) Document {
	d := Document{Path: path}
	if path == "-" {
		d.Data, d.Err = io.ReadAll(io.LimitReader(stdin, maxInput))
		return d
	}
	d.Source.Filename = filepath.Base(path)
	f, err := os.Open(path)
	if err != nil {
		d.Err = err
		return d
	}
	defer f.Close()
	d.Data, d.Err = io.ReadAll(io.LimitReader(f, maxInput))
	return d
}
