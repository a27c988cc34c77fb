package pipeline

import (
	"context"
	"time"

	"github.com/gouji/gouji/internal/state"
	"github.com/gouji/gouji/pipeline/client"
	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/pipeline/internal/admission"
	"github.com/gouji/gouji/pipeline/internal/audit"
	"github.com/gouji/gouji/pipeline/internal/broker"
	"github.com/gouji/gouji/pipeline/internal/dead"
	"github.com/gouji/gouji/pipeline/internal/topology"
	"github.com/gouji/gouji/pipeline/internal/wire"
	"github.com/gouji/gouji/pipeline/internal/worker"
)

// The broker: an embedded server and a connection.
type (
	// Server is an embedded nats-server with JetStream on disk.
	Server = broker.Server
	// ServerOptions configures the embedded server.
	ServerOptions = broker.ServerOptions
	// Conn is a connection with its JetStream and its blobs.
	Conn = broker.Conn
	// ConnectOptions configures a connection.
	ConnectOptions = broker.ConnectOptions
	// PermissionError says that the server refused what this connection's user asked for.
	PermissionError = broker.PermissionError
	// DiskUse returns how much of the room under the streams is used, from 0 to 1.
	DiskUse = broker.DiskUse
)

// DefaultMaxPayload is the largest message the embedded server takes: 32 MiB.
const DefaultMaxPayload = broker.DefaultMaxPayload

// ErrGone says that a message has left the log by its time to live.
var ErrGone = broker.ErrGone

// StartServer starts an embedded server and waits until it takes connections.
func StartServer(o ServerOptions) (*Server, error) { return broker.StartServer(o) }

// Connect connects to a broker and waits for the first connection as long as ctx allows.
func Connect(ctx context.Context, o ConnectOptions) (*Conn, error) { return broker.Connect(ctx, o) }

// WithoutSecrets is addresses, separated by commas, without users, passwords and tokens.
func WithoutSecrets(urls string) string { return broker.WithoutSecrets(urls) }

// FolderUse watches the file system that holds dir, as df counts it.
func FolderUse(dir string) DiskUse { return broker.FolderUse(dir) }

// The log: subjects, tokens and envelopes.
type (
	// Kind says what a subject of the log stands for.
	Kind = wire.Kind
	// Hop holds the tokens of one subject of the log.
	Hop = wire.Hop
	// Cause names the message that an envelope results from.
	Cause = wire.Cause
	// Envelope is what every hop's message holds.
	Envelope = wire.Envelope
	// DeadSubject holds the tokens of a dead letter's subject.
	DeadSubject = wire.DeadSubject
	// Effect is one message that a stage leaves in the log.
	Effect = wire.Effect
)

// The stages' names, which are also the names of their durable consumers.
const (
	StageIngest   = wire.StageIngest
	StageParse    = wire.StageParse
	StageValidate = wire.StageValidate
	StagePublish  = wire.StagePublish
)

// The kinds of subjects.
const (
	KindIngested  = wire.KindIngested
	KindParsed    = wire.KindParsed
	KindValidated = wire.KindValidated
	KindResults   = wire.KindResults
	KindReceipt   = wire.KindReceipt
)

// Streams, buckets and the name that is kept for replays.
const (
	SubmitStream   = wire.SubmitStream
	DeadStream     = wire.DeadStream
	BlobBucket     = wire.BlobBucket
	ReplayProducer = wire.ReplayProducer
)

// Stages returns the stages in the order of the data's way.
func Stages() []string { return wire.Stages() }

// Token writes s as a token of a subject.
func Token(s string) (string, error) { return wire.Token(s) }

// AgencyToken is the token of an agency.
func AgencyToken(name string) string { return wire.AgencyToken(name) }

// YearToken is the token of a year.
func YearToken(year int) string { return wire.YearToken(year) }

// ParseHop reads a subject of the log.
func ParseHop(subject string) (Hop, error) { return wire.ParseHop(subject) }

// ParseDead reads the subject of a dead letter.
func ParseDead(subject string) (DeadSubject, error) { return wire.ParseDead(subject) }

// NewEnvelope wraps a payload, which must be JSON. blob is what to store beside it, nil where
// the payload travels inside.
func NewEnvelope(doc string, cause Cause, payload []byte) (e Envelope, blob []byte, err error) {
	return wire.NewEnvelope(doc, cause, payload)
}

// The flow: what is carried, as data.
type (
	// Flow is the way of one sort of documents: the stages and what each leaves in the log.
	Flow = wire.Flow
	// FlowStage is one stage of a flow.
	FlowStage = wire.FlowStage
	// FlowKind is a kind of message and the tokens of its subjects.
	FlowKind = wire.FlowKind
	// FlowBucket is a key-value bucket.
	FlowBucket = wire.FlowBucket
	// TokenName names one of the tokens of a Hop.
	TokenName = wire.TokenName
)

