package pageimage

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/gouji/gouji/stages/ingest/child"
)

const (
	// maxMemory is the address space in bytes that pdftoppm may take, beside what this program
	// has reserved before it becomes it, some 1.2 GB. It takes 60 MB for a page of A4.
	maxMemory = 1 << 30
	// maxProcessor is the processor time in seconds; at the limit the kernel ends it.
	maxProcessor = 15
	maxFiles     = 64
)

// attributes are those of a process that ends with this one, in a user and a network namespace
// of its own.
func attributes() *syscall.SysProcAttr {
	attr := child.Attributes()
	attr.Cloneflags = syscall.CLONE_NEWUSER | syscall.CLONE_NEWNET
	return attr
}

// readable are what pdftoppm needs of the system: itself, its libraries, fonts and their
// catalogue, and the tables of poppler-data below /usr/share.
func readable() []string {
	return []string{"/usr", "/bin", "/lib", "/lib64", "/etc/fonts", "/etc/ld.so.cache", "/var/cache/fontconfig", "/var/lib/defoma"}
}

// confine puts the walls around this thread and what it becomes: no rights to gain, no file but
// those to be read, no socket, no other process, and limits of memory, time and files.
func confine(tool string) error {
	runtime.LockOSThread() // the walls are the thread's; it is the one that becomes the tool
	size, err := child.AddressSpace()
	if err != nil {
		return err
	}
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return fmt.Errorf("no_new_privs: %w", err)
	}
	if err := confineFiles(append(readable(), tool)); err != nil {
		return fmt.Errorf("landlock: %w", err)
	}
	for _, l := range []struct {
		what int
		most uint64
	}{{unix.RLIMIT_CPU, maxProcessor}, {unix.RLIMIT_NOFILE, maxFiles}, {unix.RLIMIT_CORE, 0}, {unix.RLIMIT_FSIZE, 0}, {unix.RLIMIT_AS, size + maxMemory}} {
		if err := unix.Setrlimit(l.what, &unix.Rlimit{Cur: l.most, Max: l.most}); err != nil {
			return fmt.Errorf("limits: %w", err)
		}
	}
	if err := confineCalls(); err != nil {
		return fmt.Errorf("seccomp: %w", err)
	}
	return nil
}

// confineFiles lets this thread read and run what is below the paths, and reach no other file
// (landlock(7)).
func confineFiles(paths []string) error {
	const (
		read = unix.LANDLOCK_ACCESS_FS_READ_FILE | unix.LANDLOCK_ACCESS_FS_EXECUTE
		list = unix.LANDLOCK_ACCESS_FS_READ_DIR
		// What the first version of Landlock (Linux 5.13) knows.
		write = unix.LANDLOCK_ACCESS_FS_WRITE_FILE | unix.LANDLOCK_ACCESS_FS_REMOVE_DIR | unix.LANDLOCK_ACCESS_FS_REMOVE_FILE |
			unix.LANDLOCK_ACCESS_FS_MAKE_CHAR | unix.LANDLOCK_ACCESS_FS_MAKE_DIR | unix.LANDLOCK_ACCESS_FS_MAKE_REG | unix.LANDLOCK_ACCESS_FS_MAKE_SOCK |
			unix.LANDLOCK_ACCESS_FS_MAKE_FIFO | unix.LANDLOCK_ACCESS_FS_MAKE_BLOCK | unix.LANDLOCK_ACCESS_FS_MAKE_SYM
	)
	// The kernel takes the length it knows: the first field alone is the first version.
	handled := struct{ fs uint64 }{read | list | write}
	rules, _, e := unix.Syscall(unix.SYS_LANDLOCK_CREATE_RULESET, uintptr(unsafe.Pointer(&handled)), unsafe.Sizeof(handled), 0)
	if e != 0 {
		return e
	}
	defer unix.Close(int(rules))
	for _, p := range paths {
		if err := allow(int(rules), p, read, list); err != nil {
			return fmt.Errorf("%s: %w", p, err)
		}
	}
	if _, _, e := unix.Syscall(unix.SYS_LANDLOCK_RESTRICT_SELF, rules, 0, 0); e != 0 {
		return e
	}
	return nil
}

