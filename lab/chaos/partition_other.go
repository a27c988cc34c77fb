//go:build !linux

package chaos

import (
	"context"
	"runtime"
)

type network struct{ plan networkPlan }

func (l *lab) newNetwork(context.Context) (*network, error) {
	return nil, skipf("no network namespaces on %s", runtime.GOOS)
}

func (w *network) prefix(string) []string               { return nil }
func (w *network) cut(context.Context, []link) error    { return skipf("not on %s", runtime.GOOS) }
func (w *network) verify(context.Context, []link) error { return skipf("not on %s", runtime.GOOS) }
func (w *network) close()                               {}
