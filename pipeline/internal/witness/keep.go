package witness

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/nats-io/nats.go"

	"github.com/gouji/gouji/pipeline/internal/broker"
	"github.com/gouji/gouji/pipeline/internal/wire"
)

// The keys of the witness bucket. The count of removed dead letters is a third one, see
// broker.Conn.AnnounceRemoval.
const (
	marksKey = "marks"
	storeKey = "store"
)

func subject(c *broker.Conn, key string) string {
	return "$KV." + c.Topology().Flow.WitnessBucket() + "." + key
}

// read reads a value of the bucket into v. The revision is 0 where there is none, and there is
// false where it cannot be read: then it is written anew.
func read(ctx context.Context, c *broker.Conn, key string, v any) (revision uint64, there bool, err error) {
	m, err := c.LastIfAny(ctx, wire.KVStream(c.Topology().Flow.WitnessBucket()), subject(c, key))
	if err != nil {
		return 0, false, fmt.Errorf("witness: %w", err)
	}
	if m == nil {
		return 0, false, nil
	}
	return m.Sequence, json.Unmarshal(m.Data, v) == nil, nil
}

// errOverwritten says that somebody else has written meanwhile.
var errOverwritten = errors.New("witness: somebody else has written the marks at this moment")

// write writes a value of the bucket by compare-and-set.
func write(ctx context.Context, c *broker.Conn, key string, v any, revision uint64) error {
	data, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("witness: %w", err)
	}
	m := nats.NewMsg(c.KeySubject(subject(c, key)))
	m.Data = data
	_, _, err = broker.Publish(ctx, c.JS, m, nil, broker.Expectation{Last: revision}.Option())
	if errors.Is(err, broker.ErrKeyTaken) {
		return errOverwritten
	}
	if err != nil {
		return fmt.Errorf("witness: %w", err)
	}
	return nil
}

// readFile reads the copy beside the broker's own files, nil for none.
func readFile(path string) (*Marks, error) {
	if path == "" {
		return nil, nil
	}
	data, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("witness: %w", err)
	}
	var m Marks
	if json.Unmarshal(data, &m) != nil || m.Schema != Schema {
		return nil, nil // written anew
	}
	return &m, nil
}

// writeFile replaces the copy; a reader sees the old one or the new one. It is on disk when
// writeFile returns.
func writeFile(path string, m Marks) error {
	if path == "" {
		return nil
	}
	data, err := json.Marshal(m)
	if err != nil {
		return fmt.Errorf("witness: %w", err)
	}
	part, err := os.OpenFile(path+".new", os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return fmt.Errorf("witness: %w", err)
	}
	_, err = part.Write(append(data, '\n'))
	if err == nil {
		err = part.Sync()
	}
	if err = errors.Join(err, part.Close()); err == nil {
		err = os.Rename(part.Name(), path)
	}
	if err == nil {
		err = syncFolder(filepath.Dir(path))
	}
	if err != nil {
		return fmt.Errorf("witness: %s: %w", path, err)
	}
	return nil
}

// syncFolder makes a rename in a folder safe. What cannot be opened for it, as on Windows, is
// as safe as it gets.
func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return nil
	}
	_ = d.Sync() // not every file system has it for folders
	return d.Close()
}
