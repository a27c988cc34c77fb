package machine

import (
	"context"
	"os/exec"
	"path/filepath"
)

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
