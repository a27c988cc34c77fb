// Package chaos is the fault laboratory. It runs the public binary against external
// nats-servers, breaks one thing after another, and checks the guarantee: every
// acknowledged document ends exactly once, as a result or as a named dead letter.
//
// What was acknowledged stands in a file outside the system (ledger). What became of it is read
// back in two ways that share no code (judge). Between them are processes and servers, the load,
// the faults, and the run of a system that has them all (process, server, load, fault, system).
// The scenarios are grouped by what they strike (scenarios).
//
// Everything listens on loopback, is bounded in time, lives in one temporary folder, and
// is ended with it. Only processes that the laboratory started are ever signalled.
package chaos
