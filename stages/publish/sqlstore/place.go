package sqlstore

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// ErrMoved says that the SQLite file at the store's path is not the one that is open: it was
// deleted, moved away or replaced. What is written then goes into a file without a name and
// is gone with the process.
var ErrMoved = errors.New("the store's file is not the one that was opened")

// AtPath returns ErrMoved where the file at the store's path is not the open one. It looks at
// the file's identity (os.SameFile), not at its contents: a copy written over the open file in
// place is not noticed. PostgreSQL has no file, and the answer is nil.
func (s *Store) AtPath() error {
	if s.file == nil {
		return nil
	}
	now, err := os.Stat(s.path)
	switch {
	case err != nil:
		return fmt.Errorf("结果库文件不在原处 · sqlstore: %w: %w", ErrMoved, err)
	case !os.SameFile(s.file, now):
		return fmt.Errorf("结果库文件已被替换 · sqlstore: %w: another file is at %s", ErrMoved, s.path)
	}
	return nil
}

// noteFile remembers which file is open. The file exists once its tables have been made.
func (s *Store) noteFile() (err error) {
	if s.path == "" {
		return nil
	}
	if s.file, err = os.Stat(s.path); err != nil {
		return fmt.Errorf("sqlstore: %w", err)
	}
	return nil
}

// private makes the folder of a SQLite file where it is missing, and closes the file and those
// beside it to others, whatever they were: verdicts quote reports that may not be public yet. A
// new -wal or -shm has the mode of the database. What belongs to another user stays as it is.
func private(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("sqlstore: %w", err)
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return fmt.Errorf("sqlstore: %w", err)
	}
	if err := f.Close(); err != nil {
		return fmt.Errorf("sqlstore: %w", err)
	}
	for _, name := range []string{path, path + "-wal", path + "-shm"} {
		err := os.Chmod(name, 0o600)
		if err != nil && !errors.Is(err, os.ErrPermission) && !errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("sqlstore: closing %s to others: %w", name, err)
		}
	}
	return nil
}
