package system

import (
	"iter"
	"time"

	"github.com/gouji/gouji/lab/chaos/load"
	"github.com/gouji/gouji/lab/chaos/server"
)

// AllStages is what a worker process runs unless a scenario says otherwise.
const AllStages = "ingest,parse,validate,publish"

// Setup is what a scenario starts with.
type Setup struct {
	// Nodes is how many servers there are, Workers how many processes.
	Nodes, Workers int
	// Documents are submitted in the background as soon as the system runs.
	Documents iter.Seq[load.Submission]
	// hand is the door that they are handed in at, default NATS.
	hand load.Door
	// Stages of the workers, default all; Each, where set, is those of one slot.
	Stages string
	Each   func(slot int) string
	// AckWait is the lease on messages that workers are started with, 0 for the program's 30 s.
	AckWait time.Duration
	// Disk is where the servers keep their files, default below the laboratory's folder.
	Disk string
	// Through is the address workers connect to instead of the broker's own.
	Through func(*server.Broker) (string, error)
	// Store is the SQL store, default an SQLite file.
	Store string
	// Commands is the command line of each worker, default `gouji work`, of Binary, default
	// the one under test, and Env what is added to its environment.
	Commands func(slot int) []string
	Binary   func(slot int) string
	Env      func(slot int) []string
	// Prefix is put before the command line of each worker, as server.Config.Prefix is.
	Prefix []string
	// More is added to the command line of `gouji work`.
	More func(slot int) []string
	// Server changes the configuration of each server.
	Server func(*server.Config)
	// Window is how many submissions wait for an acknowledgement at once, default 16.
	Window int
	// Ahead is how many messages may wait for work before the producer pauses, 0 for any
	// number: so documents are on their way as long as the run lasts.
	Ahead int
}
