package bench

import (
	"errors"
	"fmt"
	"os"

	"github.com/gouji/gouji/generate"
)

// documents are what a measurement sends, in a file: some ten thousand of them would be more
// memory than what is measured takes.
type documents struct {
	file *os.File
	ends []int64 // where each ends in the file
}

// newDocuments writes n documents that make returns to a file in TMPDIR.
func newDocuments(n int, make func(i int) ([]byte, error)) (*documents, error) {
	f, err := os.CreateTemp("", "gouji-bench-documents-")
	if err != nil {
		return nil, err
	}
	d := &documents{file: f}
	end := int64(0)
	for i := range n {
		b, err := make(i)
		if err == nil {
			_, err = f.Write(b)
		}
		if err != nil {
			d.close()
			return nil, fmt.Errorf("document %d: %w", i, err)
		}
		end += int64(len(b))
		d.ends = append(d.ends, end)
	}
	return d, nil
}

func (d *documents) len() int { return len(d.ends) }

// size is the mean of their lengths.
func (d *documents) size() int { return int(d.ends[len(d.ends)-1]) / len(d.ends) }

func (d *documents) at(i int) ([]byte, error) {
	begin := int64(0)
	if i > 0 {
		begin = d.ends[i-1]
	}
	b := make([]byte, d.ends[i]-begin)
	_, err := d.file.ReadAt(b, begin)
	return b, err
}

func (d *documents) close() {
	_ = errors.Join(d.file.Close(), os.Remove(d.file.Name()))
}

// reports are n of them in a layout, on so many years of each issuer, each a body of its own.
func reports(layout generate.Layout, n, years int) (*documents, error) {
	return newDocuments(n, func(i int) ([]byte, error) { return reportOf(layout, i, years) })
}

// generatedText is the layout of what is measured unless another one is asked for.
const generatedText = generate.Pipes

func reportOf(layout generate.Layout, i, years int) ([]byte, error) {
	s, err := generate.One(generate.Options{Seed: uint64(1 + i/years), Issuer: 1 + i/years, Layout: layout, Year: 2021 + i%years})
	return s.Data, err
}

// payloads are n different documents of size bytes, text that hardly compresses.
func payloads(n, size int) (*documents, error) {
	return newDocuments(n, func(i int) ([]byte, error) {
		b := make([]byte, 0, size+20)
		for x := uint64(i + 1); len(b) < size; {
			x = x*6364136223846793005 + 1442695040888963407
			b = fmt.Appendf(b, "%016x", x)
		}
		return b[:size], nil
	})
}
