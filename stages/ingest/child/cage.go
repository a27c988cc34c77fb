package child

import (
	"fmt"
	"strings"
)

// Cage says which walls stand around a child while it reads a document, as the kernel tells
// it of a running one. The zero value is no wall at all.
type Cage struct {
	// NoNewPrivs: it can gain no rights by running another program (prctl(2)).
	NoNewPrivs bool `json:"no_new_privs"`
	// Syscalls: a filter lets it compute and use what it has open, and nothing else: it opens
	// no file, reaches no network, starts no program, signals nobody (seccomp(2)).
	Syscalls bool `json:"seccomp"`
	// Network: it is in a network namespace of its own that has nothing in it
	// (network_namespaces(7)).
	Network bool `json:"network_namespace"`
	// Capabilities: it has none (capabilities(7)).
	Capabilities bool `json:"no_capabilities"`
	// Limits: its memory and its processor time are bounded (setrlimit(2)).
	Limits bool `json:"rlimits"`
}

// Closed reports that no document can reach anything from in there: the filter of system
// calls stands, which is wall enough by itself.
func (c Cage) Closed() bool { return c.NoNewPrivs && c.Syscalls }

// String lists the walls, such as "no_new_privs, seccomp, rlimits; missing: no network, no capabilities".
func (c Cage) String() string {
	var has, lacks []string
	for _, w := range []struct {
		name string
		is   bool
	}{{"no_new_privs", c.NoNewPrivs}, {"seccomp", c.Syscalls}, {"no network", c.Network}, {"no capabilities", c.Capabilities}, {"rlimits", c.Limits}} {
		if w.is {
			has = append(has, w.name)
		} else {
			lacks = append(lacks, w.name)
		}
	}
	switch {
	case len(has) == 0:
		return "none"
	case len(lacks) == 0:
		return strings.Join(has, ", ")
	}
	return fmt.Sprintf("%s; missing: %s", strings.Join(has, ", "), strings.Join(lacks, ", "))
}
