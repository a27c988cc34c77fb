package main

import (
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"strings"
)

// maxInput is the most bytes read of one input. Ingest refuses what is above its own
// limit with a named class; one byte more than that limit is enough for it to see.
const maxInput = 20<<20 + 1

// input is one document named on the command line. Err says why it could not be
// opened; then Data is nil.
type input struct {
	Path string
	Data []byte
	Err  error
}

// expand turns the arguments into a sorted list of files for each folder, in the
// order of the arguments. "-" stands for standard input. Hidden files are left out
// of folders.
func expand(args []string) ([]string, error) {
	var out []string
	for _, arg := range args {
		info, err := os.Stat(arg)
		if arg == "-" || err != nil || !info.IsDir() {
			out = append(out, arg) // an error is told when the file is opened
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

// read opens each path in turn; only one document is held at a time.
func read(paths []string, stdin io.Reader) iter.Seq[input] {
	return func(yield func(input) bool) {
		for _, p := range paths {
			if !yield(readOne(p, stdin)) {
				return
			}
		}
	}
}

func readOne(path string, stdin io.Reader) input {
	in := input{Path: path}
	if path == "-" {
		in.Data, in.Err = io.ReadAll(io.LimitReader(stdin, maxInput))
		return in
	}
	f, err := os.Open(path)
	if err != nil {
		in.Err = err
		return in
	}
	defer f.Close()
	in.Data, in.Err = io.ReadAll(io.LimitReader(f, maxInput))
	return in
}

// baseName is the file name that a document is known by; standard input has none.
func baseName(path string) string {
	if path == "-" {
		return ""
	}
	return filepath.Base(path)
}
