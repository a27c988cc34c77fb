package child

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"runtime/debug"
)

// Memory is the address space in bytes that a child may take beyond what it has at its start.
const Memory = 512 << 20

// maxStack ends endless recursion before memory does.
const maxStack = 64 << 20

// Serve answers request after request from stdin on stdout until stdin ends: then it ends
// the process at once, also in the middle of a request, because nobody is left who waits.
// answer writes the answer; what it returns, unless nil, is a refusal in its stead, of
// which at most 4 KB are sent. If it panics the process ends, and the trace is its last
// words. Serve limits the process first; where it cannot do that, it says so on standard
// error. Then it closes the cage, see Cage, as far as the kernel has one: Pool.Cage tells. It
// returns the exit code if it cannot go on: 0, because nothing is the matter with
// a document.
func Serve(stdin io.Reader, stdout io.Writer, answer func(request []byte, w io.Writer) (refusal []byte)) int {
	if err := LimitSelf(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 0
	}
	_ = cageSelf() // without one it reads all the same: who must not do that asks Pool.Cage
	requests := make(chan []byte)
	go func() {
		in := bufio.NewReaderSize(stdin, pieceMost)
		for {
			kind, data, err := readFrame(in)
			if err != nil || kind != frameRequest {
				os.Exit(0)
			}
			requests <- data
		}
	}()
	out := newPieces(stdout)
	for data := range requests {
		if err := finish(out, answer(data, out)); err != nil {
			return 0
		}
	}
	return 0
}

func finish(out *pieces, refusal []byte) error {
	if refusal != nil {
		return out.refuse(refusal)
	}
	return out.done()
}

// LimitSelf limits the address space of this process to Memory beyond what is in use, where
// the system can do that (Linux), and the stack to 64 MiB. Built with the race detector, it
// does not limit the address space.
func LimitSelf() error {
	debug.SetMaxStack(maxStack)
	debug.SetMemoryLimit(Memory / 2)
	if underRace {
		return nil
	}
	return limitMemory()
}
