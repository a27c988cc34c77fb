package broker

import (
	"context"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"golang.org/x/sync/singleflight"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/pipeline/internal/wire"
)

// MinOrphanAge is the least age at which an orphan may be collected: until then it may be
// of a submission whose record is on its way.
const MinOrphanAge = time.Hour

// Blobs is the content-addressed store. An object's name is sha256/<hex> of its bytes. It
// is safe for concurrent use.
type Blobs struct {
	js jetstream.JetStream
	// flow names the bucket.
	flow   func() wire.Flow
	mu     sync.Mutex
	store  jetstream.ObjectStore
	stream jetstream.Stream
	puts   singleflight.Group
	// Clock is what the age of a blob is measured by, nil for time.Now.
	Clock func() time.Time
}

// freshFor is how old a blob may be that serves whoever puts it again as it is: half of
// MinOrphanAge. An older one may have nothing that refers to it, and a collection may be
// about to take it, so its record is made young; the other half is for the reference to be
// written.
const freshFor = MinOrphanAge / 2

// Put stores data under its digest and returns the name. Bytes that are there already are
// not written again; puts of the same bytes at the same time in one process are one.
func (b *Blobs) Put(ctx context.Context, data []byte) (ref string, err error) {
	return b.PutAs(ctx, wire.DigestOf(data), data)
}

// PutAs is Put for bytes whose digest is known: of 20 MB it takes 12 ms.
func (b *Blobs) PutAs(ctx context.Context, digest string, data []byte) (ref string, err error) {
	ref = wire.RefOf(digest)
	sum, err := hex.DecodeString(digest)
	if err != nil {
		return "", fmt.Errorf("put %.80q: %w", ref, err)
	}
	_, err, shared := b.puts.Do(ref, func() (any, error) { return nil, b.put(ctx, ref, sum, data) })
	if err != nil && shared && ctx.Err() == nil {
		// The one that wrote for us may have been cancelled, which is not our failure.
		err = b.put(ctx, ref, sum, data)
	}
	if err != nil {
		return "", fmt.Errorf("put %s: %w", ref, err)
	}
	return ref, nil
}

func (b *Blobs) put(ctx context.Context, ref string, sum, data []byte) error {
	digest := "SHA-256=" + base64.URLEncoding.EncodeToString(sum)
	there, err := b.keep(ctx, ref, digest, uint64(len(data)))
	if err != nil || there {
		return err
	}
	return b.write(ctx, ref, digest, data)
}

// keep reports whether a blob is there, and makes sure that no collection which has seen it
// as an orphan takes it any more: a record older than freshFor is published anew, expecting
// the one that was read, as the collection does when it removes it. One of the two wins.
func (b *Blobs) keep(ctx context.Context, ref, digest string, size uint64) (bool, error) {
	s, err := b.chunks(ctx)
	if err != nil {
		return false, err
	}
	now := time.Now
	if b.Clock != nil {
		now = b.Clock
	}
	for {
		old, err := s.GetLastMsgForSubject(ctx, b.metaOf(ref))
		if errors.Is(err, jetstream.ErrMsgNotFound) {
			return false, nil
		}
		if err != nil {
			return false, err
		}
		var info jetstream.ObjectInfo
		if err := json.Unmarshal(old.Data, &info); err != nil || info.Deleted || info.Size != size || info.Digest != digest {
			return false, nil // to be written whole
		}
		if now().Sub(old.Time) < freshFor {
			return true, nil
		}
		m := nats.NewMsg(old.Subject)
		m.Data = old.Data
		_, _, err = Publish(ctx, b.js, m, nil, Expectation{Last: old.Sequence}.Option())
		if !errors.Is(err, ErrKeyTaken) {
			return err == nil, err
		}
		if !Sleep(ctx, 25*time.Millisecond) {
			return false, ctx.Err()
		}
	}
}

// maxChunk is the size of a blob's pieces. Each is a message that the server fsyncs: with
// the library's 128 KiB a document of 20 MB took 350 ms to store, and whoever else stored
// something waited for it; with 1 MiB it takes 95 ms, with 4 MiB no less.
const maxChunk = 1 << 20

// chunk is maxChunk, or what a server takes whose messages are smaller.
func (b *Blobs) chunk() uint32 {
	const headers = 4 << 10 // of the message around a chunk
	if most := b.js.Conn().MaxPayload() - headers; most > 0 && most < maxChunk {
		return uint32(most)
	}
	return maxChunk
}

