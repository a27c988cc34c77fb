// Package backup writes every stream and bucket of the topology into a folder, and brings
// them back from there on a broker that has none of them.
package backup

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/gouji/gouji/pipeline/internal/broker"
	"github.com/gouji/gouji/pipeline/internal/wire"
)

// Schema is the schema of a Manifest.
const Schema = "gouji.backup/v1"

// manifestFile is written last: a folder without it is a backup that did not end.
const manifestFile = "backup.json"

var (
	// ErrExists says that the folder of a backup is not empty.
	ErrExists = errors.New("the folder is not empty")
	// ErrIncomplete says that a folder has no manifest: it is no backup, or one that was cut off.
	ErrIncomplete = errors.New("the folder has no complete backup")
	// ErrDamaged says that a file of a backup is not what was written.
	ErrDamaged = errors.New("a file of the backup is damaged")
	// ErrInUse says that the broker has a stream of this name already.
	ErrInUse = errors.New("the broker has this stream already")
)

// Manifest says what a backup holds.
type Manifest struct {
	Schema string `json:"schema"`
	// At is when the backup began. Everything that was acknowledged before is in it.
	At time.Time `json:"at"`
	// Streams are in the order in which they were written.
	Streams []Stream `json:"streams"`
	// Absent are streams that this version keeps and the broker does not have, as a system of an
	// earlier version has none. Only what can be made anew may be among them.
	Absent []string `json:"absent,omitempty"`
}

// Stream is one stream of a backup, in a folder of its name.
type Stream struct {
	Name string `json:"name"`
	// Messages and Last are what the stream held at the least.
	Messages uint64 `json:"messages"`
	Last     uint64 `json:"last_sequence"`
	Bytes    int64  `json:"bytes"`
	// Files are the SHA-256 of each file, by its name.
	Files map[string]string `json:"files"`
}

// Progress is told each stream when it is through, and how many there are in all.
type Progress func(s Stream, of int)

// Write backs up a running system into dir, which must be empty or missing, and may take it
// while documents are on their way. Each stream is as it was at one moment, and the moments
// follow one another in an order that loses nothing:
//
//   - the buckets of figures first, so that they know nothing that the log does not have;
//   - what producers were told, so that it is not ahead of the log;
//   - submissions before the log: what ingest has taken from the first is in the second;
//   - the log before the dead letters, which are written before a message is given up;
//   - the raw bytes last, because they are stored before anything that refers to them.
//
// A dead letter that is replayed meanwhile may be in neither: `gouji audit --repair` has it
// done again. It fails with ErrExists, and where the broker lacks a stream that nothing else
// can be made from.
func Write(ctx context.Context, c *broker.Conn, dir string, now time.Time, told Progress) (Manifest, error) {
	m := Manifest{Schema: Schema, At: now.UTC()}
	if err := emptyFolder(dir); err != nil {
		return m, err
	}
	derived, records := order(c.Topology())
	for i, name := range append(derived, records...) {
		s, err := writeStream(ctx, c, dir, name)
		var refused *apiError
		switch {
		case err == nil:
			m.Streams = append(m.Streams, s)
			told(s, len(derived)+len(records))
		case i < len(derived) && errors.As(err, &refused) && refused.Code == int(jetstream.JSErrCodeStreamNotFound):
			m.Absent = append(m.Absent, name)
		default:
			return m, fmt.Errorf("backup: stream %s: %w", name, err)
		}
	}
	data, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return m, fmt.Errorf("backup: %w", err)
	}
	return m, writeWhole(filepath.Join(dir, manifestFile), append(data, '\n'))
}

// order is the streams of a topology in the order of Write: first those that the others say
// anew, or that somebody gives again. The high-water marks are not among them: they speak of the
// broker that the streams were on, and the new one begins its own.
func order(t wire.Topology) (derived, records []string) {
	for _, b := range t.Flow.Buckets {
		derived = append(derived, wire.KVStream(b.Name))
	}
	return append(derived, t.Flow.ResultsStream()), []string{t.Flow.SubmitStream(), t.LogStream(), t.Flow.DeadStream(), t.Flow.BlobStream()}
}

