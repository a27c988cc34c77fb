package status

import (
	"time"

	"github.com/gouji/gouji/pipeline/internal/audit"
	"github.com/gouji/gouji/pipeline/internal/broker"
	"github.com/gouji/gouji/pipeline/internal/worker"
)

// How the documents of a Report were counted.
const (
	// CountedByLog: the log was read for it.
	CountedByLog = "log"
	// CountedByAudit: a standing audit told its last look, which is exact as of then.
	CountedByAudit = "audit"
	// CountedByBroker: by the broker's counters. Published is then the receipts, no more than
	// what was accepted: a document that was judged again has several. InFlight is the messages
	// that wait before the stages. Unaccounted is not known.
	CountedByBroker = "broker"
)

// Report says how a system stands.
type Report struct {
	Schema string    `json:"schema"`
	At     time.Time `json:"at"`
	// Counted says how the documents were counted, CountedAt as of when.
	Counted   string    `json:"counted"`
	CountedAt time.Time `json:"counted_at"`
	Accepted  int       `json:"accepted"`
	Published int       `json:"published"`
	Dead      int       `json:"dead"`
	InFlight  int       `json:"in_flight"`
	// Archived went into an archive and out of the log; they are not among the accepted ones.
	Archived int `json:"archived,omitempty"`
	// Erased were erased; they are not among the accepted ones either.
	Erased int `json:"erased,omitempty"`
	// Unaccounted is nil where it is not known.
	Unaccounted *int `json:"unaccounted"`
	// Unread are the submissions among Accepted and InFlight that may be copies of documents
	// counted beside them, because ingest has not read them; nil where it is not known.
	Unread *int `json:"unread"`
	// Receipts are the messages that tell that a document is through, one for each verdict.
	Receipts int     `json:"receipts"`
	Stages   []Stage `json:"stages"`
	// Unsettled is what was published and waits to be done again, because other documents came
	// after it. Each counts as a document in flight and not as published, so that whoever waits
	// for all to be published waits for the last word.
	Unsettled uint64 `json:"unsettled"`
	// DeadBy are the dead letters by class; nil where there are too many to look at.
	DeadBy map[string]int `json:"dead_by_class"`
	// Refusing says why submissions are refused, empty where they are not.
	Refusing string   `json:"refusing,omitempty"`
	Streams  []Stream `json:"streams"`
	// Store is the bytes that JetStream has written and may write.
	Store Use `json:"store"`
	// Room is how the disk fills.
	Room Room `json:"room"`
	// Memory is what the servers take; empty where no monitoring URL tells it.
	Memory []broker.ServerMemory `json:"memory"`
	// Parsers are the versions that workers run, OlderParser the documents whose newest reading
	// is by another one; RuleSets and OlderRules the same of rule sets. The numbers are nil
	// where they are not known.
	Parsers     []string       `json:"parsers"`
	OlderParser *int           `json:"older_parser"`
	RuleSets    []string       `json:"rule_sets"`
	OlderRules  *int           `json:"older_rules"`
	Damaged     []audit.Damage `json:"damaged,omitempty"`
}

// Stage is one stage.
type Stage struct {
	audit.StageStatus
	// Rate is messages a second, Oldest the age in seconds of the oldest message that is not
	// settled; nil where they are not known.
	Rate   *float64 `json:"rate"`
	Oldest *float64 `json:"oldest_seconds"`
	// Settled grows with each message that the stage is done with.
	Settled uint64 `json:"settled"`
	// MaxAckPending is how many messages all workers of the stage may hold at once.
	MaxAckPending int `json:"max_ack_pending"`
	// Who are the workers that answered.
	Who []worker.Presence `json:"who"`
}

// Stream is one stream or bucket.
type Stream struct {
	Name     string `json:"name"`
	Messages uint64 `json:"messages"`
	Bytes    uint64 `json:"bytes"`
	// Leader is the server that leads it, empty for a server without a cluster. Replicas is how
	// many there should be, Current how many have all of it.
	Leader   string `json:"leader,omitempty"`
	Replicas int    `json:"replicas"`
	Current  int    `json:"current"`
}

// Use is bytes used of a limit, 0 for none.
type Use struct {
	Bytes uint64 `json:"bytes"`
	Limit int64  `json:"limit"`
}
