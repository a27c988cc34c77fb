// Package topology makes the streams, buckets and consumers what they should be, says what
// differs, and judges whether a broker is ready for work. It also holds the closure that
// the stream of submissions carries while it refuses what comes.
package topology

import (
	"context"
	"fmt"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/gouji/gouji/pipeline/internal/broker"
	"github.com/gouji/gouji/pipeline/internal/wire"
)

// maxDeliver is none: a message that reaches one is stranded (pending 0, never delivered
// again). The worker counts attempts itself; what it cannot do is end a message whose dead
// letter cannot be written, which comes again each 30 s until it can. With 20 here that was
// over after some eight minutes of a full stream of dead letters. A consumer that was made
// with 20 gets this by `gouji topology apply`.
const maxDeliver = -1

// Ensure makes the streams, the buckets and the consumers what they should be. It
// looks first and touches only what is missing or differs, and fails with ErrDestructive
// where that would lose something. It may be called again and by several processes at once.
func Ensure(ctx context.Context, c *broker.Conn, t wire.Topology) error {
	t = t.WithDefaults()
	if err := t.Check(); err != nil {
		return err
	}
	defer c.LockTopology()()
	p, err := makePlan(ctx, c, t)
	if err != nil {
		return err
	}
	if err := p.Apply(ctx, c, false); err != nil {
		return err
	}
	c.Use(t)
	return nil
}

// Join is Ensure for a program that is one of many: it creates what is missing, and takes
// what is there as it is, so that a worker with other settings than the deployment does not
// change it for all. The plan it returns says what differs.
func Join(ctx context.Context, c *broker.Conn, t wire.Topology) (Plan, error) {
	t = t.WithDefaults()
	if err := t.Check(); err != nil {
		return Plan{}, err
	}
	defer c.LockTopology()()
	p, err := makePlan(ctx, c, t)
	if err != nil {
		return p, err
	}
	if err := p.run(ctx, c, ActionCreate); err != nil {
		return p, err
	}
	c.Use(p.found)
	return p, nil
}

// submitDuplicates is the shortest window there is. Nats-Msg-Id is the producers' to send
// and shared by all of them: whoever knows another's id could have the other's document
// acknowledged and thrown away.
const submitDuplicates = 100 * time.Millisecond

// otherDuplicates is the server's default. Nobody from outside writes to these streams.
const otherDuplicates = 2 * time.Minute

// streams are those that carry messages, as they should be.
func streams(t wire.Topology) []jetstream.StreamConfig {
	base := jetstream.StreamConfig{Storage: jetstream.FileStorage, Discard: jetstream.DiscardNew, Replicas: t.Replicas,
		// JetStream never takes these two back, whoever asks.
		DenyDelete: true, DenyPurge: true,
		AllowDirect: true, MaxBytes: -1, MaxMsgs: -1, MaxMsgsPerSubject: -1, Duplicates: otherDuplicates}
	submit, log, dead, results := base, base, base, base
	submit.Name, submit.Subjects = t.Flow.SubmitStream(), []string{t.SubmitFilter()}
	submit.Description = "Raw submissions, gone once ingest has settled them"
	submit.Retention, submit.MaxBytes, submit.Duplicates = jetstream.WorkQueuePolicy, limit(t.SubmitMaxBytes), submitDuplicates
	// A limits stream: deduplication on work-queue and interest streams is forgotten after
	// ack and restart, the last message of a subject is not.
	log.Name, log.Subjects = t.LogStream(), []string{t.LogFilter()}
	log.Description = "Every hop of every document, one subject a key"
	log.Retention, log.MaxBytes, log.AllowMsgTTL = jetstream.LimitsPolicy, limit(t.LogMaxBytes), t.HopTTL > 0
	log.DenyDelete = !t.Deletable // what went into an archive or is erased goes, by a role of its own
	dead.Name, dead.Subjects = t.Flow.DeadStream(), []string{t.DeadFilter()}
	dead.Description = "Dead letters, kept until they are replayed or removed"
	dead.Retention, dead.MaxBytes = jetstream.LimitsPolicy, limit(t.DeadMaxBytes)
	dead.DenyDelete = false // a letter that is replayed or dropped is removed
	results.Name, results.Subjects = t.Flow.ResultsStream(), []string{t.ResultsFilter()}
	results.Description = "What became of documents, for their producers; made from the log"
	results.Retention, results.DenyDelete = jetstream.LimitsPolicy, !t.Deletable
	return []jetstream.StreamConfig{submit, log, dead, results}
}

// StreamConfigs returns the streams that carry messages, as they should be.
func StreamConfigs(t wire.Topology) []jetstream.StreamConfig { return streams(t.WithDefaults()) }

