package wire

import (
	"fmt"
	"strings"
	"time"
)

// KVStream is the stream behind a key-value bucket.
func KVStream(bucket string) string { return "KV_" + bucket }

// Topology says which streams and consumers there are. The zero value is one replica and
// partition p0 without limits.
type Topology struct {
	// Flow is what is carried, default Reports.
	Flow Flow
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
	// HopTTL removes hops that a later stage reads from the log after this
	// time, default 0 for never: a limits stream never frees space on ack. It must be longer
	// than any backlog, or documents are lost and counted as unaccounted.
	HopTTL time.Duration
	// Deletable makes a log, results and blobs from which what went into an archive or is to be
	// erased can be deleted, by the role that may; default false, for nobody. JetStream never
	// takes the setting back from a stream from which nobody can delete, so it counts when the
	// streams are made.
	Deletable bool
}

// WithDefaults fills in what is not said.
func (t Topology) WithDefaults() Topology {
	if len(t.Flow.Stages) == 0 {
		t.Flow = Reports()
	}
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
func (t Topology) LogStream() string {
	return strings.ToUpper(t.Flow.Prefix) + "_" + strings.ToUpper(t.Partition)
}

// LogFilter matches everything in the log.
func (t Topology) LogFilter() string { return t.Flow.Prefix + "." + t.Partition + ".>" }

// SubmitFilter matches every submission, DeadFilter every dead letter.
func (t Topology) SubmitFilter() string { return t.Flow.SubmitPrefix() + "*" }

// DeadFilter matches every dead letter.
func (t Topology) DeadFilter() string { return t.Flow.deadPrefix() + ">" }

// ResultsFilter matches everything that producers are told.
func (t Topology) ResultsFilter() string { return t.Flow.ResultsSubject("", "") }

// StageStream returns where a stage reads and which subjects of it.
func (t Topology) StageStream(stage string) (stream, filter string, err error) {
	i := t.Flow.index(stage)
	switch {
	case i < 0:
		return "", "", fmt.Errorf("there is no stage %q", stage)
	case i == 0:
		return t.Flow.SubmitStream(), t.SubmitFilter(), nil
	}
	h := Hop{Partition: t.Partition, Kind: t.Flow.through(i - 1)}
	rest := "*"
	if len(t.Flow.fields(&h)) > 1 {
		rest = ">"
	}
	return t.LogStream(), t.Flow.Prefix + "." + t.Partition + "." + string(h.Kind) + "." + rest, nil
}

// Check refuses what cannot be a topology.
func (t Topology) Check() error {
	if !validPartition(t.Partition) {
		return fmt.Errorf("topology: %q cannot be a partition", t.Partition)
	}
	return t.Flow.Check()
}

// Accepted is the subject of the record that a document was taken in. A document that cannot
// be a token has none.
func (t Topology) Accepted(doc string) (string, error) {
	return t.Flow.Subject(Hop{Partition: t.Partition, Kind: KindAccepted, Doc: doc})
}
