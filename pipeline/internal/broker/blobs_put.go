package broker

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/nats-io/nuid"
)

// write stores an object as the object store's own Put does, but for one thing: the new record
// does not roll the old one up. So the stream need not take rollups, and whoever may write
// blobs cannot wipe them by a message with `Nats-Rollup: all`. An older record stays where it
// was, and readers take the last one.
func (b *Blobs) write(ctx context.Context, ref, digest string, data []byte) error {
	f := b.flow()
	info := jetstream.ObjectInfo{
		ObjectMeta: jetstream.ObjectMeta{Name: ref, Opts: &jetstream.ObjectMetaOptions{ChunkSize: b.chunk()}},
		Bucket:     f.BlobBucket(), NUID: nuid.Next(), Size: uint64(len(data)), Digest: digest,
	}
	var acks []jetstream.PubAckFuture
	for rest := data; len(rest) > 0; info.Chunks++ {
		n := min(len(rest), int(b.chunk()))
		m := nats.NewMsg(f.BlobChunks() + info.NUID)
		m.Data, rest = rest[:n], rest[n:]
		ack, err := b.js.PublishMsgAsync(m)
		if err != nil {
			return fmt.Errorf("a piece: %w", err)
		}
		acks = append(acks, ack)
	}
	for _, ack := range acks {
		select {
		case <-ack.Ok():
		case err := <-ack.Err():
			return fmt.Errorf("a piece: %w", err)
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return b.record(ctx, info)
}

// record publishes the record of an object in the place of the one that is there, whatever it
// is: two that write the same bytes at the same time both leave whole ones.
func (b *Blobs) record(ctx context.Context, info jetstream.ObjectInfo) error {
	data, err := json.Marshal(info)
	if err != nil {
		return fmt.Errorf("its record: %w", err)
	}
	m := nats.NewMsg(b.metaOf(info.Name))
	m.Data = data
	_, _, err = Publish(ctx, b.js, m, nil)
	return err
}

// metaOf is the subject of the record of an object.
func (b *Blobs) metaOf(ref string) string {
	return b.flow().BlobMetas() + base64.URLEncoding.EncodeToString([]byte(ref))
}
