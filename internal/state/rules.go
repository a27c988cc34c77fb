package state

import (
	"context"

	"github.com/gouji/gouji/pipeline/client"
)

// RulesBucket is the key-value bucket that delivers a rules file to all workers.
const RulesBucket = "gouji-rules"

// rulesKey holds the file in force. The bucket keeps the last ten as history.
const rulesKey = "active"

// RulesFile is a rules file as delivered. What is in it is for others to read.
type RulesFile struct {
	// Data is nil where no file is in force.
	Data []byte
	// Revision grows with every file; 0 is none.
	Revision uint64
}

// PutRules puts a rules file in force for all workers. nil data takes the one in force away.
func PutRules(ctx context.Context, c *client.Conn, data []byte) error {
	return client.OpenBucket(c, RulesBucket).Put(ctx, rulesKey, data)
}

// ActiveRules returns the rules file in force.
func ActiveRules(ctx context.Context, c *client.Conn) (RulesFile, error) {
	data, revision, err := client.OpenBucket(c, RulesBucket).Get(ctx, rulesKey)
	if err != nil || data == nil {
		return RulesFile{}, err
	}
	return RulesFile{Data: data, Revision: revision}, nil
}

// WatchRules calls changed with the rules file in force and then with each one after it,
// until ctx ends; then it returns nil.
func WatchRules(ctx context.Context, c *client.Conn, changed func(RulesFile)) error {
	return client.OpenBucket(c, RulesBucket).Watch(ctx, rulesKey, func(data []byte, revision uint64) {
		changed(RulesFile{Data: data, Revision: revision})
	})
}
