package dead

import (
	"context"

	"github.com/gouji/gouji/pipeline/internal/broker"
)

// PutBack is the first half of a replay: the message is back and its letter still there.
func PutBack(ctx context.Context, c *broker.Conn, d Letter) error { return putBack(ctx, c, d) }
