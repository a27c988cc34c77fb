package state

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"github.com/gouji/gouji/pipeline/client"
)

// WebhooksBucket is the key-value bucket of results that a webhook did not take.
const WebhooksBucket = "gouji-webhooks"

// UndeliveredSchema names the wire form of Undelivered.
const UndeliveredSchema = "gouji.undelivered/v1"

// Undelivered is the dead letter of a webhook: what it was not told, and why. The result itself
// is in the stream of results.
type Undelivered struct {
	Schema  string `json:"schema"`
	Webhook string `json:"webhook"`
	// Producer, State and Doc are those of the result; Doc may be empty.
	Producer string `json:"producer"`
	State    string `json:"state"`
	Doc      string `json:"doc,omitempty"`
	// Sequence is the result's place in its stream.
	Sequence uint64    `json:"sequence"`
	Attempts int       `json:"attempts"`
	Reason   string    `json:"reason"`
	Time     time.Time `json:"time"`
}

// Key names the record.
func (u Undelivered) Key() string { return u.Webhook + "-" + strconv.FormatUint(u.Sequence, 10) }

// KeepUndelivered writes the record; a second one of the same result takes its place.
func KeepUndelivered(ctx context.Context, c *client.Conn, u Undelivered) error {
	u.Schema = UndeliveredSchema
	b, err := json.Marshal(u)
	if err != nil {
		return fmt.Errorf("the record of an undelivered result: %w", err)
	}
	return client.OpenBucket(c, WebhooksBucket).Put(ctx, u.Key(), b)
}

// EachUndelivered visits the records in the order of their keys.
func EachUndelivered(ctx context.Context, c *client.Conn, each func(Undelivered) error) error {
	return client.OpenBucket(c, WebhooksBucket).All(ctx, func(key string, value []byte) error {
		var u Undelivered
		if err := json.Unmarshal(value, &u); err != nil || u.Schema != UndeliveredSchema {
			return fmt.Errorf("the bucket %s, key %s: no record of schema %s", WebhooksBucket, key, UndeliveredSchema)
		}
		return each(u)
	})
}

// RemoveUndelivered takes a record away, because its result was taken after all.
func RemoveUndelivered(ctx context.Context, c *client.Conn, u Undelivered) error {
	return client.OpenBucket(c, WebhooksBucket).Put(ctx, u.Key(), nil)
}
