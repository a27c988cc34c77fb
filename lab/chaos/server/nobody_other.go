//go:build !linux

package server

import "os/exec"

func asNobody(*exec.Cmd) {}

func giveAway(string, string) error { return nil }
