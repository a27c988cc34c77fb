// Package client is for programs that hand documents in, look at what became of them, and
// keep state of their own at the broker: submissions, lookups, messages of the log, and
// key-value buckets. It runs no stage.
package client

import (
	"github.com/gouji/gouji/pipeline/internal/broker"
	"github.com/gouji/gouji/pipeline/internal/wire"
)

// Conn is a connection to the broker.
type Conn = broker.Conn

// Hop holds the tokens of one subject of the log.
type Hop = wire.Hop

// Kind says what a subject of the log stands for.
type Kind = wire.Kind

// Effect is one message that a stage leaves in the log.
type Effect = wire.Effect
