package audit

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"golang.org/x/sync/errgroup"

	"github.com/gouji/gouji/pipeline/internal/broker"
)

// BlobReport is the state of the object store.
type BlobReport struct {
	Stored int    `json:"stored"`
	Bytes  uint64 `json:"bytes"`
	// Missing are referred to and not there; Damaged are there and cannot be read or have
	// other bytes.
	Missing []string `json:"missing"`
	Damaged []string `json:"damaged"`
	// Accepted are those of the missing whose loss somebody has accepted.
	Accepted []string `json:"accepted,omitempty"`
	// Orphans are there and nothing refers to them: somebody stopped half way.
	Orphans []Orphan `json:"orphans"`
}

// Orphan is a blob that no message refers to.
type Orphan struct {
	Ref      string    `json:"ref"`
	Size     uint64    `json:"size"`
	Modified time.Time `json:"modified"`
}

// blobInfo is the object store's record of a blob, and where it stands.
type blobInfo struct {
	jetstream.ObjectInfo
	subject string
	seq     uint64
}

// listBlobs reads the records of all blobs.
func listBlobs(ctx context.Context, c *broker.Conn) (map[string]blobInfo, error) {
	out := map[string]blobInfo{}
	s := broker.Scan{Stream: c.Topology().Flow.BlobStream(), Filters: []string{c.Topology().Flow.BlobMetas() + ">"}}
	err := s.Run(ctx, c, func(m jetstream.Msg, meta *jetstream.MsgMetadata) error {
		b := blobInfo{subject: m.Subject(), seq: meta.Sequence.Stream}
		if err := json.Unmarshal(m.Data(), &b.ObjectInfo); err != nil {
			return nil // then whoever refers to it finds it missing
		}
		b.ModTime = meta.Timestamp
		if b.Deleted {
			delete(out, b.Name)
		} else {
			out[b.Name] = b
		}
		return nil
	})
	if d := (*broker.DamagedError)(nil); errors.As(err, &d) {
		err = nil
	}
	return out, err
}

// blobReaders is how many blobs an audit reads at once.
const blobReaders = 8

func auditBlobs(ctx context.Context, c *broker.Conn, in *inspection, o Options) (BlobReport, error) {
	r := BlobReport{Stored: len(in.blobs), Missing: []string{}, Damaged: []string{}, Orphans: []Orphan{}}
	for _, b := range in.blobs {
		r.Bytes += b.Size
		if !in.refs.digests[b.Name] {
			r.Orphans = append(r.Orphans, Orphan{b.Name, b.Size, b.ModTime.UTC()})
		}
	}
	slices.SortFunc(r.Orphans, func(a, b Orphan) int { return strings.Compare(a.Ref, b.Ref) })
	var mu sync.Mutex
	var g errgroup.Group
	g.SetLimit(blobReaders)
	for ref := range in.refs.digests {
		b, listed := in.blobs[ref]
		if listed && o.Quick {
			continue
		}
		g.Go(func() error {
			err := readable(ctx, c, ref, b.Size)
			if ctx.Err() != nil {
				return ctx.Err()
			}
			mu.Lock()
			defer mu.Unlock()
			switch {
			case errors.Is(err, jetstream.ErrObjectNotFound):
				r.Missing = append(r.Missing, ref)
			case err != nil:
				r.Damaged = append(r.Damaged, ref)
			}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return r, fmt.Errorf("reading the blobs: %w", err)
	}
	slices.Sort(r.Missing)
	slices.Sort(r.Damaged)
	return r, nil
}

// readable reads a blob and checks its digest. A chunk that the server cannot read never
// comes, so the time is bounded: 5 s, and what the size takes at 4 MB/s.
func readable(ctx context.Context, c *broker.Conn, ref string, size uint64) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second+broker.AttemptTimeout(int(size)))
	defer cancel()
	_, err := c.Blobs.GetNewest(ctx, ref)
	return err
}

// collectBatch is how many orphans are removed between two looks into the log; their bytes
// are held that long.
const collectBatch = 16

