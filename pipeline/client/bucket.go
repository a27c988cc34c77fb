package client

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/pipeline/internal/broker"
	"github.com/gouji/gouji/pipeline/internal/topology"
	"github.com/gouji/gouji/pipeline/internal/wire"
)

// Bucket reads and writes one key-value bucket of the broker. It is safe for concurrent
// use, also by several processes.
type Bucket struct {
	conn *broker.Conn
	name string
}

// OpenBucket returns a bucket of a connection. It asks the broker nothing: Ensure creates
// the bucket, and its absence shows at the first request.
func OpenBucket(c *broker.Conn, name string) Bucket { return Bucket{conn: c, name: name} }

// Ensure creates the bucket where it is missing, with the settings of the topology.
func (b Bucket) Ensure(ctx context.Context) error {
	return topology.EnsureBucket(ctx, b.conn, b.conn.Topology(), b.name)
}

// Get returns the value under key and its revision. A key that was never written has
// revision 0; one that was deleted has no value and the revision of its deletion. On three
// replicas the answer may be a moment behind.
func (b Bucket) Get(ctx context.Context, key string) (value []byte, revision uint64, err error) {
	if !wire.ValidToken(key) {
		return nil, 0, fault.Poisonf(fault.BadSubjectToken, "%.40q is no key of the bucket %s", key, b.name)
	}
	m, err := b.conn.LastIfAny(ctx, wire.KVStream(b.name), b.subject(key))
	switch {
	case err != nil:
		return nil, 0, fmt.Errorf("bucket %s, key %s: %w", b.name, key, err)
	case m == nil:
		return nil, 0, nil
	case len(m.Data) == 0 || m.Header.Get("KV-Operation") != "": // deleted
		return nil, m.Sequence, nil
	}
	return m.Data, m.Sequence, nil
}

// Update changes the value under key by compare-and-set. change gets the present value, nil
// for none, and returns the next one, nil to leave it. It is called again whenever somebody
// else was faster. wrote reports that this call, or an attempt of it whose acknowledgement
// was lost, wrote the value that stands there.
//
// The updates of one key have an order, and the later one has seen the earlier one,
// whatever process or replica they came by.
func (b Bucket) Update(ctx context.Context, key string, change func(have []byte) (next []byte, err error)) (wrote bool, err error) {
	attempts := 0
	for pause := 5 * time.Millisecond; ; pause = min(2*pause, 250*time.Millisecond) {
		have, revision, err := b.Get(ctx, key)
		if err != nil {
			return false, err
		}
		next, err := change(have)
		if err != nil || next == nil { // after more than one attempt what stands there is ours
			return err == nil && attempts > 1, err
		}
		n, taken, err := b.set(ctx, key, next, revision)
		attempts += n
		if err != nil || !taken {
			return err == nil, err
		}
		if !broker.Sleep(ctx, pause) {
			return false, fmt.Errorf("bucket %s, key %s: %w", b.name, key, ctx.Err())
		}
	}
}

// Set writes the value under key if its revision is still the one given, 0 for a key that was
// never written. wrote is false where somebody else was faster, or an attempt of this call whose
// acknowledgement was lost.
func (b Bucket) Set(ctx context.Context, key string, value []byte, revision uint64) (wrote bool, err error) {
	_, taken, err := b.set(ctx, key, value, revision)
	return err == nil && !taken, err
}

func (b Bucket) set(ctx context.Context, key string, value []byte, revision uint64) (attempts int, taken bool, err error) {
	m := nats.NewMsg(b.conn.KeySubject(b.subject(key)))
	m.Data = value
	broker.Boundary("bucket.before", b.name)
	_, attempts, err = broker.Publish(ctx, b.conn.JS, m, nil, broker.Expectation{Last: revision}.Option())
	broker.Boundary("bucket.after", b.name)
	if errors.Is(err, broker.ErrKeyTaken) {
		return attempts, true, nil
	}
	if err != nil {
		err = fmt.Errorf("bucket %s, key %s: %w", b.name, key, err)
	}
	return attempts, false, err
}

