// Package ofd reads the text of OFD files (GB/T 33190-2016) as words with their boxes, which
// are read by position as those of a PDF are: its places are of that kind, in points from
// the upper left corner of the page.
//
// What is read: the text objects of the pages in their layers and blocks. Not read: template
// pages, annotations, seals, paths and pictures, text that is turned, and objects that are
// not visible.
package ofd

import (
	"context"
	"encoding/xml"
	"path"
	"strconv"
	"strings"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/ingest/packed"
	"github.com/gouji/gouji/stages/ingest/pdf"
)

// Words finds the words of each page; it is a pdf.Words for OFD files. It is safe for
// concurrent use.
type Words struct {
	Package packed.Limits
	Pages   pdf.Limits
}

// Words returns the words of each page. The errors are poison of the classes malformed,
// encrypted and the limits, and the context's.
func (w Words) Words(ctx context.Context, data []byte) ([][]pdf.Word, error) {
	p, err := packed.Open(data, w.Package)
	if err != nil {
		return nil, err
	}
	if p.Has("Encryptions.xml") {
		return nil, fault.Poisonf(fault.Encrypted, "文件已加密，请取消加密后再提交 · the OFD file is encrypted; submit it without a password")
	}
	r := reader{ctx: ctx, p: p, lim: w}
	root, err := r.root()
	if err != nil {
		return nil, err
	}
	pages, err := r.pageList(root)
	if err != nil {
		return nil, err
	}
	if len(pages) > w.Pages.Pages {
		return nil, fault.Poisonf(fault.LimitPages, "the file has more than %d pages; submit one report at a time", w.Pages.Pages)
	}
	for _, name := range pages {
		if err := r.page(resolve(path.Dir(root), name)); err != nil {
			return nil, err
		}
	}
	return r.pages, nil
}

type reader struct {
	ctx   context.Context
	p     *packed.Package
	lim   Words
	pages [][]pdf.Word
	words int
}

func resolve(dir, name string) string {
	if strings.HasPrefix(name, "/") {
		return strings.TrimPrefix(path.Clean(name), "/")
	}
	return strings.TrimPrefix(path.Join("/", dir, name), "/")
}

// scan returns a scanner within the root element of a part.
func (r *reader) scan(name string) (*packed.Scanner, error) {
	part, err := r.p.Part(name)
	if err != nil {
		return nil, err
	}
	if part == nil {
		return nil, fault.Poisonf(fault.Malformed, "%s (there is no part %.80q)", packed.Damaged, name)
	}
	s, err := packed.NewScanner(r.ctx, part, r.lim.Package)
	if err != nil {
		return nil, err
	}
	_, err = s.Root()
	return s, err
}

// root is the part of the one document in the file.
func (r *reader) root() (string, error) {
	s, err := r.scan("OFD.xml")
	if err != nil {
		return "", err
	}
	var roots []string
	err = s.Each(func(e xml.StartElement) error {
		if e.Name.Local != "DocBody" {
			return s.Skip()
		}
		return s.Each(func(e xml.StartElement) error {
			if e.Name.Local != "DocRoot" {
				return s.Skip()
			}
			name, err := s.Text()
			roots = append(roots, resolve("", strings.TrimSpace(name)))
			return err
		}, nil)
	}, nil)
	switch {
	case err != nil:
		return "", err
	case len(roots) > 1:
		return "", fault.Poisonf(fault.AmbiguousPackage, "文件内有 %d 个文档，请分别提交 · the file holds %d documents; submit each alone", len(roots), len(roots))
	case len(roots) == 0:
		return "", fault.Poisonf(fault.Malformed, "%s (it names no document)", packed.Damaged)
	}
	return roots[0], nil
}

// pageList is the parts of the pages in order.
func (r *reader) pageList(root string) ([]string, error) {
	s, err := r.scan(root)
	if err != nil {
		return nil, err
	}
	var out []string
	err = s.Each(func(e xml.StartElement) error {
		if e.Name.Local != "Pages" {
			return s.Skip()
		}
		return s.Each(func(e xml.StartElement) error {
			if e.Name.Local == "Page" {
				out = append(out, packed.Attr(e, "BaseLoc"))
			}
			return s.Skip()
		}, nil)
	}, nil)
	return out, err
}

func (r *reader) page(name string) error {
	s, err := r.scan(name)
	if err != nil {
		return err
	}
	r.pages = append(r.pages, nil)
	return r.objects(s)
}

// objects reads layers and blocks of a page down to its text.
func (r *reader) objects(s *packed.Scanner) error {
	return s.Each(func(e xml.StartElement) error {
		switch e.Name.Local {
		case "Content", "Layer", "PageBlock":
			return r.objects(s)
		case "TextObject":
			return r.text(s, e)
		}
		return s.Skip()
	}, nil)
}

// numbers reads up to n numbers; what is none is 0.
func numbers(s string, n int) []float64 {
	out := make([]float64, n)
	for i, f := range strings.Fields(s) {
		if i == n {
			break
		}
		out[i] = number(f)
	}
	return out
}

func number(s string) float64 {
	f, err := strconv.ParseFloat(strings.TrimSpace(s), 64)
	if err != nil || !(f > -1e5 && f < 1e5) {
		return 0
	}
	return f
}
