package sqlstore_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/gouji/gouji/stages/publish"
	"github.com/gouji/gouji/stages/publish/sqlstore"
)

func TestKeptIsCountAndNewest(t *testing.T) {
	t.Parallel()
	s := open(t, file(t))
	if n, newest, err := s.Kept(t.Context()); err != nil || n != 0 || newest != (publish.Key{}) {
		t.Fatalf("an empty store keeps %d, %v, %v", n, newest, err)
	}
	first, second := fullRecord(t, uniqueDoc(), 2023, "a", "0"), fullRecord(t, uniqueDoc(), 2024, "a", "0")
	put(t, s, first)
	put(t, s, second)
	put(t, s, first) // a duplicate is no newer
	if n, newest, err := s.Kept(t.Context()); err != nil || n != 2 || newest != second.Key {
		t.Errorf("%d, %v, %v; want 2, %v", n, newest, err, second.Key)
	}
	other := first.Key
	other.Basis = "other"
	for key, want := range map[publish.Key]bool{first.Key: true, second.Key: true, other: false} {
		if got, err := s.Holds(t.Context(), key); err != nil || got != want {
			t.Errorf("holds %v: %t, %v", key, got, err)
		}
	}
}

// What is written into a file without a name is gone with the process, so that nobody may be
// told that it is stored.
func TestPutRefusesAFileThatIsNotAtItsPath(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "store.db")
	s := open(t, "sqlite:"+path)
	r := fullRecord(t, uniqueDoc(), 2023, "a", "0")
	if err := os.Rename(path, path+".away"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Put(t.Context(), r); !errors.Is(err, sqlstore.ErrMoved) {
		t.Fatalf("put into a file without its name: %v", err)
	}
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a new file was made: %v", err)
	}
	if err := os.Rename(path+".away", path); err != nil {
		t.Fatal(err)
	}
	if stored, err := s.Put(t.Context(), r); err != nil || stored.Duplicate {
		t.Errorf("put back: %+v, %v", stored, err)
	}
}

func TestTheFileIsClosedToOthers(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("skipped: Windows has no such modes")
	}
	dir := filepath.Join(t.TempDir(), "made", "here")
	path := filepath.Join(dir, "store.db")
	first := open(t, "sqlite:"+path)
	put(t, first, fullRecord(t, uniqueDoc(), 2023, "a", "0"))
	wantMode(t, dir, 0o700)
	for _, name := range []string{path, path + "-wal", path + "-shm"} {
		wantMode(t, name, 0o600)
		if err := os.Chmod(name, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	put(t, open(t, "sqlite:"+path), fullRecord(t, uniqueDoc(), 2024, "a", "0"))
	for _, name := range []string{path, path + "-wal", path + "-shm"} {
		wantMode(t, name, 0o600)
	}
}

func wantMode(t *testing.T, path string, want fs.FileMode) {
	t.Helper()
	i, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if got := i.Mode().Perm(); got != want {
		t.Errorf("%s has the mode %o, want %o", filepath.Base(path), got, want)
	}
}
