//go:build !unix

package process

import "syscall"

// SigStop and SigCont are no signals here: to send them fails, and with them the scenarios
// that stop a process.
const SigStop, SigCont = syscall.Signal(-1), syscall.Signal(-2)
