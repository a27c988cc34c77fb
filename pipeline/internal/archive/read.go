package archive

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/klauspost/compress/zstd"

	"github.com/gouji/gouji/pipeline/internal/wire"
)

// maxWindow bounds what the decoder takes for itself.
const maxWindow = 64 << 20

// Verify reads an archive from its beginning to its end and compares every entry with its
// digest. It fails with ErrDamaged.
func Verify(path string, flow wire.Flow) (Index, error) {
	f, err := os.Open(path)
	if err != nil {
		return Index{}, fmt.Errorf("archive: %w", err)
	}
	defer f.Close()
	x, err := read(f, flow, nil)
	if err != nil {
		return x, fmt.Errorf("archive %s: %w", path, err)
	}
	return x, nil
}

// damaged says what of an archive is wrong.
func damaged(format string, args ...any) error {
	return fmt.Errorf(format+": %w", append(args, ErrDamaged)...)
}

// read hands over each document in turn. What it hands over may be believed where index knows
// its digest, as of an earlier reading; each may be nil.
func read(from io.Reader, flow wire.Flow, each func(Entry, document) error) (Index, error) {
	sum, size := sha256.New(), counter(0)
	whole := io.TeeReader(from, io.MultiWriter(sum, &size))
	dec, err := zstd.NewReader(whole, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(maxWindow))
	if err != nil {
		return Index{}, err
	}
	defer dec.Close()
	var x Index
	docs, files, bytesOf := map[string]Entry{}, map[string]Entry{}, map[string][]byte{}
	t := tar.NewReader(dec)
	for {
		h, err := t.Next()
		if errors.Is(err, io.EOF) {
			return x, damaged("it has no index, and so was cut off")
		}
		if err != nil {
			return x, damaged("%w", err)
		}
		data, err := entryOf(t, h)
		if err != nil {
			return x, err
		}
		e := Entry{Size: int64(len(data)), Digest: digestOf(data)}
		if h.Name == indexName {
			if json.Unmarshal(data, &x) != nil || x.Schema != Schema {
				return x, damaged("its index is none of schema %s", Schema)
			}
			break
		}
		if name, ok := strings.CutPrefix(h.Name, restFolder); ok {
			e.ID = name
			files[name], bytesOf[name] = e, data
			continue
		}
		d, err := decode(h.Name, data, flow)
		if err != nil {
			return x, err
		}
		e.ID, e.Messages, e.Letters, e.Blobs = d.id, len(d.messages), len(d.dead), len(d.blobs)
		docs[d.id] = e
		if each != nil {
			if err := each(e, d); err != nil {
				return x, err
			}
		}
	}
	if err := same(x.Documents, docs); err != nil {
		return x, err
	}
	if err := same(x.Beside, files); err != nil {
		return x, err
	}
	if _, err := t.Next(); !errors.Is(err, io.EOF) {
		return x, damaged("something follows its index")
	}
	if _, err := io.Copy(io.Discard, dec); err != nil {
		return x, damaged("%w", err)
	}
	if _, err := io.Copy(io.Discard, whole); err != nil {
		return x, err
	}
	x.Digest, x.Size, x.Files = hex.EncodeToString(sum.Sum(nil)), int64(size), bytesOf
	return x, nil
}

// entryOf reads one entry, within its bound.
func entryOf(t *tar.Reader, h *tar.Header) ([]byte, error) {
	if h.Typeflag != tar.TypeReg || h.Size > maxEntry {
		return nil, damaged("%.80q is no file of at most %d bytes", h.Name, maxEntry)
	}
	var b bytes.Buffer // grows with what comes, whatever the header says
	if _, err := io.Copy(&b, t); err != nil {
		return nil, damaged("%.80q: %w", h.Name, err)
	}
	return b.Bytes(), nil
}

// decode reads the entry of a document.
func decode(name string, data []byte, flow wire.Flow) (document, error) {
	id, isDoc := strings.CutPrefix(name, docFolder)
	id, isLines := strings.CutSuffix(id, docSuffix)
	if !isDoc || !isLines || !wire.ValidToken(id) {
		return document{}, damaged("%.80q is no name of ours", name)
	}
	d := document{id: id}
	for dec := json.NewDecoder(bytes.NewReader(data)); ; {
		var l line
		err := dec.Decode(&l)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil || !d.add(l) {
			return d, damaged("document %s has a line that cannot be read", id)
		}
	}
	if !d.fits(flow) {
		return d, damaged("document %s has a message of something else", id)
	}
	return d, nil
}

// same compares what was read with what the index says.
func same(want []Entry, got map[string]Entry) error {
	if len(want) != len(got) {
		return damaged("it holds %d entries and names %d", len(got), len(want))
	}
	for _, e := range want {
		if got[e.ID] != e {
			return damaged("%.80q is not what was written", e.ID)
		}
	}
	return nil
}