func emptyFolder(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	there, err := os.ReadDir(dir)
	if err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	if len(there) > 0 {
		return fmt.Errorf("backup: %s: %w", dir, ErrExists)
	}
	return nil
}

func writeStream(ctx context.Context, c *broker.Conn, dir, name string) (Stream, error) {
	folder := filepath.Join(dir, name)
	if err := os.Mkdir(folder, 0o700); err != nil {
		return Stream{}, err
	}
	state, err := snapshot(ctx, c, name, folder)
	if err != nil {
		return Stream{}, errors.Join(err, os.RemoveAll(folder))
	}
	s := Stream{Name: name, Messages: state.Msgs, Last: state.LastSeq, Files: map[string]string{}}
	for _, file := range []string{dataFile, metaFile} {
		sum, size, err := digest(filepath.Join(folder, file))
		if err != nil {
			return s, err
		}
		s.Files[file], s.Bytes = sum, s.Bytes+size
	}
	return s, nil
}

// Read returns the manifest of a backup after comparing every file with its digest. It fails
// with ErrIncomplete or ErrDamaged.
func Read(dir string) (Manifest, error) {
	var m Manifest
	data, err := os.ReadFile(filepath.Join(dir, manifestFile))
	if errors.Is(err, fs.ErrNotExist) {
		return m, fmt.Errorf("restore: %s: %w", dir, ErrIncomplete)
	}
	if err != nil {
		return m, fmt.Errorf("restore: %w", err)
	}
	if err := json.Unmarshal(data, &m); err != nil || m.Schema != Schema {
		return m, fmt.Errorf("restore: %s is no manifest of schema %s: %w", manifestFile, Schema, ErrDamaged)
	}
	for _, s := range m.Streams {
		for file, want := range s.Files {
			if filepath.Base(file) != file || filepath.Base(s.Name) != s.Name {
				return m, fmt.Errorf("restore: %q of %q is no name: %w", file, s.Name, ErrDamaged)
			}
			got, _, err := digest(filepath.Join(dir, s.Name, file))
			if err != nil || got != want {
				return m, fmt.Errorf("restore: %s/%s: %w", s.Name, file, errors.Join(ErrDamaged, err))
			}
		}
	}
	return m, nil
}

// Restore brings the streams of a backup back. The files are compared with their digests
// before the broker is touched, and nothing is written over: it fails with ErrInUse where
// the broker has one of the streams.
func Restore(ctx context.Context, c *broker.Conn, dir string, told Progress) (Manifest, error) {
	m, err := Read(dir)
	if err != nil {
		return m, err
	}
	for _, s := range m.Streams {
		switch _, err := c.JS.Stream(ctx, s.Name); {
		case err == nil:
			return m, fmt.Errorf("restore: %s: %w", s.Name, ErrInUse)
		case !errors.Is(err, jetstream.ErrStreamNotFound):
			return m, fmt.Errorf("restore: stream %s: %w", s.Name, err)
		}
	}
	for _, s := range m.Streams {
		state, err := restore(ctx, c, s.Name, filepath.Join(dir, s.Name))
		if err != nil {
			return m, fmt.Errorf("restore: stream %s: %w", s.Name, err)
		}
		if state.LastSeq < s.Last {
			return m, fmt.Errorf("restore: stream %s ends at %d instead of %d: %w", s.Name, state.LastSeq, s.Last, ErrDamaged)
		}
		told(s, len(m.Streams))
	}
	return m, nil
}

func digest(path string) (sum string, size int64, err error) {
	f, err := os.Open(path)
	if err != nil {
		return "", 0, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	h := sha256.New()
	size, err = io.Copy(h, f)
	return hex.EncodeToString(h.Sum(nil)), size, err
}

// writeWhole has the file there with all its bytes, or not at all.
func writeWhole(path string, data []byte) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	_, err = f.Write(data)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return fmt.Errorf("backup: %w", errors.Join(err, os.Remove(f.Name())))
	}
	return nil
}
