package pipeline

import "context"

// PutBack is the first half of a replay: the message is back and its letter still there.
func PutBack(ctx context.Context, c *Conn, d Dead) error { return putBack(ctx, c, d) }

// Remove deletes the letter at a sequence.
func Remove(ctx context.Context, c *Conn, seq uint64) error { return c.removeDead(ctx, seq) }