// Put sets the value under key, whatever stands there. A nil value deletes it.
func (b Bucket) Put(ctx context.Context, key string, value []byte) error {
	kv, err := b.open(ctx)
	if err != nil {
		return err
	}
	_, err = broker.Request(ctx, b.conn, b.subject(key), func(ctx context.Context) (uint64, error) {
		if value == nil {
			return 0, kv.Delete(ctx, key)
		}
		return kv.Put(ctx, key, value)
	})
	if err != nil {
		return fmt.Errorf("bucket %s: %w", b.name, err)
	}
	return nil
}

// Keys are the keys that have a value, in no order. It is one request.
func (b Bucket) Keys(ctx context.Context) ([]string, error) {
	s, err := b.conn.Stream(ctx, wire.KVStream(b.name))
	if err != nil {
		return nil, fmt.Errorf("bucket %s: %w", b.name, err)
	}
	info, err := s.Info(ctx, jetstream.WithSubjectFilter(b.subject("*")))
	if err != nil {
		return nil, fmt.Errorf("bucket %s: %w", b.name, err)
	}
	out := make([]string, 0, len(info.State.Subjects))
	for subject := range info.State.Subjects {
		out = append(out, strings.TrimPrefix(subject, b.subject("")))
	}
	return out, nil
}

// Remove takes the value under key away as it was at a revision, without a trace; a later one
// stays.
func (b Bucket) Remove(ctx context.Context, key string, revision uint64) error {
	s, err := b.conn.Stream(ctx, wire.KVStream(b.name))
	if err == nil {
		broker.Boundary("bucket.before", b.name)
		err = s.Purge(ctx, jetstream.WithPurgeSubject(b.subject(key)), jetstream.WithPurgeSequence(revision+1))
		broker.Boundary("bucket.after", b.name)
	}
	if err != nil {
		return fmt.Errorf("bucket %s, key %s: %w", b.name, key, err)
	}
	return nil
}

// Watch calls changed with the value under key, if there is one, and then with each one
// after it, until ctx ends; then it returns nil. A deleted value is nil.
func (b Bucket) Watch(ctx context.Context, key string, changed func(value []byte, revision uint64)) error {
	kv, err := b.open(ctx)
	if err != nil {
		return err
	}
	w, err := kv.Watch(ctx, key)
	if err != nil {
		return fmt.Errorf("watch the bucket %s: %w", b.name, err)
	}
	defer func() { _ = w.Stop() }() // the connection may be closed already
	for {
		select {
		case <-ctx.Done():
			return nil
		case e, ok := <-w.Updates():
			switch {
			case !ok:
				if ctx.Err() != nil {
					return nil
				}
				return fmt.Errorf("watch the bucket %s: the watch has ended", b.name)
			case e == nil: // the present state is complete
			case e.Operation() != jetstream.KeyValuePut:
				changed(nil, e.Revision())
			default:
				changed(e.Value(), e.Revision())
			}
		}
	}
}

// All visits the keys that have a value, in their order, as they stand when it is called.
func (b Bucket) All(ctx context.Context, each func(key string, value []byte) error) error {
	kv, err := b.open(ctx)
	if err != nil {
		return err
	}
	w, err := kv.WatchAll(ctx, jetstream.IgnoreDeletes())
	if err != nil {
		return fmt.Errorf("read the bucket %s: %w", b.name, err)
	}
	defer func() { _ = w.Stop() }() // the connection may be closed already
	all := map[string][]byte{}
	for {
		select {
		case <-ctx.Done():
			return fmt.Errorf("read the bucket %s: %w", b.name, ctx.Err())
		case e, ok := <-w.Updates():
			switch {
			case !ok:
				return fmt.Errorf("read the bucket %s: the look has ended", b.name)
			case e != nil:
				all[e.Key()] = e.Value()
				continue
			}
			for _, key := range slices.Sorted(maps.Keys(all)) { // the present state is complete
				if err := each(key, all[key]); err != nil {
					return err
				}
			}
			return nil
		}
	}
}

func (b Bucket) open(ctx context.Context) (jetstream.KeyValue, error) {
	kv, err := b.conn.JS.KeyValue(ctx, b.name)
	if err != nil {
		return nil, fmt.Errorf("bucket %s: %w", b.name, err)
	}
	return kv, nil
}

func (b Bucket) subject(key string) string { return "$KV." + b.name + "." + key }
