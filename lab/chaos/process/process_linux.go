package process

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
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

// Stopped reports whether SIGSTOP has reached every thread of the process: the one that takes
// the signal may have to wait for a processor, and the others go on until it has had one.
func (p *Process) Stopped() bool {
	files, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/stat", p.Cmd.Process.Pid))
	for _, f := range files {
		text, e := os.ReadFile(f)
		after := strings.LastIndexByte(string(text), ')') // of the name, which may have any character
		if e != nil || !strings.HasPrefix(string(text[after+1:]), " T") {
			return false
		}
	}
	return err == nil && len(files) > 0
}
