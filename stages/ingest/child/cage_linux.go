package child

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"strings"
	"sync/atomic"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// errUncaged says that this kernel has no filter of system calls for us.
var errUncaged = errors.New("the kernel does not confine the child")

// cageSelf lets this process compute, use what it has open, and end: every other system
// call fails with EPERM, for all its threads and for good. What a document can make of a
// hole in a reader is then a wrong answer, and nothing else.
func cageSelf() error {
	if underRace {
		return fmt.Errorf("%w: the race detector opens files at any time", errUncaged)
	}
	filter, err := callFilter(os.Getpid())
	if err != nil {
		return err
	}
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return fmt.Errorf("%w: no_new_privs: %w", errUncaged, err)
	}
	prog := unix.SockFprog{Len: uint16(len(filter)), Filter: &filter[0]}
	// TSYNC gives the filter, and no_new_privs with it, to the threads that run already.
	_, _, e := unix.Syscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, unix.SECCOMP_FILTER_FLAG_TSYNC, uintptr(unsafe.Pointer(&prog)))
	runtime.KeepAlive(filter)
	if e != 0 {
		return fmt.Errorf("%w: seccomp: %w", errUncaged, e)
	}
	return nil
}

// The fields of struct seccomp_data, little endian: the number of the call, the
// architecture, and the low and high half of the arguments.
const (
	dataCall = 0
	dataArch = 4
	dataArg0 = 16
)

// callFilter is a filter that allows allowedCalls, clone for threads alone, signals to the
// process itself, and limits of the process itself.
func callFilter(pid int) ([]unix.SockFilter, error) {
	arch, ok := map[string]uint32{"amd64": unix.AUDIT_ARCH_X86_64, "arm64": unix.AUDIT_ARCH_AARCH64}[runtime.GOARCH]
	if !ok {
		return nil, fmt.Errorf("%w: no list of system calls for %s", errUncaged, runtime.GOARCH)
	}
	const (
		load  = unix.BPF_LD | unix.BPF_W | unix.BPF_ABS
		equal = unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K
		bits  = unix.BPF_JMP | unix.BPF_JSET | unix.BPF_K
		end   = unix.BPF_RET | unix.BPF_K
	)
	allow := unix.SockFilter{Code: end, K: unix.SECCOMP_RET_ALLOW}
	refuse := unix.SockFilter{Code: end, K: unix.SECCOMP_RET_ERRNO | uint32(unix.EPERM)}
	out := []unix.SockFilter{
		{Code: load, K: dataArch},
		{Code: equal, K: arch, Jt: 1},
		{Code: end, K: unix.SECCOMP_RET_KILL_PROCESS},
		{Code: load, K: dataCall},
	}
	for _, call := range allowedCalls() {
		out = append(out, unix.SockFilter{Code: equal, K: uint32(call), Jf: 1}, allow)
	}
	// where adds a call that is allowed with one value of its first argument.
	where := func(call int, test unix.SockFilter) {
		test.Jf = 1
		out = append(out, unix.SockFilter{Code: equal, K: uint32(call), Jf: 4}, unix.SockFilter{Code: load, K: dataArg0}, test, allow, refuse)
	}
	where(unix.SYS_CLONE, unix.SockFilter{Code: bits, K: unix.CLONE_THREAD})
	where(unix.SYS_KILL, unix.SockFilter{Code: equal, K: uint32(pid)})
	where(unix.SYS_TGKILL, unix.SockFilter{Code: equal, K: uint32(pid)})
	where(unix.SYS_PRLIMIT64, unix.SockFilter{Code: equal, K: 0})
	// The arguments of clone3 are out of a filter's sight. A C library takes clone where it
	// hears that there is no clone3.
	none := unix.SockFilter{Code: end, K: unix.SECCOMP_RET_ERRNO | uint32(unix.ENOSYS)}
	out = append(out, unix.SockFilter{Code: equal, K: unix.SYS_CLONE3, Jf: 1}, none)
	return append(out, refuse), nil
}

