package pdf

import (
	"bufio"
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"os"

	"github.com/gouji/gouji/stages/ingest/child"
	lib "github.com/ledongthuc/pdf"
)

// childPages is where a child stops: above any limit of a parent, which counts for itself.
const childPages = 2000

// ChildMain reads a PDF from stdin and writes its words to stdout in the form of poppler's
// bbox-layout. It is the whole work of a process of its own, which it limits as
// child.LimitSelf does. It returns the exit code; what went
// wrong is said on standard error.
func ChildMain(stdin io.Reader, stdout io.Writer) int {
	if err := child.LimitSelf(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return exitMalformed
	}
	data, err := io.ReadAll(stdin)
	if err == nil {
		err = extract(data, stdout)
	}
	if err == nil {
		return 0
	}
	fmt.Fprintln(os.Stderr, err)
	return exitCode(err)
}

// extract turns every panic of the library into an error: a page that was read in part is
// not read, because the rest could hold numbers.
func extract(data []byte, stdout io.Writer) (err error) {
	defer func() {
		if x := recover(); x != nil {
			err = fmt.Errorf("the PDF is malformed: %v", x)
		}
	}()
	data = mend(data)
	r, err := lib.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return err
	}
	out := bufio.NewWriterSize(stdout, 64<<10)
	fmt.Fprintln(out, "<doc>")
	fonts := newFonts()
	for i := 1; i <= min(r.NumPage(), childPages); i++ {
		p := r.Page(i)
		if p.V.IsNull() {
			return fmt.Errorf("page %d is missing", i)
		}
		writePage(out, pageWords(p, fonts))
	}
	fmt.Fprintln(out, "</doc>")
	return out.Flush()
}

// mend makes the frame of the file as the library wants it: a version it knows at the very
// beginning, the end mark at the very end. Offsets count from the header.
func mend(data []byte) []byte {
	if start := bytes.Index(data[:min(len(data), 1024)], []byte("%PDF-")); start > 0 {
		data = data[start:]
	}
	if end := bytes.LastIndex(data, []byte("%%EOF")); end >= 0 {
		data = data[:end+len("%%EOF")]
	}
	const header = "%PDF-1.7\n"
	if bytes.HasPrefix(data, []byte("%PDF-")) && len(data) > len(header) {
		copy(data, header)
	}
	return data
}

func writePage(out *bufio.Writer, words []Word) {
	fmt.Fprintln(out, "<page>")
	for _, w := range words {
		fmt.Fprintf(out, `<word xMin="%.6f" yMin="%.6f" xMax="%.6f" yMax="%.6f">`, w.Box[0], w.Box[1], w.Box[2], w.Box[3])
		_ = xml.EscapeText(out, []byte(w.S))
		fmt.Fprintln(out, "</word>")
	}
	fmt.Fprintln(out, "</page>")
}
