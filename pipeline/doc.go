// Package pipeline holds what JetStream needs: the embedded server, the connection,
// streams and consumers, subjects, envelopes, blobs, the worker that makes a stage of a
// plain function, dead letters and their replay, and the audit.
//
// The guarantee: delivery at least once; effects in the log exactly once per key, because
// an effect is a message on a deterministic subject that is published with
// Nats-Expected-Last-Subject-Sequence: 0; no order across parallel workers; an
// acknowledgement means fsynced on disk (one replica) or on a majority (three).
//
// The package knows nothing about reports: stages are functions and reach it through
// Bind and BindRaw.
package pipeline
