//go:build !linux

package pdf

import "os/exec"

func (c Command) limit(int) error { return nil }

func killGroup(cmd *exec.Cmd) error { return cmd.Process.Kill() }

func overTime(error) bool { return false }
