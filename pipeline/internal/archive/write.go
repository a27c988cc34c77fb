package archive

import (
	"archive/tar"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/klauspost/compress/zstd"

	"github.com/gouji/gouji/pipeline/internal/audit"
	"github.com/gouji/gouji/pipeline/internal/broker"
)

// Order says what is archived.
type Order struct {
	// Year is the token of the year that the documents report on, by their newest reading.
	Year string
	// By is who does it, At when.
	By string
	At time.Time
	// Files are put in beside the documents, by name.
	Files map[string][]byte
	// Told is told how many documents are through, and of how many.
	Told func(done, of int)
}

// Write writes the documents of a year that are at rest into a new file, and changes nothing at
// the broker. It fails with ErrExists and ErrNothing.
func Write(ctx context.Context, c *broker.Conn, path string, o Order) (Index, error) {
	x := Index{Schema: Schema, Year: o.Year, By: o.By, At: o.At.UTC()}
	if _, err := os.Lstat(path); err == nil {
		return x, fmt.Errorf("archive: %s: %w", path, ErrExists)
	} else if !errors.Is(err, fs.ErrNotExist) {
		return x, fmt.Errorf("archive: %w", err)
	}
	log, err := readLog(ctx, c)
	if err != nil {
		return x, fmt.Errorf("archive: %w", err)
	}
	resting, err := audit.Resting(ctx, c)
	if err != nil {
		return x, err
	}
	var docs []string
	for doc, h := range log {
		switch {
		case h.year != o.Year || len(h.messages) == 0:
		case resting[doc]:
			docs = append(docs, doc)
		default:
			x.Left++
		}
	}
	if len(docs) == 0 {
		return x, fmt.Errorf("archive of %s: %w", o.Year, ErrNothing)
	}
	slices.Sort(docs)
	f, err := os.CreateTemp(filepath.Dir(path), ".archive-*")
	if err != nil {
		return x, fmt.Errorf("archive: %w", err)
	}
	err = func() error {
		w, err := newWriter(f, x.At)
		if err != nil {
			return err
		}
		for i, doc := range docs {
			d, err := collect(ctx, c, doc, log[doc])
			if err != nil {
				return fmt.Errorf("document %s: %w", doc, err)
			}
			if err := w.document(&x, d); err != nil {
				return err
			}
			o.Told(i+1, len(docs))
		}
		for _, name := range slices.Sorted(maps.Keys(o.Files)) {
			e, err := w.entry(restFolder+name, o.Files[name])
			if err != nil {
				return err
			}
			e.ID = name
			x.Beside = append(x.Beside, e)
		}
		return w.close(&x)
	}()
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Link(f.Name(), path) // unlike a rename it writes over nothing
	}
	if err = errors.Join(err, os.Remove(f.Name())); err != nil {
		return x, fmt.Errorf("archive: %w", err)
	}
	return x, nil
}

// writer writes the entries of an archive.
type writer struct {
	tar  *tar.Writer
	zstd *zstd.Encoder
	sum  hash.Hash
	size counter
	at   time.Time
}

// counter counts the bytes that go by.
type counter int64

func (n *counter) Write(p []byte) (int, error) {
	*n += counter(len(p))
	return len(p), nil
}

func newWriter(to io.Writer, at time.Time) (*writer, error) {
	w := &writer{sum: sha256.New(), at: at}
	var err error
	if w.zstd, err = zstd.NewWriter(io.MultiWriter(to, w.sum, &w.size), zstd.WithEncoderConcurrency(1)); err != nil {
		return nil, err
	}
	w.tar = tar.NewWriter(w.zstd)
	return w, nil
}

func (w *writer) document(x *Index, d document) error {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	for _, l := range slices.Concat(d.messages, d.dead, d.blobs) {
		if err := enc.Encode(l); err != nil {
			return err
		}
	}
	e, err := w.entry(docFolder+d.id+docSuffix, b.Bytes())
	if err != nil {
		return err
	}
	e.ID, e.Messages, e.Letters, e.Blobs = d.id, len(d.messages), len(d.dead), len(d.blobs)
	x.Documents = append(x.Documents, e)
	return nil
}

func (w *writer) entry(name string, data []byte) (Entry, error) {
	e := Entry{Size: int64(len(data)), Digest: digestOf(data)}
	if len(data) > maxEntry {
		return e, fmt.Errorf("%s has %d bytes, at most %d", name, len(data), maxEntry)
	}
	if err := w.tar.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: e.Size, ModTime: w.at, Format: tar.FormatPAX}); err != nil {
		return e, err
	}
	_, err := w.tar.Write(data)
	return e, err
}

// close writes the index and completes it with what is known of the whole file.
func (w *writer) close(x *Index) error {
	data, err := json.Marshal(x)
	if err != nil {
		return err
	}
	if _, err := w.entry(indexName, data); err != nil {
		return err
	}
	if err := errors.Join(w.tar.Close(), w.zstd.Close()); err != nil {
		return err
	}
	x.Digest, x.Size = hex.EncodeToString(w.sum.Sum(nil)), int64(w.size)
	return nil
}

func digestOf(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}