// The tokens that a subject can have besides partition and kind.
const (
	TokenRuleSet = wire.TokenRuleSet
	TokenParser  = wire.TokenParser
	TokenYear    = wire.TokenYear
	TokenAgency  = wire.TokenAgency
	TokenDoc     = wire.TokenDoc
	TokenBasis   = wire.TokenBasis
)

// The topology: streams, buckets and consumers.
type (
	// Topology says which streams and consumers there are.
	Topology = wire.Topology
	// Plan is the topology as it should be against what is there.
	Plan = topology.Plan
)

// ErrDestructive says that a plan was not applied, because something would be lost.
var ErrDestructive = topology.ErrDestructive

// Ensure makes the streams, the buckets and the consumers what they should be.
func Ensure(ctx context.Context, c *Conn, t Topology) error { return topology.Ensure(ctx, c, t) }

// Join creates what is missing and takes what is there as it is.
func Join(ctx context.Context, c *Conn, t Topology) (Plan, error) { return topology.Join(ctx, c, t) }

// PlanTopology looks at everything and changes nothing.
func PlanTopology(ctx context.Context, c *Conn, t Topology) (Plan, error) {
	return topology.NewPlan(ctx, c, t)
}

// Ready returns nil when what is handed in can be stored, would survive a power cut and is
// worked on.
func Ready(ctx context.Context, c *Conn) error { return topology.Ready(ctx, c) }

// Stages and workers.
type (
	// Delivery is what a stage's emit function may know about the message it answers.
	Delivery = worker.Delivery
	// Raw is a submission as a producer sent it.
	Raw = worker.Raw
	// Stage is a function bound to its messages: a RawStage or a HopStage.
	Stage = worker.Stage
	// RawStage is the stage that reads submissions.
	RawStage = worker.RawStage
	// HopStage is a stage that reads what an earlier stage left in the log.
	HopStage = worker.HopStage
	// Worker runs one stage.
	Worker = worker.Worker
	// WorkerOptions configures a worker.
	WorkerOptions = worker.Options
)

// Bind makes a stage of a function from one JSON type to another.
func Bind[In, Out any](name string, fn func(context.Context, In) (Out, error), emit func(Delivery, Out) ([]Effect, error)) HopStage {
	return worker.Bind(name, fn, emit)
}

// BindPlaced is Bind for a function that has to know where its message stands.
func BindPlaced[In, Out any](name string, fn func(context.Context, Delivery, In) (Out, error), emit func(Delivery, Out) ([]Effect, error)) HopStage {
	return worker.BindPlaced(name, fn, emit)
}

// BindRaw makes the stage that reads submissions.
func BindRaw[Out any](name string, id func([]byte) string, fn func(context.Context, Raw) (Out, error), emit func(Delivery, Out) ([]Effect, error)) RawStage {
	return worker.BindRaw(name, id, fn, emit)
}

// NewWorker makes a worker; its Run starts it.
func NewWorker(c *Conn, s Stage, o WorkerOptions) *Worker { return worker.New(c, s, o) }

// Submissions and lookups.
type (
	// Submitted is the answer to a submission.
	Submitted = client.Submitted
	// State is where a document is.
	State = client.State
)

// The states of a document.
const (
	StatePublished = client.StatePublished
	StateDead      = client.StateDead
	StateInFlight  = client.StateInFlight
	StateUnknown   = client.StateUnknown
)

// Submit publishes raw bytes as a document of a producer.
func Submit(ctx context.Context, c *Conn, producer, id string, raw []byte, header map[string]string) (Submitted, error) {
	return client.Submit(ctx, c, producer, id, raw, header)
}

// Hold repeats submit while it is refused, until ctx ends.
func Hold(ctx context.Context, submit func(context.Context) error, heard func(*fault.RefusedError)) error {
	return client.Hold(ctx, submit, heard)
}

// Lookup says where a document is, with its newest results when it is published.
func Lookup(ctx context.Context, c *Conn, doc string) (State, []byte, error) {
	return client.Lookup(ctx, c, doc)
}

// RawDocument returns the bytes of an accepted document as they were submitted.
func RawDocument(ctx context.Context, c *Conn, doc string) ([]byte, error) {
	return client.RawDocument(ctx, c, doc)
}

// Dead letters.
type (
	// Dead is a dead letter.
	Dead = dead.Letter
	// DeadFilter selects dead letters.
	DeadFilter = dead.Filter
	// PassedOverError says how many of the dead letters could not be worked with.
	PassedOverError = dead.PassedOverError
	// Releaser puts parked messages back where they came from when they are due.
	Releaser = dead.Releaser
)

// ClassParked is the class of a message that waits among the dead letters until it is due.
const ClassParked = wire.ClassParked

