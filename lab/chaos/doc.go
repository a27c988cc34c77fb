// Package chaos is the fault laboratory. It runs the public binary against external
// nats-servers, breaks one thing after another, and checks the guarantee: every
// acknowledged document ends exactly once, as a result or as a named dead letter.
//
// What was acknowledged stands in a file outside the system, fsynced before it counts.
// What became of it is read back in two ways that share no code: from the streams, message
// by message (Judge), and from the SQL store and `gouji status` (secondReading).
//
// Everything listens on loopback, is bounded in time, lives in one temporary folder, and
// is ended with it. Only processes that the laboratory started are ever signalled.
package chaos
