//go:build !linux

package chaos

import (
	"context"
	"runtime"
)

type mount struct{ dir string }

func mountTmpfs(string, int64) (*mount, error) {
	return nil, skipf("no tmpfs of our own on %s", runtime.GOOS)
}

func mountImage(context.Context, string, int64) (*mount, error) {
	return nil, skipf("no loop devices on %s", runtime.GOOS)
}

func (m *mount) again() error                  { return skipf("not on %s", runtime.GOOS) }
func (m *mount) cutPower() error               { return skipf("not on %s", runtime.GOOS) }
func (m *mount) unmount(context.Context) error { return skipf("not on %s", runtime.GOOS) }
func (m *mount) fillTo(int64) (string, error)  { return "", skipf("not on %s", runtime.GOOS) }
func (m *mount) close()                        {}
