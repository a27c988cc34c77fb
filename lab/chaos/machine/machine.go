// Package machine is what the laboratory asks of the machine that it runs on: its tools, its ports,
// and whether a scenario can be done here at all.
package machine

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os/exec"
	"path/filepath"
)

// ErrSkipped says that this machine cannot do a scenario, and why.
var ErrSkipped = errors.New("skipped")

// Skipf is an ErrSkipped with its reason.
func Skipf(format string, a ...any) error {
	return fmt.Errorf("%w: %s", ErrSkipped, fmt.Sprintf(format, a...))
}

// FreePorts finds ports on loopback that nobody listens on. They are held together while
// they are found, so that they differ.
func FreePorts(n int) ([]int, error) {
	var out []int
	for range n {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return nil, fmt.Errorf("find a free port: %w", err)
		}
		defer l.Close()
		out = append(out, l.Addr().(*net.TCPAddr).Port)
	}
	return out, nil
}

// AnyPort is an address on loopback that nobody asks.
const AnyPort = "127.0.0.1:0"

// Tool runs a program of the system.
func Tool(ctx context.Context, name string, args ...string) (string, error) {
	out, err := exec.CommandContext(ctx, ToolPath(name), args...).CombinedOutput()
	return string(out), err
}

// ToolPath is where a program of the system lies; /usr/sbin is not in every PATH.
func ToolPath(name string) string {
	if path, err := exec.LookPath(name); err == nil {
		return path
	}
	return filepath.Join("/usr/sbin", name)
}
