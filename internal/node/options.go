package node

import (
	"cmp"
	"math/rand/v2"
	"runtime"
	"slices"
	"time"

	"github.com/rs/zerolog"

	"github.com/gouji/gouji/internal/check"
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
	// Door is the HTTP door, which also judges drafts by the rules in force.
	Door bool
}

func (p Parts) has(stage string) bool { return slices.Contains(p.Stages, stage) }

// judges reports whether the node needs the rules in force; other roles may not see them.
func (p Parts) judges() bool { return p.has(pipeline.StageValidate) || p.Door }

// Options configures a Node.
type Options struct {
	Parts
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
	// AuditInterval is the pause between two looks of the audit, 0 for 5 s.
	AuditInterval time.Duration
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
	// HTTP is the address of the HTTP door, Tokens who may submit there; none is everybody.
	HTTP string
	// RequireCage has the start fail where the kernel does not confine the processes that read
	// documents.
	RequireCage bool
	Tokens      []door.Token
	// Hosts are the names that the door goes by beside localhost and literal addresses. With
	// Tokens and without Hosts any name will do: a page of another site has no token.
	Hosts []string
	Log   zerolog.Logger
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

// backoff is 1, 2, 4 … s up to longest, of which the last quarter is random, so that what
// failed together does not come back together.
func backoff(attempt int, longest time.Duration, random float64) time.Duration {
	d := longest
	if attempt < 30 { // beyond it a second shifted so often has no meaning
		d = min(d, time.Second<<max(attempt-1, 0))
	}
	return d - time.Duration(random*float64(d)/4)
}

// Auditor returns the options of the standing audit, without what the node itself gives it.
func (o Options) Auditor() pipeline.AuditorOptions {
	return pipeline.AuditorOptions{Interval: o.AuditInterval, Log: o.Log, Clock: time.Now}
}

// Guard returns the options of the guard, without what the node itself gives it.
func (o Options) Guard() pipeline.GuardOptions {
	return pipeline.GuardOptions{DiskLimit: o.DiskLimit, MaxLag: uint64(o.MaxBacklog), Server: o.Server, Log: o.Log, Clock: time.Now}
}
