// Package datafolder gives a data folder one owner at a time.
//
// Nothing in the embedded NATS server or in a file system stops two processes from opening
// one store directory; two servers on one folder destroy each other's streams, and reports
// that were acknowledged are gone without a word. So whoever opens anything in the folder
// locks it first, for as long as it lives. The kernel releases the lock when the process
// ends, however that happens, and the lock is that of the file: a link to the folder or
// another container on the same volume meets it too.
package datafolder

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
)

// The files of the lock. The lock file itself is empty and stays: removing it would let two
// processes lock two files of one name.
const (
	lockFile  = "gouji.lock"
	ownerFile = "gouji.owner.json"
)

// WitnessFile is the file of a data folder that says how much there was of everything, for the
// case that the rest of it is lost.
func WitnessFile(dir string) string { return filepath.Join(dir, "gouji.witness.json") }

// Owner says who has the folder. All but PID are for people.
type Owner struct {
	PID     int       `json:"pid"`
	Host    string    `json:"host"`
	Started time.Time `json:"started"`
	// Command is the command line's name, such as "gouji up".
	Command string `json:"command"`
	// NATS, HTTP and Admin are where it listens, "" as long as it does not.
	NATS  string `json:"nats,omitempty"`
	HTTP  string `json:"http,omitempty"`
	Admin string `json:"admin,omitempty"`
}

// BusyError says that another process has the folder. Owner is the zero value where that
// process has not said yet who it is.
type BusyError struct {
	Dir   string
	Owner Owner
}

func (e *BusyError) Error() string {
	if e.Owner.PID == 0 {
		return fmt.Sprintf("the data folder %s is in use by another process", e.Dir)
	}
	return fmt.Sprintf("the data folder %s is in use by %q, process %d on %s", e.Dir, e.Owner.Command, e.Owner.PID, e.Owner.Host)
}

// Folder is a locked data folder.
type Folder struct {
	dir   string
	lock  *flock.Flock
	owner Owner
	alone bool
}

// Own makes the folder where it is missing, with access for its user alone, and locks it
// for one process. It does not wait: a folder that somebody has gives a BusyError at once.
func Own(dir string, o Owner) (*Folder, error) {
	f, err := lock(dir, (*flock.Flock).TryLock)
	if err != nil {
		return nil, err
	}
	f.alone = true
	// A folder that was made by hand may be open to others. Where it is not ours to change (a
	// volume of another user) it stays as it is.
	if err := os.Chmod(dir, 0o700); err != nil && !errors.Is(err, os.ErrPermission) {
		return nil, errors.Join(fmt.Errorf("closing the data folder %s to others: %w", dir, err), f.Release())
	}
	// The lock is what counts. On a full disk the owner goes unnamed.
	if err := f.Announce(o); err != nil && !errors.Is(err, ErrFull) {
		return nil, errors.Join(err, f.Release())
	}
	return f, nil
}

// ErrFull says that there is no room on the disk to say who has the folder.
var ErrFull = errors.New("the disk is full")

// Share locks the folder against an owner, together with any number of others that share
// it: SQLite lets several workers write to one database, each with a lock of its own.
func Share(dir string) (*Folder, error) {
	return lock(dir, (*flock.Flock).TryRLock)
}

func lock(dir string, try func(*flock.Flock) (bool, error)) (*Folder, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("making the data folder %s: %w", dir, err)
	}
	l := flock.New(filepath.Join(dir, lockFile), flock.SetPermissions(0o600))
	got, err := try(l)
	if err != nil {
		return nil, fmt.Errorf("locking the data folder %s: %w", dir, err)
	}
	if !got {
		return nil, errors.Join(&BusyError{Dir: dir, Owner: ownerOf(dir)}, l.Close())
	}
	return &Folder{dir: dir, lock: l}, nil
}

// ownerOf is what the owner has said about itself, the zero value if nothing.
func ownerOf(dir string) Owner {
	var o Owner
	data, err := os.ReadFile(filepath.Join(dir, ownerFile))
	if err != nil || json.Unmarshal(data, &o) != nil {
		return Owner{}
	}
	return o
}

// Announce says who has the folder and where it listens. A reader sees the old words or
// the new ones, never a part of them. With ErrFull nothing is said: the words of an owner that
// has gone are removed, because the folder's token is shown to the address that stands there.
func (f *Folder) Announce(o Owner) error {
	f.owner = o
	data, err := json.Marshal(o)
	if err != nil {
		return fmt.Errorf("announcing the owner of %s: %w", f.dir, err)
	}
	part := filepath.Join(f.dir, ownerFile+".new")
	if err := os.WriteFile(part, append(data, '\n'), 0o600); err != nil {
		if full(err) {
			err = errors.Join(ErrFull, err, removeAny(part), removeAny(filepath.Join(f.dir, ownerFile)))
		}
		return fmt.Errorf("announcing the owner of %s: %w", f.dir, err)
	}
	if err := os.Rename(part, filepath.Join(f.dir, ownerFile)); err != nil {
		return fmt.Errorf("announcing the owner of %s: %w", f.dir, err)
	}
	return nil
}

// removeAny removes a file that may be there.
func removeAny(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}

// Owner is what was announced last, also where there was no room for it.
func (f *Folder) Owner() Owner { return f.owner }

// Release gives the folder up. Everything in it must be closed before.
func (f *Folder) Release() error {
	if f.alone {
		_ = os.Remove(filepath.Join(f.dir, ownerFile)) // the words of an owner that has gone
	}
	if err := f.lock.Close(); err != nil {
		return fmt.Errorf("releasing the data folder %s: %w", f.dir, err)
	}
	return nil
}
