// Package pipeline runs stages over documents on NATS JetStream: it takes raw submissions
// in, hands each document from stage to stage through one log, ends what cannot be done as
// a dead letter, and counts that nothing is lost.
//
// The guarantee: delivery at least once; effects in the log exactly once per key, because
// an effect is a message on a deterministic subject that is published with
// Nats-Expected-Last-Subject-Sequence: 0; no order across parallel workers; an
// acknowledgement means fsynced on disk (one replica) or on a majority (three).
//
// A stage is a plain function, bound by Bind, BindPlaced or BindRaw. Package client is for
// programs that only hand documents in or look at them, package fault classifies errors.
// What is below internal is no promise.
package pipeline
