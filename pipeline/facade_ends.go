package pipeline

import (
	"context"
	"time"

	"github.com/gouji/gouji/pipeline/client"
	"github.com/gouji/gouji/pipeline/internal/dead"
	"github.com/gouji/gouji/pipeline/internal/outcome"
	"github.com/gouji/gouji/pipeline/internal/wire"
)

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

// The classes of what stands among the dead letters and is none of them.
const (
	// ClassParked is of a message that waits until it is due.
	ClassParked = wire.ClassParked
	// ClassDropped is of the record of a letter that was given up.
	ClassDropped = wire.ClassDropped
)

// ErrDeadNotFound says that there is no dead letter of that id, or none of that document.
var ErrDeadNotFound = dead.ErrNotFound

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

// DeadOf returns what the dead letters hold under a document, by place.
func DeadOf(ctx context.Context, c *Conn, doc string) ([]DeadSubject, error) {
	return dead.OfDocument(ctx, c, doc)
}

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

// What producers are told.
type (
	// Announcer writes what became of documents into the stream of results.
	Announcer = outcome.Announcer
	// End is one end of a document.
	End = outcome.End
	// Courier hands results to one receiver, in order, each at least once.
	Courier = outcome.Courier
	// Result is one message of the stream of results, ResultQuery selects them.
	Result = outcome.Result
	// ResultQuery selects results.
	ResultQuery = outcome.Query
)

// EndPublished is the state of an end by a receipt; the other one is that of a dead letter.
const EndPublished = outcome.Published

// ReadResults visits the results that a query selects, up to the present end.
func ReadResults(ctx context.Context, c *Conn, q ResultQuery, each func(Result) error) error {
	return outcome.Read(ctx, c, q, each)
}

// AcceptedRecord is what the log says of a document's submission.
type AcceptedRecord = wire.Accepted

// Accepted reads what the log says of a document's submission.
func Accepted(ctx context.Context, c *Conn, doc string) (AcceptedRecord, error) {
	return client.AcceptedRecord(ctx, c, doc)
}

// FollowResults visits the results that a query selects and then those that come, until ctx
// ends.
func FollowResults(ctx context.Context, c *Conn, q ResultQuery, each func(Result) error) error {
	return outcome.Follow(ctx, c, q, each)
}

// NewestResult returns the sequence of the newest result of anybody, 0 where there is none.
func NewestResult(ctx context.Context, c *Conn) (uint64, error) { return outcome.Tail(ctx, c) }
