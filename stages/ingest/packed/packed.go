// Package packed opens ZIP packages of XML parts (workbooks, OpenDocument, OFD) within
// limits, and reads their parts element by element.
package packed

import (
	"archive/zip"
	"bytes"
	"io"
	"strings"

	"github.com/gouji/gouji/pipeline/fault"
)

// Limits bound a package. See docx.Limits, which has the same for DOCX.
type Limits struct {
	// Parts is how many files there may be; more are refused as limit_parts.
	Parts int
	// Inflate is how large all parts that are read may become together, in bytes, and Ratio
	// how many times its compressed size a part above a megabyte; more is refused as
	// limit_inflate.
	Inflate int64
	Ratio   int64
	// Depth is how deep elements may be nested (limit_depth), Elements how many a part may
	// have (limit_cells), Attributes how many attributes those together (limit_attributes).
	Depth, Elements, Attributes int
}

// Damaged is what a user is told of a file that cannot be read.
const Damaged = "文件已损坏，请用 WPS 或 Office 打开，另存后再提交 · the file is damaged; open it in WPS or Office, save it again and submit that"

// Package is an open package. It is not safe for concurrent use.
type Package struct {
	lim   Limits
	files map[string]*zip.File
	size  int64
}

// Open looks at the directory of a package; nothing is inflated yet.
func Open(data []byte, lim Limits) (*Package, error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, fault.Poisonf(fault.Malformed, "%s (the ZIP package cannot be read: %w)", Damaged, err)
	}
	if len(z.File) > lim.Parts {
		return nil, fault.Poisonf(fault.LimitParts, "the package has %d parts, at most %d are read; submit one report at a time", len(z.File), lim.Parts)
	}
	p := &Package{lim: lim, files: make(map[string]*zip.File, len(z.File))}
	for _, f := range z.File {
		name := canonical(f.Name)
		if p.files[name] != nil {
			return nil, fault.Poisonf(fault.AmbiguousPackage, "%s (the package has the part %.80q twice)", Damaged, f.Name)
		}
		if f.Flags&1 != 0 {
			return nil, fault.Poisonf(fault.Encrypted, "文件设有密码，请取消密码后另存再提交 · the package is encrypted; submit it without a password")
		}
		p.files[name] = f
	}
	return p, nil
}

func canonical(name string) string {
	return strings.ToLower(strings.TrimLeft(strings.ReplaceAll(name, `\`, "/"), "/"))
}

// Has reports whether there is such a part; names are compared without case.
func (p *Package) Has(name string) bool { return p.files[canonical(name)] != nil }

// Part inflates a part. It is nil if there is no such part.
func (p *Package) Part(name string) ([]byte, error) {
	f := p.files[canonical(name)]
	if f == nil {
		return nil, nil
	}
	most := min(p.lim.Inflate-p.size, max(1<<20, int64(min(f.CompressedSize64, 1<<40))*p.lim.Ratio))
	bomb := fault.Poisonf(fault.LimitInflate, "the part %.80q makes the package larger than %d bytes, or is more than %d times its compressed size; remove pictures and attachments and submit that",
		f.Name, p.lim.Inflate, p.lim.Ratio)
	if f.UncompressedSize64 > uint64(most) {
		return nil, bomb
	}
	r, err := f.Open()
	if err != nil {
		return nil, fault.Poisonf(fault.Malformed, "%s (part %.80q: %w)", Damaged, f.Name, err)
	}
	defer r.Close()
	b, err := io.ReadAll(io.LimitReader(r, most+1))
	switch {
	case int64(len(b)) > most:
		return nil, bomb
	case err != nil:
		return nil, fault.Poisonf(fault.Malformed, "%s (part %.80q: %w)", Damaged, f.Name, err)
	}
	p.size += int64(len(b))
	return b, nil
}
