package child

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
)

// Frames between a Pool and Serve: a kind, the length of what follows in four bytes (big
// endian), and that. None of the kinds is a character that the last words of a program that
// crashes begin with; they come the same way.
const (
	frameRequest = 0x01 // to the child
	framePiece   = 0x02 // from the child: a piece of the answer
	frameDone    = 0x03 // from the child: the answer is complete
	frameRefused = 0x04 // from the child: there is no answer, and why

	frameHead   = 5
	requestMost = 1 << 30
	pieceMost   = 64 << 10
	refusalMost = 4096
	wordsMost   = 4096
)

// errNoFrame says that something else came than a frame of a known kind and size.
var errNoFrame = errors.New("no frame")

func appendHead(b []byte, kind byte, n int) []byte {
	return binary.BigEndian.AppendUint32(append(b, kind), uint32(n))
}

// writeRequest sends a request, whose parts are not copied together.
func writeRequest(w io.Writer, parts [][]byte) error {
	n := 0
	for _, p := range parts {
		n += len(p)
	}
	if n > requestMost {
		return errNoFrame
	}
	if _, err := w.Write(appendHead(nil, frameRequest, n)); err != nil {
		return err
	}
	for _, p := range parts {
		if _, err := w.Write(p); err != nil {
			return err
		}
	}
	return nil
}

// frameMost is the largest size of what follows the head of a frame.
func frameMost(kind byte) (most int, known bool) {
	switch kind {
	case frameRequest:
		return requestMost, true
	case framePiece:
		return pieceMost, true
	case frameRefused:
		return refusalMost, true
	case frameDone:
		return 0, true
	}
	return 0, false
}

func readFrame(r *bufio.Reader) (kind byte, data []byte, err error) {
	kind, err = r.ReadByte()
	if err != nil {
		return 0, nil, err
	}
	most, known := frameMost(kind)
	if !known {
		return kind, nil, errNoFrame
	}
	var size [frameHead - 1]byte
	if _, err := io.ReadFull(r, size[:]); err != nil {
		return 0, nil, err
	}
	n := binary.BigEndian.Uint32(size[:])
	if int64(n) > int64(most) {
		return 0, nil, errNoFrame
	}
	data = make([]byte, n)
	_, err = io.ReadFull(r, data)
	return kind, data, err
}

// readAnswer reads the frames of one answer of at most so many bytes. The errors are a
// Refusal, ErrOutput, what a child wrote instead of an answer (*words), or that of reading.
func readAnswer(r *bufio.Reader, most int) ([]byte, error) {
	var pieces [][]byte
	total := 0
	for {
		kind, data, err := readFrame(r)
		switch {
		case errors.Is(err, errNoFrame) && kind >= ' ':
			return nil, lastWords(kind, r)
		case err != nil:
			return nil, err
		case kind == frameDone:
			return join(pieces, total), nil
		case kind == frameRefused:
			return nil, &Refusal{Why: data}
		case kind != framePiece:
			return nil, errNoFrame
		}
		if total += len(data); total > most {
			return nil, ErrOutput
		}
		pieces = append(pieces, data)
	}
}

// join copies nothing where the answer is a single piece, as that of most documents is.
func join(pieces [][]byte, total int) []byte {
	if len(pieces) == 1 {
		return pieces[0]
	}
	out := make([]byte, 0, total)
	for _, p := range pieces {
		out = append(out, p...)
	}
	return out
}

// words are what a child wrote instead of an answer.
type words struct{ said string }

func (w *words) Error() string { return "instead of an answer: " + w.said }

// lastWords reads what a child says that crashes, and on until it has ended by itself,
// within a megabyte.
func lastWords(first byte, r *bufio.Reader) error {
	rest, _ := io.ReadAll(io.LimitReader(r, wordsMost))
	_, _ = io.CopyN(io.Discard, r, 1<<20)
	return &words{said: string(first) + string(rest)}
}

// pieces writes an answer in frames. Each is written at once, so that a crash does not
// begin inside of one.
type pieces struct {
	to  io.Writer
	buf []byte // room for the head of a frame, then what it holds so far
}

func newPieces(to io.Writer) *pieces {
	return &pieces{to: to, buf: make([]byte, frameHead, frameHead+pieceMost+frameHead)}
}

func (p *pieces) Write(b []byte) (int, error) {
	n := len(b)
	for len(b) > 0 {
		k := min(len(b), frameHead+pieceMost-len(p.buf))
		p.buf = append(p.buf, b[:k]...)
		b = b[k:]
		if len(p.buf) == frameHead+pieceMost {
			if err := p.send(nil); err != nil {
				return 0, err
			}
		}
	}
	return n, nil
}

// send writes what is there as a frame, and more behind it.
func (p *pieces) send(more []byte) error {
	held := len(p.buf) - frameHead
	appendHead(p.buf[:0], framePiece, held)
	out := append(p.buf, more...)
	p.buf = p.buf[:frameHead]
	_, err := p.to.Write(out)
	return err
}

// done ends the answer.
func (p *pieces) done() error { return p.send(appendHead(nil, frameDone, 0)) }

// refuse ends it with a refusal; pieces that were sent are void with it.
func (p *pieces) refuse(why []byte) error {
	why = why[:min(len(why), refusalMost)]
	p.buf = p.buf[:frameHead]
	_, err := p.to.Write(append(appendHead(nil, frameRefused, len(why)), why...))
	return err
}
