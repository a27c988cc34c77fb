//go:build !linux

package process

import "os/exec"

func beNice() {}

// dieWithParent has no counterpart here: a laboratory that is killed leaves its children.
func dieWithParent(*exec.Cmd) {}

// Stopped cannot be known here.
func (p *Process) Stopped() bool { return true }
