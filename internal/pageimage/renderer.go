package pageimage

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/png"
	"io"
	"os/exec"
	"strconv"
	"time"

	"github.com/gouji/gouji/stages/publish/viewer"
	"github.com/gouji/gouji/stages/report"
)

const (
	// dpi is the resolution: at 96 an A4 page is 794 pixels wide, and the 9 point type of a
	// table with ten columns can be read.
	dpi = 96
	// maxPages is how many pages are drawn. Reports have 4 to 20; a page takes some 60 ms.
	maxPages = 40
	// maxAnswer bounds all pages together. A page of text takes 60 KB, one that is a scan 1.5 MB.
	maxAnswer = 48 << 20
	// maxPixels bounds one page, an A2 poster: a PDF may say that its page is a kilometre wide.
	maxPixels = 5_000_000
	// timeLimit bounds the drawing of one document.
	timeLimit = 15 * time.Second
)

// Errors of Draw.
var (
	// ErrNoRenderer: there is no pdftoppm, or the kernel cannot confine it.
	ErrNoRenderer = errors.New("pages cannot be drawn here")
	// ErrDrawing: pdftoppm failed, took too long, or drew too much.
	ErrDrawing = errors.New("the pages could not be drawn")
)

// Renderer draws pages. It may be used by several goroutines.
type Renderer struct {
	argv []string
	tool string
}

// New returns a Renderer. argv is the command line of a program of ours that calls Become with
// the arguments that follow it, and last pdftoppm, a path or a name to be looked for. It is
// ErrNoRenderer where that is not there, or argv is empty.
func New(argv []string) (*Renderer, error) {
	if len(argv) < 2 {
		return nil, fmt.Errorf("%w: none is wanted", ErrNoRenderer)
	}
	last := len(argv) - 1
	path, err := exec.LookPath(argv[last])
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNoRenderer, err)
	}
	return &Renderer{argv: argv[:last:last], tool: path}, nil
}

// Draw returns the first 40 pages of a PDF. The errors are ErrNoRenderer, ErrDrawing and the
// context's.
func (r *Renderer) Draw(ctx context.Context, pdf []byte) ([]image.Image, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, timeLimit, fmt.Errorf("%w: it takes more than %s", ErrDrawing, timeLimit))
	defer cancel()
	args := append(r.argv[1:len(r.argv):len(r.argv)], r.tool, "-png", "-r", strconv.Itoa(dpi), "-l", strconv.Itoa(maxPages), "-")
	cmd := exec.CommandContext(ctx, r.argv[0], args...)
	cmd.Env = []string{"LC_ALL=C.UTF-8", "HOME=/nonexistent", "GOMAXPROCS=2"}
	cmd.SysProcAttr = attributes()
	out, said := &bounded{most: maxAnswer}, &bounded{most: 4096}
	cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(pdf), out, said
	err := cmd.Run()
	var ended *exec.ExitError
	switch {
	case ctx.Err() != nil:
		return nil, context.Cause(ctx)
	case errors.As(err, &ended) && ended.ExitCode() == exitUnconfined:
		return nil, fmt.Errorf("%w: %s", ErrNoRenderer, said.firstLine())
	case out.full:
		return nil, fmt.Errorf("%w: they take more than %d MB", ErrDrawing, maxAnswer>>20)
	case errors.As(err, &ended):
		return nil, fmt.Errorf("%w: %w: %s", ErrDrawing, err, said.firstLine())
	case err != nil:
		return nil, fmt.Errorf("%w: %w", ErrNoRenderer, err) // it could not be started
	}
	return split(out.Bytes())
}

// Pages draws a document's pages and fits them to it, see Fit; nil where data is no PDF, as a
// PDF in an envelope is not. The errors are those of Draw.
func (r *Renderer) Pages(ctx context.Context, data []byte, doc, shown *report.Document) ([]viewer.Page, error) {
	if doc.Format != report.FormatPDF || !bytes.Contains(data[:min(len(data), 1024)], []byte("%PDF-")) {
		return nil, nil
	}
	pages, err := r.Draw(ctx, data)
	if err != nil {
		return nil, err
	}
	return Fit(pages, doc, shown)
}

// split decodes the pictures that stand one behind the other.
func split(data []byte) ([]image.Image, error) {
	var out []image.Image
	for in := bytes.NewReader(data); in.Len() > 0; {
		at := len(data) - in.Len()
		size, err := png.DecodeConfig(bytes.NewReader(data[at:]))
		if err != nil {
			return nil, fmt.Errorf("%w: page %d: %w", ErrDrawing, len(out)+1, err)
		}
		if size.Width*size.Height > maxPixels {
			return nil, fmt.Errorf("%w: page %d is %d × %d pixels", ErrDrawing, len(out)+1, size.Width, size.Height)
		}
		page, err := png.Decode(in)
		if err != nil {
			return nil, fmt.Errorf("%w: page %d: %w", ErrDrawing, len(out)+1, err)
		}
		out = append(out, page)
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("%w: pdftoppm drew none", ErrDrawing)
	}
	return out, nil
}

// bounded keeps what is written up to most bytes, and fails the writer that goes beyond.
type bounded struct {
	bytes.Buffer
	most int
	full bool
}

func (b *bounded) Write(p []byte) (int, error) {
	if b.Len()+len(p) > b.most {
		b.full = true
		return 0, io.ErrShortWrite
	}
	return b.Buffer.Write(p)
}

func (b *bounded) firstLine() []byte {
	line, _, _ := bytes.Cut(b.Bytes(), []byte("\n"))
	return line
}
