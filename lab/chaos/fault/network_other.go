//go:build !linux

package fault

import "context"

// Network would be one of network namespaces; there are none here.
type Network struct{}

// NewNetwork is skipped here.
func NewNetwork(context.Context, string) (*Network, error) { return nil, notHere() }

// Address is empty here, as is Prefix.
func (w *Network) Address(string) string  { return "" }
func (w *Network) Prefix(string) []string { return nil }

// Cut is skipped here, as is Verify.
func (w *Network) Cut(context.Context, []Link) error    { return notHere() }
func (w *Network) Verify(context.Context, []Link) error { return notHere() }

// Close has nothing to remove.
func (w *Network) Close() {}