// allow adds a path to a set of rules; one that is not there needs none.
func allow(rules int, path string, read, list uint64) error {
	real, err := filepath.EvalSymlinks(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	info, err := os.Stat(real)
	if err != nil {
		return err
	}
	rule := unix.LandlockPathBeneathAttr{Allowed_access: read}
	if info.IsDir() {
		rule.Allowed_access |= list
	}
	fd, err := unix.Open(real, unix.O_PATH|unix.O_CLOEXEC, 0)
	if err != nil {
		return err
	}
	defer unix.Close(fd)
	rule.Parent_fd = int32(fd)
	if _, _, e := unix.Syscall6(unix.SYS_LANDLOCK_ADD_RULE, uintptr(rules), unix.LANDLOCK_RULE_PATH_BENEATH, uintptr(unsafe.Pointer(&rule)), 0, 0, 0); e != 0 {
		return e
	}
	return nil
}

// confineCalls has the kernel refuse this thread, and what it becomes, the calls with which a
// program reaches other programs (seccomp(2)). Landlock keeps it from files; a socket of a
// path is none to Landlock.
func confineCalls() error {
	arch, ok := map[string]uint32{"amd64": unix.AUDIT_ARCH_X86_64, "arm64": unix.AUDIT_ARCH_AARCH64}[runtime.GOARCH]
	if !ok {
		return fmt.Errorf("no filter for %s", runtime.GOARCH)
	}
	const (
		load  = unix.BPF_LD | unix.BPF_W | unix.BPF_ABS
		equal = unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K
		above = unix.BPF_JMP | unix.BPF_JGE | unix.BPF_K
		end   = unix.BPF_RET | unix.BPF_K
		// The fields of struct seccomp_data, and where amd64 counts its second set of calls.
		dataCall, dataArch, x32 = 0, 4, 0x40000000
	)
	refuse := unix.SockFilter{Code: end, K: unix.SECCOMP_RET_ERRNO | uint32(unix.EPERM)}
	filter := []unix.SockFilter{
		{Code: load, K: dataArch},
		{Code: equal, K: arch, Jt: 1},
		{Code: end, K: unix.SECCOMP_RET_KILL_PROCESS},
		{Code: load, K: dataCall},
		{Code: above, K: x32, Jf: 1}, refuse,
	}
	for _, call := range []uint32{
		unix.SYS_SOCKET, unix.SYS_SOCKETPAIR, unix.SYS_CONNECT, unix.SYS_BIND, unix.SYS_IO_URING_SETUP,
		unix.SYS_PTRACE, unix.SYS_PROCESS_VM_READV, unix.SYS_PROCESS_VM_WRITEV, unix.SYS_PIDFD_OPEN, unix.SYS_PIDFD_GETFD, unix.SYS_PIDFD_SEND_SIGNAL,
		unix.SYS_KILL, unix.SYS_TKILL, unix.SYS_TGKILL, unix.SYS_PRLIMIT64, unix.SYS_SETPRIORITY,
		unix.SYS_UNSHARE, unix.SYS_SETNS, unix.SYS_MOUNT, unix.SYS_MOVE_MOUNT, unix.SYS_OPEN_TREE, unix.SYS_FSOPEN, unix.SYS_PIVOT_ROOT, unix.SYS_CHROOT,
		unix.SYS_BPF, unix.SYS_PERF_EVENT_OPEN, unix.SYS_KEYCTL, unix.SYS_ADD_KEY, unix.SYS_REQUEST_KEY, unix.SYS_USERFAULTFD,
		unix.SYS_SHMGET, unix.SYS_MSGGET, unix.SYS_SEMGET,
	} {
		filter = append(filter, unix.SockFilter{Code: equal, K: call, Jf: 1}, refuse)
	}
	filter = append(filter, unix.SockFilter{Code: end, K: unix.SECCOMP_RET_ALLOW})
	prog := unix.SockFprog{Len: uint16(len(filter)), Filter: &filter[0]}
	_, _, e := unix.Syscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, 0, uintptr(unsafe.Pointer(&prog)))
	runtime.KeepAlive(filter)
	if e != 0 {
		return e
	}
	return nil
}

// become replaces this process by the tool.
func become(tool string, args []string) error { return unix.Exec(tool, args, os.Environ()) }
