package pageimage

import (
	"fmt"
	"io"
)

// exitUnconfined is the exit code of Become where the walls cannot be built. pdftoppm has 0 to
// 4 and 99.
const exitUnconfined = 77

// Become makes this process the tool with its arguments, behind walls that it cannot leave. It
// returns only if that fails: with the exit code of the process, after a line on stderr.
func Become(stderr io.Writer, tool string, args ...string) int {
	if err := confine(tool); err != nil {
		fmt.Fprintln(stderr, err)
		return exitUnconfined
	}
	err := become(tool, append([]string{tool}, args...))
	fmt.Fprintln(stderr, err)
	return exitUnconfined
}
