package pageimage_test

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/png"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gouji/gouji/generate"
	"github.com/gouji/gouji/internal/check"
	"github.com/gouji/gouji/internal/pageimage"
	"github.com/gouji/gouji/stages/ingest"
	"github.com/gouji/gouji/stages/report"
)

// become is the argument that makes the test's binary the confined process.
const become = "become-the-tool"

func TestMain(m *testing.M) {
	if len(os.Args) > 2 && os.Args[1] == become {
		os.Exit(pageimage.Become(os.Stderr, os.Args[2], os.Args[3:]...))
	}
	os.Exit(m.Run())
}

func self(tool string) []string { return []string{os.Args[0], become, tool} }

// renderer returns a Renderer, or skips the test where there is no pdftoppm.
func renderer(t *testing.T) *pageimage.Renderer {
	t.Helper()
	r, err := pageimage.New(self("pdftoppm"))
	if err != nil {
		t.Skip("skipped: ", err)
	}
	return r
}

func documentOf(t *testing.T, pdf []byte) report.Document {
	t.Helper()
	c, err := check.New(check.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	doc, err := c.Document(t.Context(), ingest.Input{Data: pdf, Source: report.Source{Filename: "a.pdf"}})
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func draw(t *testing.T, pdf []byte) []image.Image {
	t.Helper()
	pages, err := renderer(t).Draw(t.Context(), pdf)
	if errors.Is(err, pageimage.ErrNoRenderer) {
		t.Skip("skipped: ", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	return pages
}

// Each page of the generated PDFs is shown, and only with the ink where its words are.
func TestPagesFitTheirWords(t *testing.T) {
	t.Parallel()
	for _, l := range []generate.Layout{generate.PDF, generate.PDFOdd} {
		for seed := range uint64(2) {
			sample, err := generate.One(generate.Options{Seed: seed, Layout: l})
			if err != nil {
				t.Fatal(err)
			}
			pdf := sample.Data
			doc := documentOf(t, pdf)
			pages := draw(t, pdf)
			fitted, err := pageimage.Fit(pages, &doc, &doc)
			if err != nil {
				t.Fatal(err)
			}
			for i, p := range fitted {
				if p.PNG == nil {
					t.Errorf("%s %d: page %d does not fit", l, seed, i+1)
				}
			}
			// A picture of another page is none of this one.
			if moved, err := pageimage.Fit([]image.Image{blank(pages[0])}, &doc, &doc); err != nil || moved[0].PNG != nil {
				t.Errorf("%s %d: a blank page was taken for one with words, %v", l, seed, err)
			}
		}
	}
}

func blank(like image.Image) image.Image {
	out := image.NewGray(like.Bounds())
	for i := range out.Pix {
		out.Pix[i] = 255
	}
	return out
}

// A page that was turned to be read is shown turned, whichever way it lies.
func TestATurnedPageIsTurnedBack(t *testing.T) {
	t.Parallel()
	page, doc := written()
	for range 4 {
		fitted, err := pageimage.Fit([]image.Image{page}, doc, doc)
		if err != nil {
			t.Fatal(err)
		}
		got := decode(t, fitted[0].PNG)
		if b := got.Bounds(); b.Dx() != 200 || b.Dy() != 100 || !dark(got, 20, 20) {
			t.Errorf("the page is %v and dark %v", b, dark(got, 20, 20))
		}
		page = quarter(page)
	}
}

// What is masked in the text cannot be seen in the picture.
func TestMaskedWordsArePaintedOver(t *testing.T) {
	t.Parallel()
	page, doc := written()
	shown := *doc
	shown.Blocks = []report.Block{doc.Blocks[0], doc.Blocks[1]}
	shown.Blocks[0].Line.S = "*"
	fitted, err := pageimage.Fit([]image.Image{page}, doc, &shown)
	if err != nil {
		t.Fatal(err)
	}
	got := decode(t, fitted[0].PNG)
	first := got.At(14, 14)
	for y := 14; y < 26; y++ {
		for x := 14; x < 26; x++ {
			if got.At(x, y) != first {
				t.Fatalf("at %d, %d one sees what was masked", x, y)
			}
		}
	}
	if !dark(got, 150, 80) {
		t.Error("the other word is gone too")
	}
}

// written is a page of 150 × 75 points with two words, dark in the middle of their boxes.
func written() (image.Image, *report.Document) {
	page := image.NewRGBA(image.Rect(0, 0, 200, 100))
	for i := range page.Pix {
		page.Pix[i] = 255
	}
	word := func(x, y int) report.Block {
		for dy := -4; dy < 4; dy++ {
			for dx := -4; dx < 4; dx++ {
				copy(page.Pix[page.PixOffset(x+dx, y+dy):], []byte{0, 0, 0, 255})
			}
		}
		at := func(px int) float64 { return float64(px) * 72 / 96 }
		return report.Block{Page: 1, Line: report.Text{S: "7", At: report.Place{Kind: report.PlacePDF, Page: 1, Box: [4]float64{at(x - 8), at(y - 8), at(x + 8), at(y + 8)}}}}
	}
	return page, &report.Document{Format: report.FormatPDF, Blocks: []report.Block{word(20, 20), word(150, 80)}}
}

func quarter(p image.Image) image.Image {
	b := p.Bounds()
	out := image.NewRGBA(image.Rect(0, 0, b.Dy(), b.Dx()))
	for y := range b.Dy() {
		for x := range b.Dx() {
			out.Set(y, b.Dx()-1-x, p.At(x, y))
		}
	}
	return out
}

func decode(t *testing.T, data []byte) image.Image {
	t.Helper()
	if data == nil {
		t.Fatal("there is no picture")
	}
	p, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func dark(p image.Image, x, y int) bool {
	r, _, _, _ := p.At(x, y).RGBA()
	return r < 0x2000
}

// What a PDF makes of a hole in pdftoppm cannot read our files, write, or speak to anybody.
func TestNothingGetsOut(t *testing.T) {
	t.Parallel()
	const shell = "/bin/bash"
	if _, err := exec.LookPath(shell); err != nil {
		t.Skip("skipped: ", err)
	}
	dir := t.TempDir()
	secret := filepath.Join(dir, "secret")
	if err := os.WriteFile(secret, []byte("secret\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	for _, c := range []struct{ what, script string }{
		{"read a file", "read x < " + secret},
		{"read the users", "read x < /etc/passwd"},
		{"write a file", "echo x > " + filepath.Join(dir, "new")},
		{"make a folder", "mkdir " + filepath.Join(dir, "folder")},
		{"reach the network", "exec 3<>/dev/tcp/127.0.0.1/" + fmt.Sprint(l.Addr().(*net.TCPAddr).Port)},
		{"end its parent", "kill -0 $PPID"},
		{"see its parent", "read x < /proc/$PPID/environ"},
	} {
		// The script says 2 where it could not do it, whatever the shell says.
		out, err := exec.Command(os.Args[0], become, shell, "-c", "echo begun; if { "+c.script+"; } 2>/dev/null; then exit 1; fi; exit 2").CombinedOutput()
		var ended *exec.ExitError
		if !errors.As(err, &ended) {
			t.Fatalf("%s: %v, %s", c.what, err, out)
		}
		switch code := ended.ExitCode(); {
		case code == 77 && !strings.Contains(string(out), "begun"):
			t.Skipf("skipped: this kernel confines nothing: %s", out)
		case code != 2 || !strings.Contains(string(out), "begun"):
			t.Errorf("%s: exit %d, %s", c.what, code, out)
		}
	}
}

// Other bytes than a PDF and other tools than pdftoppm are errors with a name.
func TestWhatCannotBeDrawn(t *testing.T) {
	t.Parallel()
	if _, err := pageimage.New(self("no-such-tool-anywhere")); !errors.Is(err, pageimage.ErrNoRenderer) {
		t.Errorf("no tool: %v", err)
	}
	r := renderer(t)
	if _, err := r.Draw(t.Context(), []byte("no PDF")); !errors.Is(err, pageimage.ErrDrawing) && !errors.Is(err, pageimage.ErrNoRenderer) {
		t.Errorf("no PDF: %v", err)
	}
}
