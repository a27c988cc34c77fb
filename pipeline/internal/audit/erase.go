package audit

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/gouji/gouji/pipeline/internal/broker"
)

// EraseBlobs removes blobs that nothing refers to, whatever their age, and has the server write
// over their bytes on the disk, those of earlier records too. Whoever puts the same bytes
// afterwards writes them whole, since their record says that they are gone. It may be repeated.
func EraseBlobs(ctx context.Context, c *broker.Conn, refs map[string]bool) (removed int, err error) {
	if len(refs) == 0 {
		return 0, nil
	}
	_, in, err := inspect(ctx, c, Options{Quick: true})
	if err != nil {
		return 0, fmt.Errorf("erase blobs: %w", err)
	}
	gone := map[string]bool{}
	for _, ref := range slices.Sorted(maps.Keys(refs)) {
		b, there := in.blobs[ref]
		if in.refs.digests[ref] {
			continue
		}
		gone[ref] = true
		if !there {
			continue
		}
		if gone[ref], err = forgetBlob(ctx, c, b); err != nil {
			return removed, fmt.Errorf("erase blobs: %w", err)
		}
		removed++
	}
	if err := eraseChunks(ctx, c, gone); err != nil {
		return removed, fmt.Errorf("erase blobs: %w", err)
	}
	return removed, nil
}

// eraseChunks writes over the pieces that records of these blobs name, and of no other: whoever
// may write blobs may write a record with another's pieces in it.
func eraseChunks(ctx context.Context, c *broker.Conn, of map[string]bool) error {
	f := c.Topology().Flow
	s, err := c.Stream(ctx, f.BlobStream())
	if err != nil {
		return err
	}
	ours, others := map[string]bool{}, map[string]bool{}
	records := broker.Scan{Stream: f.BlobStream(), Filters: []string{f.BlobMetas() + ">"}}
	err = records.Run(ctx, c, func(m jetstream.Msg, _ *jetstream.MsgMetadata) error {
		var info jetstream.ObjectInfo
		switch {
		case json.Unmarshal(m.Data(), &info) != nil || info.NUID == "" || strings.ContainsAny(info.NUID, ".*> \t\r\n"):
		case of[info.Name]:
			ours[info.NUID] = true
		default:
			others[info.NUID] = true
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, nuid := range slices.Sorted(maps.Keys(ours)) {
		if others[nuid] {
			continue
		}
		var all []uint64
		chunks := broker.Scan{Stream: f.BlobStream(), Filters: []string{f.BlobChunks() + nuid}, HeadersOnly: true}
		err := chunks.Run(ctx, c, func(_ jetstream.Msg, meta *jetstream.MsgMetadata) error {
			all = append(all, meta.Sequence.Stream)
			return nil
		})
		if err != nil {
			return err
		}
		if _, err := broker.Overwrite(ctx, s, all...); err != nil {
			return err
		}
	}
	return nil
}
