package server

import (
	"os"
	"os/exec"
	"syscall"
)

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
