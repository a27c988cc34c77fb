package crash

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
)

// Orders are files that tell a program built with crashingBoundary where to end. Each
// process that may be ended has one, by name.
type Orders struct {
	Dir   string       // of the files
	given atomic.Int64 // tells equal orders apart
}

// Path is the order file of the process of this name.
func (o *Orders) Path(name string) string { return filepath.Join(o.Dir, "order-"+name) }

// Give orders the process to end at a pass of the boundary at, which is "POINT OF".
func (o *Orders) Give(name, at string, pass int) error {
	path := o.Path(name)
	draft := path + ".draft"
	text := fmt.Sprintf("%s %d %d", at, pass, o.given.Add(1))
	if err := os.WriteFile(draft, []byte(text), 0o600); err != nil {
		return err
	}
	return os.Rename(draft, path)
}

// Withdraw takes the order back and reports whether it had been carried out.
func (o *Orders) Withdraw(name string) (done bool) {
	path := o.Path(name)
	if os.Remove(path) == nil {
		return false
	}
	return os.Remove(path+".done") == nil
}

// Reached lists the boundaries that processes of this name have passed.
func (o *Orders) Reached(name string) []string {
	text, err := os.ReadFile(o.Path(name) + ".reached")
	if err != nil { // none so far
		return nil
	}
	seen := map[string]bool{}
	var out []string
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimSpace(line); !seen[line] {
			seen[line] = true
			out = append(out, line)
		}
	}
	return out
}
