package chaos

import (
	"os"
	"os/exec"
	"syscall"
)

// niceness keeps the laboratory behind whatever else the machine does.
const niceness = 10

// beNice lowers the priority of the calling thread and of what it starts.
func beNice() { _ = syscall.Setpriority(syscall.PRIO_PROCESS, 0, niceness) }

// dieWithParent has the kernel end the child when we end, however that happens.
func dieWithParent(cmd *exec.Cmd) {
	if cmd.SysProcAttr == nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{}
	}
	cmd.SysProcAttr.Setpgid, cmd.SysProcAttr.Pdeathsig = true, syscall.SIGKILL
}

// nobody is the user that root becomes for PostgreSQL, which refuses to run as root.
const nobody = 65534

func asNobody(cmd *exec.Cmd) {
	if os.Geteuid() == 0 {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	}
}

// giveAway lets that user have inner, and pass through outer.
func giveAway(outer, inner string) error {
	if os.Geteuid() != 0 {
		return nil
	}
	if err := os.Chmod(outer, 0o711); err != nil {
		return err
	}
	return os.Chown(inner, nobody, nobody)
}
