//go:build !linux

package fault

import "context"

// Network would be one of network namespaces; there are none here.
type Network struct{}

// NewNetwork is skipped here.
func NewNetwork(context.Context, string) (*Network, error) { return nil, notHere() }

// Address is empty here.
func (w *Network) Address(string) string { return "" }

// Prefix is empty here.
func (w *Network) Prefix(string) []string { return nil }

// Cut is skipped here.
func (w *Network) Cut(context.Context, []Link) error { return notHere() }

// Verify is skipped here.
func (w *Network) Verify(context.Context, []Link) error { return notHere() }

// Close has nothing to remove.
func (w *Network) Close() {}
