package child

import "golang.org/x/sys/unix"

// allowedCalls are commonCalls and those that amd64 has from older times.
func allowedCalls() []int {
	return append(commonCalls(), unix.SYS_ARCH_PRCTL, unix.SYS_POLL, unix.SYS_SELECT, unix.SYS_EPOLL_WAIT, unix.SYS_TIME)
}