// ListDead returns dead letters, the oldest first.
func ListDead(ctx context.Context, c *Conn, f DeadFilter) ([]Dead, error) {
	return dead.List(ctx, c, f)
}

// DeadIDs returns the ids of dead letters, the oldest first.
func DeadIDs(ctx context.Context, c *Conn, f DeadFilter) ([]string, error) {
	return dead.IDs(ctx, c, f)
}

// GetDead returns the dead letter of an id.
func GetDead(ctx context.Context, c *Conn, id string) (Dead, error) { return dead.Get(ctx, c, id) }

// EachDead calls f for the ids, many at a time, and done with each one's error.
func EachDead(ctx context.Context, ids []string, f func(context.Context, string) error, done func(id string, err error)) error {
	return dead.Each(ctx, ids, f, done)
}

// Replay puts the message of a dead letter back where it came from.
func Replay(ctx context.Context, c *Conn, id string) error { return dead.Replay(ctx, c, id) }

// Drop gives a dead letter up and keeps a record of it.
func Drop(ctx context.Context, c *Conn, id string, now time.Time) error {
	return dead.Drop(ctx, c, id, now)
}

// Audit, repair, and the refusal of submissions.
type (
	// AuditReport is what an audit found in streams and blobs.
	AuditReport = audit.Report
	// AuditOptions configures an audit.
	AuditOptions = audit.Options
	// StatusReport says where the documents are.
	StatusReport = audit.StatusReport
	// StageStatus is the state of one stage's consumer.
	StageStatus = audit.StageStatus
	// Damage is unreadable messages of a stream.
	Damage = audit.Damage
	// Auditor is a standing audit that sets gauges.
	Auditor = audit.Auditor
	// AuditorOptions configures an Auditor.
	AuditorOptions = audit.AuditorOptions
	// Repaired is what Repair did.
	Repaired = audit.Repaired
	// Guard closes the stream of submissions while the disk is nearly full or a stage is far
	// behind.
	Guard = admission.Controller
	// GuardOptions configures a Guard.
	GuardOptions = admission.Options
)

// AuditSchema is the schema of an AuditReport.
const AuditSchema = audit.Schema

// MinOrphanAge is the least age at which an orphan may be collected.
const MinOrphanAge = broker.MinOrphanAge

// Audit reads every message of the log and every blob once.
func Audit(ctx context.Context, c *Conn, o AuditOptions) (AuditReport, error) {
	return audit.Audit(ctx, c, o)
}

// Status reads the log once and says where every document is.
func Status(ctx context.Context, c *Conn) (StatusReport, error) { return audit.Status(ctx, c) }

// NewAuditor makes an auditor; its Run starts it.
func NewAuditor(c *Conn, o AuditorOptions) *Auditor { return audit.NewAuditor(c, o) }

// Repair audits and mends what can be mended.
func Repair(ctx context.Context, c *Conn) (AuditReport, Repaired, error) { return audit.Repair(ctx, c) }

// Collect audits and removes the orphans that were older than age at now.
func Collect(ctx context.Context, c *Conn, age time.Duration, now time.Time) (AuditReport, int, error) {
	return audit.Collect(ctx, c, age, now)
}

// NewGuard makes a guard; its Run starts it.
func NewGuard(c *Conn, o GuardOptions) *Guard { return admission.New(c, o) }

// State of gouji's own. Whoever uses these names takes them from package state.
type (
	// Ledger reads and writes the ledger.
	Ledger = state.Ledger
	// LedgerEntry is one parsed report.
	LedgerEntry = state.Entry
	// LedgerRecord is what the ledger holds under one key.
	LedgerRecord = state.Record
	// LedgerPlace is where a report belongs in the ledger.
	LedgerPlace = state.Place
	// Parsed is one parsed message of the log.
	Parsed = state.Parsed
	// RulesFile is a rules file as delivered.
	RulesFile = state.RulesFile
)

// The key-value buckets of gouji's own.
const (
	LedgerBucket = state.LedgerBucket
	RulesBucket  = state.RulesBucket
)

// NewLedger returns the ledger of a connection.
func NewLedger(c *Conn) *Ledger { return state.NewLedger(c) }

// ScanParsed visits the parsed reports of a year, 0 for all of them.
func ScanParsed(ctx context.Context, c *Conn, year int, each func(Parsed) error) error {
	return state.ScanParsed(ctx, c, year, each)
}

// PutRules puts a rules file in force for all workers.
func PutRules(ctx context.Context, c *Conn, data []byte) error { return state.PutRules(ctx, c, data) }

// ActiveRules returns the rules file in force.
func ActiveRules(ctx context.Context, c *Conn) (RulesFile, error) { return state.ActiveRules(ctx, c) }

// WatchRules calls changed with the rules file in force and then with each one after it.
func WatchRules(ctx context.Context, c *Conn, changed func(RulesFile)) error {
	return state.WatchRules(ctx, c, changed)
}
