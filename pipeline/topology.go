package pipeline

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

// The streams that all partitions share.
const (
	SubmitStream = "GOUJI_SUBMIT"
	DeadStream   = "GOUJI_DEAD"
)

// The key-value buckets. LedgerBucket says which parsed reports there are of each issuer
// and year, and can be deleted at any time and rebuilt from the log; RulesBucket delivers a
// rules file to all workers.
const (
	LedgerBucket = "gouji-ledger"
	RulesBucket  = "gouji-rules"
)

// kvStream is the stream behind a key-value bucket.
func kvStream(bucket string) string { return "KV_" + bucket }

// Topology says which streams and consumers there are. The zero value is one replica and
// partition p0 without limits.
type Topology struct {
	// Replicas of every stream, 1 to 5, default 1. Three lose nothing when one node dies.
	Replicas int
	// Partition is the token of the hops' subjects, default p0.
	Partition string
	// AckWait is how long the server waits for a sign of life, default 30 s. A worker sends
	// one every third of it.
	AckWait time.Duration
	// MaxAckPending bounds the messages a stage holds over all workers, default 2048. A
	// delayed redelivery holds one of these too.
	MaxAckPending int
	// SubmitMaxBytes, LogMaxBytes and DeadMaxBytes bound the streams, default 0 for none. A
	// full stream refuses new messages (DiscardNew), which publishers feel as a stall.
	SubmitMaxBytes, LogMaxBytes, DeadMaxBytes int64
	// HopTTL removes intermediate hops (ingested, parsed, validated) from the log after this
	// time, default 0 for never: a limits stream never frees space on ack. It must be longer
	// than any backlog, or documents are lost and counted as unaccounted.
	HopTTL time.Duration
}

// maxDeliver is none: a message that reaches one is stranded (pending 0, never delivered
// again). The worker counts attempts itself; what it cannot do is end a message whose dead
// letter cannot be written, which comes again each 30 s until it can. With 20 here that was
// over after some eight minutes of a full stream of dead letters. A consumer that was made
// with 20 gets this by `gouji topology apply`.
const maxDeliver = -1

func (t Topology) withDefaults() Topology {
	if t.Replicas == 0 {
		t.Replicas = 1
	}
	if t.Partition == "" {
		t.Partition = "p0"
	}
	if t.AckWait == 0 {
		t.AckWait = 30 * time.Second
	}
	if t.MaxAckPending == 0 {
		t.MaxAckPending = 2048
	}
	return t
}

// LogStream is the stream that carries the partition's hops.
func (t Topology) LogStream() string { return "GOUJI_" + strings.ToUpper(t.Partition) }

// stageStream returns where a stage reads and which subjects of it.
func (t Topology) stageStream(stage string) (stream, filter string, err error) {
	p := "gouji." + t.Partition + "."
	switch stage {
	case StageIngest:
		return SubmitStream, "gouji.submit.*", nil
	case StageParse:
		return t.LogStream(), p + "ingested.*", nil
	case StageValidate:
		return t.LogStream(), p + "parsed.>", nil
	case StagePublish:
		return t.LogStream(), p + "validated.>", nil
	}
	return "", "", fmt.Errorf("there is no stage %q", stage)
}

// check refuses what cannot be a topology.
func (t Topology) check() error {
	if !ValidToken(t.Partition) || t.Partition == "submit" || t.Partition == "dead" {
		return fmt.Errorf("topology: %q cannot be a partition", t.Partition)
	}
	return nil
}

