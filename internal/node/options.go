package node

import (
	"runtime"
	"slices"
	"time"

	"github.com/rs/zerolog"

	"github.com/gouji/gouji/internal/check"
	"github.com/gouji/gouji/pipeline"
	"github.com/gouji/gouji/stages/ingest/door"
)

// Grace is how long a node that ends may finish what it holds. Orchestrators kill after 30 s
// by default (Kubernetes terminationGracePeriodSeconds).
const Grace = 20 * time.Second

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
	HTTP   string
	Tokens []door.Token
	Log    zerolog.Logger
}

func (o Options) concurrency() int {
	if o.Concurrency > 0 {
		return o.Concurrency
	}
	return 2 * runtime.GOMAXPROCS(0)
}
