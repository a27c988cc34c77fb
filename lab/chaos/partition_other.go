//go:build !linux

package chaos

import (
	"context"
	"runtime"
)

type network struct{}

func newNetwork(context.Context, string) (*network, error) {
	return nil, skipf("no network namespaces on %s", runtime.GOOS)
}

func (w *network) address(string) string                { return "" }
func (w *network) prefix(string) []string               { return nil }
func (w *network) cut(context.Context, []link) error    { return skipf("not on %s", runtime.GOOS) }
func (w *network) verify(context.Context, []link) error { return skipf("not on %s", runtime.GOOS) }
func (w *network) close()                               {}