// everything lists the streams, those of the buckets too.
func everything(t wire.Topology) []wanted {
	var out []wanted
	for _, cfg := range streams(t) {
		out = append(out, wanted{kind: "stream", name: cfg.Name, cfg: cfg, asMade: cfg.Name == t.LogStream() || cfg.Name == t.Flow.ResultsStream(), create: func(ctx context.Context, c *broker.Conn) error {
			_, err := c.JS.CreateStream(ctx, cfg)
			return err
		}})
	}
	out = append(out, wantedBlobs(t))
	for _, cfg := range buckets(t.Flow) {
		out = append(out, wantedBucket(t, cfg))
	}
	return out
}

func limit(n int64) int64 {
	if n == 0 {
		return -1
	}
	return n
}

func wantedBlobs(t wire.Topology) wanted {
	// An object store as the client library makes it, but for rollups, by which whoever may
	// write blobs could wipe them all, and deletion where the log has none. It can be purged: by an administrator, who
	// collects what nothing refers to.
	cfg := jetstream.StreamConfig{Name: t.Flow.BlobStream(), Description: "Raw bytes and payloads above 64 KiB, by SHA-256",
		Subjects: []string{t.Flow.BlobChunks() + ">", t.Flow.BlobMetas() + ">"}, Discard: jetstream.DiscardNew, AllowDirect: true,
		Storage: jetstream.FileStorage, Replicas: t.Replicas, MaxBytes: -1, MaxMsgs: -1, MaxMsgsPerSubject: -1, DenyDelete: !t.Deletable}
	return wanted{
		kind: "bucket", name: t.Flow.BlobBucket(), cfg: cfg, asMade: true,
		only: []string{"storage", "replicas", "max_bytes", "max_age", "description", "discard", "allow_rollup", "deny_delete"},
		create: func(ctx context.Context, c *broker.Conn) error {
			_, err := c.JS.CreateStream(ctx, cfg)
			return err
		},
	}
}

func wantedBucket(t wire.Topology, cfg jetstream.KeyValueConfig) wanted {
	cfg.Storage, cfg.Replicas, cfg.History = jetstream.FileStorage, t.Replicas, max(cfg.History, 1)
	return wanted{
		kind: "bucket", name: cfg.Bucket, only: []string{"storage", "replicas", "max_msgs_per_subject", "max_age", "description"},
		cfg: jetstream.StreamConfig{Name: wire.KVStream(cfg.Bucket), Storage: cfg.Storage, Replicas: cfg.Replicas,
			MaxMsgsPerSubject: int64(cfg.History), Description: cfg.Description},
		create: func(ctx context.Context, c *broker.Conn) error {
			_, err := c.JS.CreateKeyValue(ctx, cfg)
			return err
		},
	}
}

// EnsureBucket creates a key-value bucket of the topology where it is missing.
func EnsureBucket(ctx context.Context, c *broker.Conn, t wire.Topology, name string) error {
	for _, cfg := range buckets(t.Flow) {
		if cfg.Bucket != name {
			continue
		}
		w := wantedBucket(t, cfg)
		item, err := w.look(ctx, c)
		if err != nil {
			return err
		}
		return Plan{Items: []PlanItem{item}}.run(ctx, c, ActionCreate)
	}
	return fmt.Errorf("the topology has no bucket %s", name)
}

// buckets are the key-value buckets, as they should be.
func buckets(f wire.Flow) []jetstream.KeyValueConfig {
	var out []jetstream.KeyValueConfig
	for _, b := range f.Buckets {
		out = append(out, jetstream.KeyValueConfig{Bucket: b.Name, Description: b.Description, History: b.History})
	}
	return append(out, jetstream.KeyValueConfig{Bucket: f.WitnessBucket(), Description: "High-water marks, by which what was destroyed is noticed"})
}

// Streams are the names of the streams of the topology, those behind its buckets too.
func Streams(t wire.Topology) []string {
	var out []string
	for _, w := range everything(t) {
		out = append(out, w.cfg.Name)
	}
	return out
}

// consumer is a stage's consumer as it should be.
func consumer(t wire.Topology, stage string) (stream string, cfg jetstream.ConsumerConfig, err error) {
	stream, filter, err := t.StageStream(stage)
	return stream, jetstream.ConsumerConfig{
		Durable:       stage,
		FilterSubject: filter,
		AckPolicy:     jetstream.AckExplicitPolicy,
		DeliverPolicy: jetstream.DeliverAllPolicy,
		AckWait:       t.AckWait,
		MaxDeliver:    maxDeliver,
		MaxAckPending: t.MaxAckPending,
	}, err
}

// EnsureConsumer creates a stage's consumer where it is missing.
func EnsureConsumer(ctx context.Context, c *broker.Conn, t wire.Topology, stage string) (jetstream.Consumer, error) {
	item, _, err := planConsumer(ctx, c, t, stage)
	if err != nil {
		return nil, err
	}
	if err := (Plan{Items: []PlanItem{item}}).run(ctx, c, ActionCreate); err != nil {
		return nil, err
	}
	return c.JS.Consumer(ctx, item.Stream, stage)
}
