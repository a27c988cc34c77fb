package pipeline

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

// The streams that all partitions share.
const (
	SubmitStream = "GOUJI_SUBMIT"
	DeadStream   = "GOUJI_DEAD"
)

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

// maxDeliver is only a safety net: a message that reaches it is stranded (pending 0, never
// delivered again), so the worker counts attempts itself.
const maxDeliver = 20

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

// Ensure creates or updates the streams, the buckets and the four consumers. It may be
// called again and by several processes at once.
func Ensure(ctx context.Context, c *Conn, t Topology) error {
	t = t.withDefaults()
	if !ValidToken(t.Partition) || t.Partition == "submit" || t.Partition == "dead" {
		return fmt.Errorf("topology: %q cannot be a partition", t.Partition)
	}
	c.ensuring.Lock()
	defer c.ensuring.Unlock()
	for _, cfg := range t.streams() {
		if err := ensureStream(ctx, c, cfg); err != nil {
			return fmt.Errorf("stream %s: %w", cfg.Name, err)
		}
	}
	if err := ensureBucket(ctx, c, t); err != nil {
		return err
	}
	for _, cfg := range []jetstream.KeyValueConfig{ledgerConfig(), rulesConfig()} {
		if err := ensureKV(ctx, c, t, cfg); err != nil {
			return err
		}
	}
	for _, stage := range Stages() {
		if _, err := ensureConsumer(ctx, c, t, stage); err != nil {
			return err
		}
	}
	c.Use(t)
	return nil
}

// ensureStream leaves a stream alone that is as it should be: an update is never free, and
// in nats-server 2.15.2 one that changes nothing still races with the creation of consumers.
func ensureStream(ctx context.Context, c *Conn, want jetstream.StreamConfig) error {
	s, err := c.JS.Stream(ctx, want.Name)
	if errors.Is(err, jetstream.ErrStreamNotFound) {
		_, err = c.JS.CreateOrUpdateStream(ctx, want)
		return err
	}
	if err != nil {
		return err
	}
	have := s.CachedInfo().Config
	same := have.Storage == want.Storage && have.Discard == want.Discard && have.Replicas == want.Replicas &&
		have.AllowDirect == want.AllowDirect && have.Retention == want.Retention && have.MaxBytes == want.MaxBytes &&
		(have.AllowMsgTTL || !want.AllowMsgTTL) && have.Description == want.Description && slices.Equal(have.Subjects, want.Subjects) &&
		have.MaxAge == 0 && have.PersistMode == want.PersistMode
	if same {
		return nil
	}
	_, err = c.JS.UpdateStream(ctx, want)
	return err
}

func (t Topology) streams() []jetstream.StreamConfig {
	base := jetstream.StreamConfig{Storage: jetstream.FileStorage, Discard: jetstream.DiscardNew, Replicas: t.Replicas, AllowDirect: true}
	submit, log, dead := base, base, base
	submit.Name, submit.Subjects = SubmitStream, []string{"gouji.submit.*"}
	submit.Description = "Raw submissions, gone once ingest has settled them"
	submit.Retention, submit.MaxBytes = jetstream.WorkQueuePolicy, limit(t.SubmitMaxBytes)
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

func limit(n int64) int64 {
	if n == 0 {
		return -1
	}
	return n
}

func ensureBucket(ctx context.Context, c *Conn, t Topology) error {
	cfg := jetstream.ObjectStoreConfig{Bucket: BlobBucket, Description: "Raw bytes and payloads above 64 KiB, by SHA-256",
		Storage: jetstream.FileStorage, Replicas: t.Replicas, MaxBytes: -1}
	s, err := c.JS.Stream(ctx, "OBJ_"+BlobBucket)
	switch {
	case err == nil && s.CachedInfo().Config.Replicas == t.Replicas:
		return nil
	case err == nil:
		_, err = c.JS.UpdateObjectStore(ctx, cfg)
	case errors.Is(err, jetstream.ErrStreamNotFound):
		_, err = c.JS.CreateOrUpdateObjectStore(ctx, cfg)
	}
	if err != nil {
		return fmt.Errorf("bucket %s: %w", BlobBucket, err)
	}
	return nil
}

func ensureConsumer(ctx context.Context, c *Conn, t Topology, stage string) (jetstream.Consumer, error) {
	stream, filter, err := t.stageStream(stage)
	if err != nil {
		return nil, err
	}
	cons, err := c.JS.CreateOrUpdateConsumer(ctx, stream, jetstream.ConsumerConfig{
		Durable:       stage,
		FilterSubject: filter,
		AckPolicy:     jetstream.AckExplicitPolicy,
		DeliverPolicy: jetstream.DeliverAllPolicy,
		AckWait:       t.AckWait,
		MaxDeliver:    maxDeliver,
		MaxAckPending: t.MaxAckPending,
	})
	if err != nil {
		return nil, fmt.Errorf("consumer %s on %s: %w", stage, stream, err)
	}
	return cons, nil
}
