package pipeline

import (
	"context"
	"errors"
	"fmt"

	"github.com/nats-io/nats.go/jetstream"
)

// RulesBucket is the key-value bucket that delivers a rules file to all workers, with the
// last ten as history.
const RulesBucket = "gouji-rules"

// rulesKey holds the file in force.
const rulesKey = "active"

func rulesConfig() jetstream.KeyValueConfig {
	return jetstream.KeyValueConfig{Bucket: RulesBucket, Description: "The rules file in force, beside the book", History: 10}
}

// RulesFile is a rules file as delivered. What is in it is for others to read.
type RulesFile struct {
	// Data is nil where no file is in force.
	Data []byte
	// Revision grows with every file; 0 is none.
	Revision uint64
}

// PutRules puts a rules file in force. nil data takes the one in force away.
func PutRules(ctx context.Context, c *Conn, data []byte) error {
	kv, err := c.rules(ctx)
	if err != nil {
		return err
	}
	_, err = guarded(ctx, c.refused, "$KV."+RulesBucket+"."+rulesKey, func(ctx context.Context) (uint64, error) {
		if data == nil {
			return 0, kv.Delete(ctx, rulesKey)
		}
		return kv.Put(ctx, rulesKey, data)
	})
	if err != nil {
		return fmt.Errorf("bucket %s: %w", RulesBucket, err)
	}
	return nil
}

// ActiveRules returns the rules file in force.
func ActiveRules(ctx context.Context, c *Conn) (RulesFile, error) {
	kv, err := c.rules(ctx)
	if err != nil {
		return RulesFile{}, err
	}
	subject := "$JS.API.DIRECT.GET." + kvStream(RulesBucket) + ".$KV." + RulesBucket + "." + rulesKey
	e, err := guarded(ctx, c.refused, subject, func(ctx context.Context) (jetstream.KeyValueEntry, error) { return kv.Get(ctx, rulesKey) })
	if errors.Is(err, jetstream.ErrKeyNotFound) {
		return RulesFile{}, nil
	}
	if err != nil {
		return RulesFile{}, fmt.Errorf("bucket %s: %w", RulesBucket, err)
	}
	return RulesFile{Data: e.Value(), Revision: e.Revision()}, nil
}

// WatchRules calls changed with the rules file in force and then with each one after it,
// until ctx ends; then it returns nil.
func WatchRules(ctx context.Context, c *Conn, changed func(RulesFile)) error {
	kv, err := c.rules(ctx)
	if err != nil {
		return err
	}
	w, err := kv.Watch(ctx, rulesKey)
	if err != nil {
		return fmt.Errorf("watch the bucket %s: %w", RulesBucket, err)
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
				return fmt.Errorf("watch the bucket %s: the watch has ended", RulesBucket)
			case e == nil: // the present state is complete
			case e.Operation() != jetstream.KeyValuePut:
				changed(RulesFile{Revision: e.Revision()})
			default:
				changed(RulesFile{Data: e.Value(), Revision: e.Revision()})
			}
		}
	}
}

func (c *Conn) rules(ctx context.Context) (jetstream.KeyValue, error) {
	kv, err := c.JS.KeyValue(ctx, RulesBucket)
	if err != nil {
		return nil, fmt.Errorf("bucket %s: %w", RulesBucket, err)
	}
	return kv, nil
}
