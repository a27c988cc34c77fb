package datafolder

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// TokenFile is the file of a data folder with the token that its NATS server asks for.
func TokenFile(dir string) string { return filepath.Join(dir, "nats.token") }

// MakeToken makes the token of a data folder where there is none, readable by its user alone.
// A token that is there stays, so that producers keep it over restarts. The folder's lock must
// be held.
func (f *Folder) MakeToken() error {
	path := TokenFile(f.dir)
	text, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		// A whole file or none: an end between the two would leave an empty token.
		part := path + ".new"
		if err := os.WriteFile(part, []byte(rand.Text()+"\n"), 0o600); err != nil {
			return fmt.Errorf("making the token of the data folder: %w", err)
		}
		if err := os.Rename(part, path); err != nil {
			return fmt.Errorf("making the token of the data folder: %w", err)
		}
		return nil
	case err != nil:
		return fmt.Errorf("reading the token of the data folder: %w", err)
	case len(strings.TrimSpace(string(text))) < minToken:
		return fmt.Errorf("the token in %s has less than %d characters; remove the file, and a new one is made", path, minToken)
	}
	if err := os.Chmod(path, 0o600); err != nil && !errors.Is(err, fs.ErrPermission) {
		return fmt.Errorf("closing the token %s to others: %w", path, err)
	}
	return nil
}

// minToken is the least length of a token that somebody has put there by hand.
const minToken = 16

// Running returns what the owner of a data folder has announced, false if nothing. Without a
// look at the lock it may be the words of an owner that was killed.
func Running(dir string) (Owner, bool) {
	o := ownerOf(dir)
	return o, o.PID != 0
}