// commonCalls are what the Go runtime and a reader need on every architecture: memory,
// threads, time, signals to itself, and the files that are open.
func commonCalls() []int {
	return []int{
		unix.SYS_READ, unix.SYS_WRITE, unix.SYS_READV, unix.SYS_WRITEV, unix.SYS_PREAD64, unix.SYS_CLOSE, unix.SYS_FCNTL, unix.SYS_FSTAT, unix.SYS_LSEEK, unix.SYS_PIPE2, unix.SYS_EVENTFD2,
		unix.SYS_MMAP, unix.SYS_MUNMAP, unix.SYS_MREMAP, unix.SYS_MPROTECT, unix.SYS_MADVISE, unix.SYS_MINCORE, unix.SYS_BRK,
		unix.SYS_FUTEX, unix.SYS_SCHED_YIELD, unix.SYS_SCHED_GETAFFINITY, unix.SYS_GETTID, unix.SYS_GETPID, unix.SYS_SET_ROBUST_LIST, unix.SYS_RSEQ, unix.SYS_MEMBARRIER,
		unix.SYS_NANOSLEEP, unix.SYS_CLOCK_NANOSLEEP, unix.SYS_CLOCK_GETTIME, unix.SYS_CLOCK_GETRES, unix.SYS_GETTIMEOFDAY,
		unix.SYS_TIMER_CREATE, unix.SYS_TIMER_SETTIME, unix.SYS_TIMER_DELETE, unix.SYS_SETITIMER,
		unix.SYS_RT_SIGACTION, unix.SYS_RT_SIGPROCMASK, unix.SYS_RT_SIGRETURN, unix.SYS_SIGALTSTACK, unix.SYS_RESTART_SYSCALL,
		unix.SYS_EPOLL_CREATE1, unix.SYS_EPOLL_CTL, unix.SYS_EPOLL_PWAIT, unix.SYS_PPOLL,
		unix.SYS_GETRANDOM, unix.SYS_GETRLIMIT, unix.SYS_GETRUSAGE, unix.SYS_GETPRIORITY, unix.SYS_PRCTL, unix.SYS_UNAME,
		unix.SYS_EXIT, unix.SYS_EXIT_GROUP,
	}
}

// apart tells whether the kernel lets us start children in a network of their own: nil as
// long as nobody has tried.
type apart struct{ refused atomic.Bool }

// attributes are those of Attributes and, where the kernel allows it, a user and a network
// namespace of the child's own: no device but a loopback that is down, and no capability.
func (a *apart) attributes() *syscall.SysProcAttr {
	attr := Attributes()
	if !a.refused.Load() && !underRace {
		attr.Cloneflags = syscall.CLONE_NEWUSER | syscall.CLONE_NEWNET
	}
	return attr
}

// give reports that a start failed because of the namespaces; the next goes without.
func (a *apart) give(err error) bool {
	if a.refused.Load() {
		return false
	}
	for _, e := range []error{unix.EPERM, unix.EINVAL, unix.ENOSPC, unix.EUSERS, unix.ENOSYS, unix.EACCES} {
		if errors.Is(err, e) {
			a.refused.Store(true)
			return true
		}
	}
	return false
}

// cageOf asks the kernel which walls stand around a running process.
func cageOf(pid int) (Cage, error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return Cage{}, fmt.Errorf("the cage of a child: %w", err)
	}
	field := func(name string) string {
		_, rest, _ := strings.Cut("\n"+string(status), "\n"+name+":")
		value, _, _ := strings.Cut(rest, "\n")
		return strings.TrimSpace(value)
	}
	const filtered = "2" // SECCOMP_MODE_FILTER
	out := Cage{
		NoNewPrivs:   field("NoNewPrivs") == "1",
		Syscalls:     field("Seccomp") == filtered,
		Capabilities: strings.Trim(field("CapEff"), "0") == "" && strings.Trim(field("CapPrm"), "0") == "",
	}
	his, err1 := os.Readlink(fmt.Sprintf("/proc/%d/ns/net", pid))
	mine, err2 := os.Readlink("/proc/self/ns/net")
	out.Limits = bounded(pid, unix.RLIMIT_AS) && bounded(pid, unix.RLIMIT_CPU)
	out.Network = err1 == nil && err2 == nil && his != mine
	return out, nil
}

// bounded reports that a running process has a limit of its own on a resource.
func bounded(pid, resource int) bool {
	var now unix.Rlimit
	return unix.Prlimit(pid, resource, nil, &now) == nil && now.Cur != unix.RLIM_INFINITY
}