// Collect audits and removes the orphans that were older than age, at least MinOrphanAge,
// at now. A blob that somebody begins to refer to at that moment is put back; one that
// somebody has put again meanwhile is another one and stays (see freshFor).
func Collect(ctx context.Context, c *broker.Conn, age time.Duration, now time.Time) (Report, int, error) {
	r, removed, _, err := collectSome(ctx, c, age, now, func(string) bool { return true })
	if err == nil {
		err = r.settleAccepted(ctx, c)
	}
	return r, removed, err
}

// CollectOf is Collect for some blobs alone. young is how many of them nothing refers to and
// that are not old enough.
func CollectOf(ctx context.Context, c *broker.Conn, refs map[string]bool, age time.Duration, now time.Time) (removed, young int, err error) {
	_, removed, young, err = collectSome(ctx, c, age, now, func(ref string) bool { return refs[ref] })
	return removed, young, err
}

func collectSome(ctx context.Context, c *broker.Conn, age time.Duration, now time.Time, wanted func(ref string) bool) (r Report, removed, young int, err error) {
	if age < broker.MinOrphanAge {
		return r, 0, 0, fmt.Errorf("collect: an orphan of %s may still get its reference; the least age is %s", age, broker.MinOrphanAge)
	}
	r, in, err := inspect(ctx, c, Options{Quick: true})
	if err != nil {
		return r, 0, 0, err
	}
	var old []blobInfo
	for _, o := range r.Blobs.Orphans {
		switch b := in.blobs[o.Ref]; {
		case !wanted(o.Ref):
		case now.Sub(b.ModTime) >= age:
			old = append(old, b)
		default:
			young++
		}
	}
	for batch := range slices.Chunk(old, collectBatch) {
		n, err := collect(ctx, c, &in.refs, batch)
		removed += n
		if err != nil {
			return r, removed, young, fmt.Errorf("collect: %w", err)
		}
	}
	return r, removed, young, nil
}

func collect(ctx context.Context, c *broker.Conn, refs *references, batch []blobInfo) (removed int, err error) {
	held := map[string][]byte{}
	if err := refs.catchUp(ctx, c); err != nil {
		return 0, err
	}
	for _, b := range batch {
		if refs.digests[b.Name] {
			continue
		}
		data, err := c.Blobs.Get(ctx, b.Name)
		if err == nil {
			held[b.Name] = data
		} // else it is damaged, and nobody can want it back
		gone, err := removeBlob(ctx, c, b)
		if err != nil {
			return removed, err
		}
		if gone {
			removed++
		}
	}
	if err := refs.catchUp(ctx, c); err != nil {
		return removed, err
	}
	for ref := range maps.Keys(held) {
		if refs.digests[ref] {
			if _, err := c.Blobs.Put(ctx, held[ref]); err != nil {
				return removed, err
			}
			removed--
		}
	}
	return removed, nil
}

// removeBlob removes a blob that is still the one that was listed: its record becomes one
// of a deleted object, as the object store's own Delete writes it, and its chunks go.
func removeBlob(ctx context.Context, c *broker.Conn, b blobInfo) (bool, error) {
	gone, err := forgetBlob(ctx, c, b)
	if err != nil || !gone {
		return false, err
	}
	s, err := c.Stream(ctx, c.Topology().Flow.BlobStream())
	if err != nil {
		return false, err
	}
	return true, s.Purge(ctx, jetstream.WithPurgeSubject(c.Topology().Flow.BlobChunks()+b.NUID))
}

// forgetBlob makes the record of a blob that is still the one that was listed one of a deleted
// object.
func forgetBlob(ctx context.Context, c *broker.Conn, b blobInfo) (bool, error) {
	record := b.ObjectInfo
	record.Deleted, record.Size, record.Chunks, record.Digest = true, 0, 0, ""
	data, err := json.Marshal(record)
	if err != nil {
		return false, err
	}
	m := nats.NewMsg(b.subject)
	m.Data = data
	_, _, err = broker.Publish(ctx, c.JS, m, nil, broker.Expectation{Last: b.seq}.Option())
	if errors.Is(err, broker.ErrKeyTaken) {
		return false, nil // written anew just now
	}
	return err == nil, err
}
