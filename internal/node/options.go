package node

import (
	"cmp"
	"math/rand/v2"
	"runtime"
	"slices"
	"time"

	"github.com/rs/zerolog"

	"github.com/gouji/gouji/internal/check"
	"github.com/gouji/gouji/internal/flow"
	"github.com/gouji/gouji/internal/office"
	"github.com/gouji/gouji/internal/webhook"
	"github.com/gouji/gouji/pipeline"
	"github.com/gouji/gouji/stages/ingest/door"
)

// DefaultGrace is how long a node that ends may finish what it holds. Orchestrators kill
// after 30 s by default (Kubernetes terminationGracePeriodSeconds).
const DefaultGrace = 20 * time.Second

// Parts is what a node does. Each may need a role of its own at the broker.
type Parts struct {
	// Stages are the names of the stages that it runs, see pipeline.Stages.
	Stages []string
	// Audit is the standing audit, the gauges of the lag, and the guard of disk and backlog.
	Audit bool
	// Release puts messages back that wait outside their consumer until they are due.
	Release bool
	// Results tells producers what became of their documents.
	Results bool
	// Door is the HTTP door, which also judges drafts by the rules in force.
	Door bool
}

func (p Parts) has(stage string) bool { return slices.Contains(p.Stages, stage) }

// judges reports whether the node needs the rules in force; other roles may not see them.
func (p Parts) judges() bool { return p.has(pipeline.StageValidate) || p.Door }

// Options configures a Node.
type Options struct {
	Parts
	// Version is the program's, which workers tell those who ask.
	Version string
	// Connect says how to reach the broker. Its Log is that of the Options.
	Connect pipeline.ConnectOptions
	// Server is the embedded server that Connect reaches, nil for an external one; ServerDir
	// is where it keeps its files.
	Server    *pipeline.Server
	ServerDir string
	// Topology is what the broker is asked for. An embedded server is given it; an external
	// one keeps what it has, and differences are logged.
	Topology pipeline.Topology
	// Concurrency is the messages a stage works on at once, 0 for two a processor: a stage
	// waits for the broker's disk about as long as it computes.
	Concurrency int
	// MaxAttempts is how often a message is tried, 0 for 8. RetryPause is the longest pause
	// between two attempts, 0 for 30 s; it grows from one second.
	MaxAttempts int
	RetryPause  time.Duration
	// Grace is how long the node may finish what it holds, 0 for DefaultGrace.
	Grace time.Duration
	// Quiet is how long nothing has to come to an issuer before its reports are judged again,
	// 0 for 2 s; Longest is how long they wait at most, 0 for 30 s.
	Quiet, Longest time.Duration
	// AuditInterval is the pause between two looks of the audit, 0 for 5 s.
	AuditInterval time.Duration
	// WitnessFile is where the standing audit keeps a second copy of its high-water marks, "" for
	// none. It belongs beside the embedded server's folder and not into it.
	WitnessFile string
	// Store is where verdicts are kept, see sqlstore.Open. Only the publish stage needs it.
	Store string
	// Check says how documents are read and judged.
	Check check.Options
	// RulesFile is delivered to all workers at the start; nil leaves what is delivered.
	RulesFile []byte
	// DiskLimit is the share of the disk, in (0, 1), above which submissions are refused; 0
	// is never. DiskPath is a folder on the disk to watch; "" is that of the embedded server,
	// or what an external one tells of itself.
	DiskLimit float64
	DiskPath  string
	// MaxBacklog is how many messages a stage may be behind before submissions are refused,
	// 0 for any number.
	MaxBacklog int
	// Admin is the address of metrics and health, "" for none.
	Admin string
	// Profiles says who may look at profiles there.
	Profiles Profiles
	// HTTP is the address of the HTTP door, Tokens who may submit there; none is everybody.
	HTTP string
	// RequireCage has the start fail where the kernel does not confine the processes that read
	// documents.
	RequireCage bool
	Tokens      []door.Token
	// Hosts are the names that the door goes by beside localhost and literal addresses. With
	// Tokens and without Hosts any name will do: a page of another site has no token.
	Hosts []string
	// Webhooks are the addresses that are told what became of documents, where Results is set.
	// WebhookPrivate allows such that are not public, and WebhookGiveUp is how long a result is
	// tried there, 0 for 72 h.
	Webhooks       []webhook.Target
	WebhookPrivate bool
	WebhookGiveUp  time.Duration
	// Access says who sees the pages of the office, Lang in which language they are first.
	Access office.Access
	Lang   string
	// PageRenderer is the command line with which the office draws the pages of PDFs, see
	// pageimage.New; nil draws none.
	PageRenderer []string
	Log          zerolog.Logger
}

// Worker returns the options of a stage's worker, without what the node itself gives it.
func (o Options) Worker() pipeline.WorkerOptions {
	longest := cmp.Or(o.RetryPause, 30*time.Second)
	return pipeline.WorkerOptions{
		Concurrency: cmp.Or(o.Concurrency, 2*runtime.GOMAXPROCS(0)), AckWait: o.Topology.AckWait,
		MaxAttempts: o.MaxAttempts, Grace: cmp.Or(o.Grace, DefaultGrace), Log: o.Log, Clock: time.Now, Rand: rand.Float64,
		Backoff: func(attempt int) time.Duration { return backoff(attempt, longest, rand.Float64()) },
	}
}

// Sink returns the webhook of a target, without what the node itself gives it. A receiver that
// is away is asked at least every five minutes.
func (o Options) Sink(t webhook.Target) webhook.Sink {
	return webhook.Sink{Target: t, Private: o.WebhookPrivate, GiveUp: cmp.Or(o.WebhookGiveUp, 72*time.Hour), Log: o.Log, Clock: time.Now,
		Backoff: func(attempt int) time.Duration { return backoff(attempt, 5*time.Minute, rand.Float64()) }}
}

// backoff is 1, 2, 4 … s up to longest, of which the last quarter is random, so that what
// failed together does not come back together.
func backoff(attempt int, longest time.Duration, random float64) time.Duration {
	d := longest
	if attempt < 30 { // beyond it a second shifted so often has no meaning
		d = min(d, time.Second<<max(attempt-1, 0))
	}
	return d - time.Duration(random*float64(d)/4)
}

// Settler returns what judges reports again, without what the node itself gives it.
func (o Options) Settler() *flow.Settler {
	return &flow.Settler{
		Quiet: cmp.Or(o.Quiet, flow.DefaultQuiet), Longest: cmp.Or(o.Longest, flow.DefaultLongest),
		Clock: time.Now, Log: o.Log,
	}
}

// Auditor returns the options of the standing audit, without what the node itself gives it.
func (o Options) Auditor() pipeline.AuditorOptions {
	return pipeline.AuditorOptions{Interval: o.AuditInterval, Log: o.Log, Clock: time.Now}
}

// Guard returns the options of the guard, without what the node itself gives it.
func (o Options) Guard() pipeline.GuardOptions {
	return pipeline.GuardOptions{DiskLimit: o.DiskLimit, MaxLag: uint64(o.MaxBacklog), Server: o.Server, Log: o.Log, Clock: time.Now}
}