// Ensure makes the streams, the buckets and the four consumers what they should be. It
// looks first and touches only what is missing or differs, and fails with ErrDestructive
// where that would lose something. It may be called again and by several processes at once.
func Ensure(ctx context.Context, c *Conn, t Topology) error {
	t = t.withDefaults()
	if err := t.check(); err != nil {
		return err
	}
	defer c.LockTopology()()
	p, err := plan(ctx, c, t)
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
func Join(ctx context.Context, c *Conn, t Topology) (Plan, error) {
	t = t.withDefaults()
	if err := t.check(); err != nil {
		return Plan{}, err
	}
	defer c.LockTopology()()
	p, err := plan(ctx, c, t)
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

// streams are the three that carry messages, as they should be.
func (t Topology) streams() []jetstream.StreamConfig {
	base := jetstream.StreamConfig{Storage: jetstream.FileStorage, Discard: jetstream.DiscardNew, Replicas: t.Replicas,
		AllowDirect: true, MaxBytes: -1, MaxMsgs: -1, MaxMsgsPerSubject: -1, Duplicates: otherDuplicates}
	submit, log, dead := base, base, base
	submit.Name, submit.Subjects = SubmitStream, []string{"gouji.submit.*"}
	submit.Description = "Raw submissions, gone once ingest has settled them"
	submit.Retention, submit.MaxBytes, submit.Duplicates = jetstream.WorkQueuePolicy, limit(t.SubmitMaxBytes), submitDuplicates
	// A limits stream: deduplication on work-queue and interest streams is forgotten after
	// ack and restart, the last message of a subject is not.
	log.Name, log.Subjects = t.LogStream(), []string{"gouji." + t.Partition + ".>"}
	log.Description = "Every hop of every document, one subject a key"
	log.Retention, log.MaxBytes, log.AllowMsgTTL = jetstream.LimitsPolicy, limit(t.LogMaxBytes), true
	dead.Name, dead.Subjects = DeadStream, []string{"gouji.dead.>"}
	dead.Description = "Dead letters, kept until they are replayed or removed"
	dead.Retention, dead.MaxBytes = jetstream.LimitsPolicy, limit(t.DeadMaxBytes)
	return []jetstream.StreamConfig{submit, log, dead}
}

// wanted lists the streams, those of the buckets too.
func (t Topology) wanted() []wanted {
	var out []wanted
	for _, cfg := range t.streams() {
		out = append(out, wanted{kind: "stream", name: cfg.Name, cfg: cfg, create: func(ctx context.Context, c *Conn) error {
			_, err := c.JS.CreateStream(ctx, cfg)
			return err
		}})
	}
	out = append(out, t.wantedBlobs())
	for _, cfg := range buckets() {
		out = append(out, t.wantedBucket(cfg))
	}
	return out
}

func limit(n int64) int64 {
	if n == 0 {
		return -1
	}
	return n
}

func (t Topology) wantedBlobs() wanted {
	cfg := jetstream.ObjectStoreConfig{Bucket: BlobBucket, Description: "Raw bytes and payloads above 64 KiB, by SHA-256",
		Storage: jetstream.FileStorage, Replicas: t.Replicas, MaxBytes: -1}
	return wanted{
		kind: "bucket", name: BlobBucket, only: []string{"storage", "replicas", "max_bytes", "max_age", "description"},
		cfg: jetstream.StreamConfig{Name: "OBJ_" + BlobBucket, Storage: cfg.Storage, Replicas: cfg.Replicas, MaxBytes: cfg.MaxBytes, Description: cfg.Description},
		create: func(ctx context.Context, c *Conn) error {
			_, err := c.JS.CreateObjectStore(ctx, cfg)
			return err
		},
	}
}

func (t Topology) wantedBucket(cfg jetstream.KeyValueConfig) wanted {
	cfg.Storage, cfg.Replicas, cfg.History = jetstream.FileStorage, t.Replicas, max(cfg.History, 1)
	return wanted{
		kind: "bucket", name: cfg.Bucket, only: []string{"storage", "replicas", "max_msgs_per_subject", "max_age", "description"},
		cfg: jetstream.StreamConfig{Name: kvStream(cfg.Bucket), Storage: cfg.Storage, Replicas: cfg.Replicas,
			MaxMsgsPerSubject: int64(cfg.History), Description: cfg.Description},
		create: func(ctx context.Context, c *Conn) error {
			_, err := c.JS.CreateKeyValue(ctx, cfg)
			return err
		},
	}
}

// ensureBucket creates a key-value bucket of the topology where it is missing.
func ensureBucket(ctx context.Context, c *Conn, t Topology, name string) error {
	for _, cfg := range buckets() {
		if cfg.Bucket != name {
			continue
		}
		w := t.wantedBucket(cfg)
		item, err := w.look(ctx, c)
		if err != nil {
			return err
		}
		return Plan{Items: []PlanItem{item}}.run(ctx, c, ActionCreate)
	}
	return fmt.Errorf("the topology has no bucket %s", name)
}

// buckets are the key-value buckets, as they should be.
func buckets() []jetstream.KeyValueConfig {
	return []jetstream.KeyValueConfig{
		{Bucket: LedgerBucket, Description: "Which parsed reports there are of each issuer; can be rebuilt from the log"},
		{Bucket: RulesBucket, Description: "The rules file in force, beside the book", History: 10},
	}
}

// consumer is a stage's consumer as it should be.
func (t Topology) consumer(stage string) (stream string, cfg jetstream.ConsumerConfig, err error) {
	stream, filter, err := t.stageStream(stage)
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

// ensureConsumer creates a stage's consumer where it is missing.
func ensureConsumer(ctx context.Context, c *Conn, t Topology, stage string) (jetstream.Consumer, error) {
	item, _, err := planConsumer(ctx, c, t, stage)
	if err != nil {
		return nil, err
	}
	if err := (Plan{Items: []PlanItem{item}}).run(ctx, c, ActionCreate); err != nil {
		return nil, err
	}
	return c.JS.Consumer(ctx, item.Stream, stage)
}
