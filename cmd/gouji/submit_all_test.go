package main

import (
	"bytes"
	"strings"
	"testing"
)

// What a producer waits for is said once, and not again with each figure that moves.
func TestReasonIsSaidOnce(t *testing.T) {
	t.Parallel()
	var said bytes.Buffer
	p := &patient{app: &app{program: program{Stderr: &said}}}
	for _, line := range []string{"refused: disk 97 % full", "refused: disk 100 % full", "refused: parse is 50123 messages behind", "refused: parse is 49000 messages behind", "no answer", "no answer"} {
		p.say(line)
	}
	if got := strings.Count(said.String(), "\n"); got != 3 {
		t.Errorf("%d lines:\n%s", got, &said)
	}
}
