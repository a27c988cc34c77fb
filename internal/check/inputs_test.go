//go:build unix

package check

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

func write(t *testing.T, path string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestExpandNamesWhatItPassesOver(t *testing.T) {
	t.Parallel()
	dir, outside := t.TempDir(), filepath.Join(t.TempDir(), "real.html")
	write(t, outside)
	for _, name := range []string{"a.html", "b/c.docx", "~$a.docx", ".~lock.b.odt#", "Thumbs.db", "desktop.ini", "._a.html", ".hidden", ".git/x"} {
		write(t, filepath.Join(dir, name))
	}
	for link, to := range map[string]string{"d.html": outside, "e.html": outside, "f.html": "a.html", "loop": "."} {
		if err := os.Symlink(to, filepath.Join(dir, link)); err != nil {
			t.Fatal(err)
		}
	}
	if err := syscall.Mkfifo(filepath.Join(dir, "p.html"), 0o600); err != nil {
		t.Fatal(err)
	}
	paths, passed, err := Expand([]string{dir})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, p := range paths {
		got = append(got, strings.TrimPrefix(p, dir+"/"))
	}
	if want := []string{"a.html", "b/c.docx", "d.html"}; !slices.Equal(got, want) {
		t.Errorf("paths %v, want %v: each file once", got, want)
	}
	why := map[string]Leftover{}
	for _, p := range passed {
		why[strings.TrimPrefix(p.Path, dir+"/")] = p.Why
	}
	for name, want := range map[string]Leftover{
		"~$a.docx": OfficeLeftover, ".~lock.b.odt#": OfficeLeftover, "Thumbs.db": SystemFile, "desktop.ini": SystemFile, "._a.html": SystemFile,
		"loop": FolderLink, "p.html": SpecialFile,
	} {
		if why[name] != want {
			t.Errorf("%s: %q, want %q", name, why[name], want)
		}
	}
}

func TestAPipeByNameIsRefusedAtOnce(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "p.html")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	done := make(chan Document, 1)
	go func() { done <- File(path, nil) }()
	select {
	case d := <-done:
		if !errors.Is(d.Err, ErrSpecial) {
			t.Errorf("the pipe gives %v", d.Err)
		}
	case <-time.After(20 * time.Second):
		t.Fatal("the pipe was opened")
	}
}
