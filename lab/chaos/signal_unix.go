//go:build unix

package chaos

import "syscall"

// sigStop and sigCont stop a process and let it go on.
const sigStop, sigCont = syscall.SIGSTOP, syscall.SIGCONT