// Get reads what Put stored under ref, also where somebody has written another record over it
// since: nobody who may write blobs can take bytes away that were stored. The digest is verified
// on every read; where nothing fits it, the error is poison of class digest_mismatch.
func (b *Blobs) Get(ctx context.Context, ref string) ([]byte, error) {
	data, err := b.GetNewest(ctx, ref)
	if err == nil || ctx.Err() != nil {
		return data, err
	}
	digest, ok := strings.CutPrefix(ref, "sha256/")
	if !ok || !wire.ValidDigest(digest) {
		return nil, err
	}
	if data, found := b.earlier(ctx, ref, digest); found {
		return data, nil
	}
	return nil, err
}

// earlier looks through all records of a blob, the oldest first, for one whose bytes fit the
// digest. It asks for one message after another, and needs no consumer.
func (b *Blobs) earlier(ctx context.Context, ref, digest string) ([]byte, bool) {
	s, err := b.chunks(ctx)
	if err != nil {
		return nil, false
	}
	next := func(subject string, from uint64) (*jetstream.RawStreamMsg, bool) {
		m, err := s.GetMsg(ctx, from, jetstream.WithGetMsgSubject(subject))
		return m, err == nil
	}
	for m, ok := next(b.metaOf(ref), 1); ok; m, ok = next(b.metaOf(ref), m.Sequence+1) {
		var info jetstream.ObjectInfo
		if json.Unmarshal(m.Data, &info) != nil || info.NUID == "" {
			continue
		}
		var data []byte
		at := uint64(1)
		for range info.Chunks {
			c, ok := next(b.flow().BlobChunks()+info.NUID, at)
			if !ok || uint64(len(data)+len(c.Data)) > info.Size {
				break
			}
			data, at = append(data, c.Data...), c.Sequence+1
		}
		if wire.DigestOf(data) == digest {
			return data, true
		}
	}
	return nil, false
}

// getTime bounds the read of a blob by its newest record: a piece that is not there never comes.
const getTime = 5 * time.Second

// GetNewest is Get by the newest record alone, as an audit looks at it.
func (b *Blobs) GetNewest(ctx context.Context, ref string) ([]byte, error) {
	digest, ok := strings.CutPrefix(ref, "sha256/")
	if !ok || !wire.ValidDigest(digest) {
		return nil, fault.Poisonf(fault.SchemaInvalid, "%.80q is no reference", ref)
	}
	os, err := b.bucket(ctx)
	if err != nil {
		return nil, fmt.Errorf("get %s: %w", ref, err)
	}
	data, err := b.read(ctx, os, ref)
	if errors.Is(err, jetstream.ErrDigestMismatch) || err == nil && wire.DigestOf(data) != digest {
		return nil, fault.Poisonf(fault.DigestMismatch, "the object under %s has other bytes", ref)
	}
	if err != nil {
		return nil, fmt.Errorf("get %s: %w", ref, err)
	}
	return data, nil
}

// read fetches an object. One of a single chunk, up to maxChunk, is two direct gets;
// reading it through the object store makes a consumer each time, which takes some ten
// times as long.
func (b *Blobs) read(ctx context.Context, os jetstream.ObjectStore, ref string) ([]byte, error) {
	info, err := os.GetInfo(ctx, ref)
	if err != nil {
		return nil, err
	}
	if info.Chunks == 1 {
		s, err := b.chunks(ctx)
		if err != nil {
			return nil, err
		}
		m, err := s.GetLastMsgForSubject(ctx, b.flow().BlobChunks()+info.NUID)
		if err == nil {
			return m.Data, nil
		}
		if !errors.Is(err, jetstream.ErrMsgNotFound) {
			return nil, err
		} // else written anew just now, or a follower that lags behind
	}
	ctx, cancel := context.WithTimeout(ctx, getTime+AttemptTimeout(int(min(info.Size, math.MaxInt32))))
	defer cancel()
	r, err := os.Get(ctx, ref)
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(r)
	if e := r.Close(); err == nil {
		err = e
	}
	return data, err
}

// chunks is the stream behind the bucket, looked up once.
func (b *Blobs) chunks(ctx context.Context) (jetstream.Stream, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.stream == nil {
		s, err := b.js.Stream(ctx, b.flow().BlobStream())
		if err != nil {
			return nil, err
		}
		b.stream = s
	}
	return b.stream, nil
}

// bucket looks the bucket up once; Ensure creates it.
func (b *Blobs) bucket(ctx context.Context) (jetstream.ObjectStore, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.store == nil {
		s, err := b.js.ObjectStore(ctx, b.flow().BlobBucket())
		if err != nil {
			return nil, fmt.Errorf("bucket %s: %w", b.flow().BlobBucket(), err)
		}
		b.store = s
	}
	return b.store, nil
}
