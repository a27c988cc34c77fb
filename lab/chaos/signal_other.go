//go:build !unix

package chaos

import "syscall"

// sigStop and sigCont are no signals here: to send them fails, and with them the scenarios
// that stop a process.
const sigStop, sigCont = syscall.Signal(-1), syscall.Signal(-2)
