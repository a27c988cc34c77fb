package pipeline

import (
	"context"
	"time"

	"github.com/gouji/gouji/pipeline/client"
	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/pipeline/internal/admission"
	"github.com/gouji/gouji/pipeline/internal/audit"
	"github.com/gouji/gouji/pipeline/internal/backup"
	"github.com/gouji/gouji/pipeline/internal/broker"
	"github.com/gouji/gouji/pipeline/internal/topology"
	"github.com/gouji/gouji/pipeline/internal/wire"
	"github.com/gouji/gouji/pipeline/internal/witness"
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

// TracerName is the name of the library that makes the spans, for ConnectOptions.Tracer.
const TracerName = wire.TracerName

// ErrGone says that a message has left the log by its time to live.
var ErrGone = broker.ErrGone

// StartServer starts an embedded server and waits until it takes connections.
func StartServer(o ServerOptions) (*Server, error) { return broker.StartServer(o) }

// Connect connects to a broker and waits for the first connection as long as ctx allows.
func Connect(ctx context.Context, o ConnectOptions) (*Conn, error) { return broker.Connect(ctx, o) }

// Unauthorized reports that a server does not let us in with the credentials we have.
func Unauthorized(err error) bool { return broker.Unauthorized(err) }

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
	WitnessBucket  = wire.WitnessBucket
	ReplayProducer = wire.ReplayProducer
)

// HeaderNotes says what a door left out of what came with a document, notes separated by
// NoteSeparator.
const (
	HeaderNotes   = wire.HeaderNotes
	NoteSeparator = wire.NoteSeparator
)

// Stages returns the stages in the order of the data's way.
func Stages() []string { return wire.Stages() }

// Token writes s as a token of a subject.
func Token(s string) (string, error) { return wire.Token(s) }

// AgencyToken is the token of an agency.
func AgencyToken(name string) string { return wire.AgencyToken(name) }

// RevisedToken is the token of a parser's version for a reading with a revision.
func RevisedToken(parser string, revision int) string { return wire.RevisedToken(parser, revision) }

// SplitRevision undoes RevisedToken.
func SplitRevision(token string) (parser string, revision int) { return wire.SplitRevision(token) }

// YearToken is the token of a year.
func YearToken(year int) string { return wire.YearToken(year) }

// ParseHop reads a subject of the log.
func ParseHop(subject string) (Hop, error) { return wire.ParseHop(subject) }

// ParseDead reads the subject of a dead letter.
func ParseDead(subject string) (DeadSubject, error) { return wire.ParseDead(subject) }

// DecodeEnvelope reads a hop's message; see wire.DecodeEnvelope for the classes of errors.
func DecodeEnvelope(data []byte) (Envelope, error) { return wire.DecodeEnvelope(data) }

// GoesBeside reports whether bytes are few enough to travel beside an effect's payload.
func GoesBeside(data []byte) bool { return wire.GoesBeside(data) }

// NewEnvelope wraps a payload, JSON or what codec.Marshal writes. blob is what to store beside it, nil where
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

// Wait is something that does not go on at present, though nothing is broken.
type Wait = topology.Wait

// Readiness is Ready that also returns what waits or is full meanwhile.
func Readiness(ctx context.Context, c *Conn) ([]Wait, error) { return topology.Readiness(ctx, c) }

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
	// About says what a worker's process runs.
	About = worker.About
	// Completion says what a later submission of the same bytes adds.
	Completion = worker.Completion
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
	StateArchived  = client.StateArchived
	StateErased    = client.StateErased
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

// LookupAdded is the state of a document for one who has added to what its producers say of it:
// the end counts that it comes to with that. there looks for it in a header.
func LookupAdded(ctx context.Context, c *Conn, doc string, there func(header map[string]string) bool) (State, error) {
	return client.LookupAdded(ctx, c, doc, there)
}

// ReceivedAt returns when a document was taken in.
func ReceivedAt(ctx context.Context, c *Conn, doc string) (time.Time, error) {
	rec, err := client.AcceptedRecord(ctx, c, doc)
	return rec.Received, err
}

// RawDocument returns the bytes of an accepted document as they were submitted.
func RawDocument(ctx context.Context, c *Conn, doc string) ([]byte, error) {
	return client.RawDocument(ctx, c, doc)
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
	// Standing is what was destroyed, as of the last look.
	Standing = audit.Standing
	// WitnessFault is something that was destroyed.
	WitnessFault = witness.Fault
	// WitnessOptions say where the second copy of the high-water marks is, and which store
	// they are held against.
	WitnessOptions = witness.Options
	// WitnessStore is a store of results, as the witness asks it.
	WitnessStore = witness.Store
	// StoreWatch is a witness of the store alone.
	StoreWatch = witness.StoreWatch
	// WitnessLoss is a loss that somebody has accepted.
	WitnessLoss = witness.Loss
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

// Destroyed compares streams and store with the high-water marks and returns what was
// destroyed.
func Destroyed(ctx context.Context, c *Conn) ([]WitnessFault, error) { return audit.Destroyed(ctx, c) }

// AcceptLoss begins the high-water marks anew with what is there and returns what was missing.
func AcceptLoss(ctx context.Context, c *Conn, by string, now time.Time) ([]WitnessFault, error) {
	return audit.AcceptLoss(ctx, c, by, now)
}

// AcceptedLosses are the losses that were accepted, the oldest first.
func AcceptedLosses(ctx context.Context, c *Conn) ([]WitnessLoss, error) {
	return witness.Losses(ctx, c)
}

// ErrNothingLost says that there is no loss to accept.
var ErrNothingLost = witness.ErrNothingLost

// NewStoreWatch makes a witness of a store, for a process that does not audit.
func NewStoreWatch(c *Conn, o WitnessOptions) *StoreWatch { return witness.NewStoreWatch(c, o) }

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

// Backups.
type (
	// BackupManifest says what a backup holds.
	BackupManifest = backup.Manifest
	// BackupStream is one stream of a backup.
	BackupStream = backup.Stream
)

// Why a backup or a restore was refused before anything was written.
var (
	ErrBackupExists     = backup.ErrExists
	ErrBackupIncomplete = backup.ErrIncomplete
	ErrBackupDamaged    = backup.ErrDamaged
	ErrBackupInUse      = backup.ErrInUse
)

// Backup writes every stream and bucket into an empty folder.
func Backup(ctx context.Context, c *Conn, dir string, now time.Time, told func(s BackupStream, of int)) (BackupManifest, error) {
	return backup.Write(ctx, c, dir, now, told)
}

// Restore brings a backup back on a broker that has none of its streams.
func Restore(ctx context.Context, c *Conn, dir string, told func(s BackupStream, of int)) (BackupManifest, error) {
	return backup.Restore(ctx, c, dir, told)
}
