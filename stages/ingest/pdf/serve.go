package pdf

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"

	lib "github.com/ledongthuc/pdf"
)

// ServeFlag is what Warm adds to the command line of a child that shall call ServeMain.
const ServeFlag = "--serve"

// Frames between Warm and ServeMain: a kind, the length of what follows in four bytes (big
// endian), and that. None of the kinds is a character that the last words of a program that
// crashes begin with; they come the same way.
const (
	frameFile     = 0x01 // to the child: a PDF
	frameWords    = 0x02 // from the child: a piece of the list of words
	frameDone     = 0x03 // from the child: the list is complete
	frameRefused  = 0x04 // from the child: the exit code of ChildMain, and why
	frameMost     = 1 << 30
	frameOverhead = 5
)

// ServeMain reads PDF after PDF from stdin and answers each with what ChildMain writes,
// within the same limits, until stdin ends: then it ends the process at once, also in the
// middle of a document, because nobody is left who waits for it. It returns the exit code
// if it cannot go on. It keeps nothing from one document for the next.
func ServeMain(stdin io.Reader, stdout io.Writer) int {
	if err := limitSelf(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return exitMalformed
	}
	files := make(chan []byte)
	go func() {
		for {
			kind, data, err := readFrame(stdin, frameMost)
			if err != nil || kind != frameFile {
				os.Exit(0)
			}
			files <- data
		}
	}()
	for data := range files {
		if err := answer(stdout, extract(data, frames{stdout})); err != nil {
			return exitMalformed
		}
	}
	return 0
}

// answer ends the answer to a document.
func answer(stdout io.Writer, err error) error {
	if err == nil {
		return writeFrame(stdout, frameDone, nil)
	}
	why := append([]byte{byte(exitCode(err))}, err.Error()...)
	return writeFrame(stdout, frameRefused, why[:min(len(why), 4096)])
}

func exitCode(err error) int {
	if errors.Is(err, lib.ErrInvalidPassword) {
		return exitEncrypted
	}
	return exitMalformed
}

// frames writes pieces of the list of words.
type frames struct{ to io.Writer }

func (f frames) Write(p []byte) (int, error) {
	return len(p), writeFrame(f.to, frameWords, p)
}

// writeFrame writes a frame in one piece, so that a crash cannot begin inside of it.
func writeFrame(w io.Writer, kind byte, data []byte) error {
	head := append(make([]byte, 0, frameOverhead+len(data)), kind)
	head = binary.BigEndian.AppendUint32(head, uint32(len(data)))
	_, err := w.Write(append(head, data...))
	return err
}

// writeFile sends a PDF.
func writeFile(w io.Writer, data []byte) error {
	head := binary.BigEndian.AppendUint32([]byte{frameFile}, uint32(len(data)))
	if _, err := w.Write(head); err != nil {
		return err
	}
	_, err := w.Write(data)
	return err
}

// errNoFrame says that something else came than a frame of at most so many bytes.
var errNoFrame = errors.New("no frame")

func readFrame(r io.Reader, most int) (kind byte, data []byte, err error) {
	var head [frameOverhead]byte
	if _, err := io.ReadFull(r, head[:1]); err != nil {
		return 0, nil, err
	}
	if head[0] < frameFile || head[0] > frameRefused {
		return head[0], nil, errNoFrame
	}
	if _, err := io.ReadFull(r, head[1:]); err != nil {
		return 0, nil, err
	}
	n := binary.BigEndian.Uint32(head[1:])
	if int64(n) > int64(most) {
		return 0, nil, errNoFrame
	}
	data = make([]byte, n)
	_, err = io.ReadFull(r, data)
	return head[0], data, err
}

// readAnswer reads the frames of one answer. The rest of what a child wrote that crashed is
// returned as last words.
func readAnswer(r *bufio.Reader, out *bytes.Buffer, most int) (refused, lastWords []byte, err error) {
	for {
		kind, data, err := readFrame(r, most)
		switch {
		case errors.Is(err, errNoFrame) && kind >= ' ':
			rest, _ := io.ReadAll(io.LimitReader(r, 4096))
			_, _ = io.CopyN(io.Discard, r, 1<<20) // until it has ended by itself
			return nil, append([]byte{kind}, rest...), errNoFrame
		case err != nil:
			return nil, nil, err
		case kind == frameDone:
			return nil, nil, nil
		case kind == frameRefused && len(data) > 0:
			return data, nil, nil
		case kind != frameWords:
			return nil, nil, errNoFrame
		case out.Len()+len(data) > most:
			return nil, nil, errTooMuch
		}
		out.Write(data)
	}
}

// errTooMuch says that a child wrote more than it may.
var errTooMuch = errors.New("more words than allowed")
