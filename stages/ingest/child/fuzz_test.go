package child

import (
	"bufio"
	"bytes"
	"testing"
)

// FuzzAnswer reads what a child may write: whatever it is, there is an answer of no more than
// the limit, or an error.
func FuzzAnswer(f *testing.F) {
	f.Add(append(appendHead(append(appendHead(nil, framePiece, 2), "ab"...), frameDone, 0), "rest"...))
	f.Add(append(appendHead(nil, frameRefused, 3), "why"...))
	f.Add(appendHead(nil, framePiece, 1<<31))
	f.Add(appendHead(nil, frameRequest, 0))
	f.Add([]byte("fatal error: 1\n\ngoroutine 1"))
	f.Fuzz(func(t *testing.T, data []byte) {
		out, err := readAnswer(bufio.NewReader(bytes.NewReader(data)), 100)
		if err != nil && out != nil || len(out) > 100 {
			t.Errorf("%d bytes, %v", len(out), err)
		}
	})
}
