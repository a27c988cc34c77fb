//go:build !linux

package fault

import (
	"context"
	"runtime"

	"github.com/gouji/gouji/lab/chaos/machine"
)

// Mount would be a file system of our own; there is none here.
type Mount struct {
	Dir string // where it would be mounted
}

// MountTmpfs is skipped here.
func MountTmpfs(string, int64) (*Mount, error) { return nil, notHere() }

// MountImage is skipped here.
func MountImage(context.Context, string, int64) (*Mount, error) { return nil, notHere() }

// Remount is skipped here.
func (m *Mount) Remount() error { return notHere() }

// CutPower is skipped here.
func (m *Mount) CutPower() error { return notHere() }

// Unmount is skipped here.
func (m *Mount) Unmount(context.Context) error { return notHere() }

// FillTo is skipped here.
func (m *Mount) FillTo(int64) (string, error) { return "", notHere() }

// Close has nothing to unmount.
func (m *Mount) Close() {}

func notHere() error { return machine.Skipf("not on %s", runtime.GOOS) }
