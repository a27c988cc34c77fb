package wire

import (
	"fmt"
	"strings"
	"time"
)

// BlobBucket is the object store that holds what is too large for a message.
const BlobBucket = "gouji-blobs"

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

// KVStream is the stream behind a key-value bucket.
func KVStream(bucket string) string { return "KV_" + bucket }

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

func (t Topology) WithDefaults() Topology {
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

// StageStream returns where a stage reads and which subjects of it.
func (t Topology) StageStream(stage string) (stream, filter string, err error) {
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

// Check refuses what cannot be a topology.
func (t Topology) Check() error {
	if !ValidToken(t.Partition) || t.Partition == "submit" || t.Partition == "dead" {
		return fmt.Errorf("topology: %q cannot be a partition", t.Partition)
	}
	return nil
}
