//go:build !linux

package chaos

import "os/exec"

func beNice() {}

// dieWithParent has no counterpart here: a laboratory that is killed leaves its children.
func dieWithParent(*exec.Cmd) {}

// stopped cannot be known here.
func (p *process) stopped() bool { return true }

func asNobody(*exec.Cmd) {}

func giveAway(string, string) error { return nil }
