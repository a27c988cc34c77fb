//go:build unix

package process

import "syscall"

// SigStop and SigCont stop a process and let it go on.
const SigStop, SigCont = syscall.SIGSTOP, syscall.SIGCONT
