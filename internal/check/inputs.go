package check

import (
	"errors"
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

// Passed is a file of a folder that Expand passed over.
type Passed struct {
	Path string
	Why  Leftover
}

// Leftover is why a file of a folder is no document.
type Leftover string

// What stands in folders and is no document.
const (
	OfficeLeftover Leftover = "office"  // ~$年报.docx, .~lock.年报.odt#: an open document's lock
	SystemFile     Leftover = "system"  // Thumbs.db, desktop.ini, what macOS writes beside files
	FolderLink     Leftover = "link"    // a link to a folder, which may lead in a circle
	SpecialFile    Leftover = "special" // a pipe, socket or device
)

// Expand replaces each folder among the paths by its files, sorted; the order of the paths
// is kept. "-" stands for standard input. Of folders, hidden files are left out; links to
// files are followed, each file once; what is no document is passed over and named.
func Expand(args []string) (paths []string, passed []Passed, err error) {
	for _, arg := range args {
		info, err := os.Stat(arg)
		if arg == "-" || err != nil || !info.IsDir() {
			paths = append(paths, arg) // the error shows when the file is opened
			continue
		}
		w := walk{root: arg, seen: map[string]bool{}}
		if err := filepath.WalkDir(arg, w.entry); err != nil {
			return nil, nil, fmt.Errorf("walking the folder %s: %w", arg, err)
		}
		paths, passed = append(paths, w.paths...), append(passed, w.passed...)
	}
	return paths, passed, nil
}

// walk is the way through one folder.
type walk struct {
	root   string
	paths  []string
	passed []Passed
	seen   map[string]bool // files by their own path, where links lead to them
}

func (w *walk) entry(path string, d fs.DirEntry, err error) error {
	switch why := leftover(d); {
	case err != nil:
		return err
	case path == w.root:
		return nil
	case why != "":
		w.passed = append(w.passed, Passed{path, why})
		return nil
	case strings.HasPrefix(d.Name(), "."):
		if d.IsDir() {
			return filepath.SkipDir
		}
		return nil
	case d.IsDir():
		return nil
	}
	info, err := os.Stat(path) // of what a link leads to
	switch {
	case err != nil:
		w.paths = append(w.paths, path) // the error shows when it is opened
	case info.IsDir():
		w.passed = append(w.passed, Passed{path, FolderLink})
	case !info.Mode().IsRegular():
		w.passed = append(w.passed, Passed{path, SpecialFile})
	default:
		w.file(path)
	}
	return nil
}

// file takes a file unless it was met by another name.
func (w *walk) file(path string) {
	own, err := filepath.EvalSymlinks(path)
	if err != nil {
		own = path
	}
	if !w.seen[own] {
		w.seen[own] = true
		w.paths = append(w.paths, path)
	}
}

// leftover says why a name is that of no document, "" if it may be one.
func leftover(d fs.DirEntry) Leftover {
	if d == nil || d.IsDir() {
		return ""
	}
	name := strings.ToLower(d.Name())
	switch {
	case strings.HasPrefix(name, "~$"), strings.HasPrefix(name, ".~lock."):
		return OfficeLeftover
	case name == "thumbs.db", name == "desktop.ini", name == ".ds_store", strings.HasPrefix(name, "._"):
		return SystemFile
	}
	return ""
}

// ErrSpecial says that a path is a pipe, socket or device: it has no size, and may never end.
var ErrSpecial = errors.New("不是普通文件（管道、套接字或设备）；要读标准输入请写 - · no regular file but a pipe, socket or device; write - for standard input")

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
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() && !info.IsDir() {
		d.Err = fmt.Errorf("%s: %w", path, ErrSpecial) // opening a pipe would wait for its writer
		return d
	}
	f, err := os.Open(path)
	if err != nil {
		d.Err = err
		return d
	}
	defer f.Close()
	d.Data, d.Err = io.ReadAll(io.LimitReader(f, maxInput))
	return d
}
