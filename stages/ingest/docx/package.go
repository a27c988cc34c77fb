package docx

import (
	"archive/zip"
	"bytes"
	"cmp"
	"context"
	"encoding/xml"
	"io"
	"path"
	"slices"
	"strings"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/ingest/html"
)

// Limits bound what a document may hold.
type Limits struct {
	// Parts is how many files the package may have; more are refused as limit_parts.
	Parts int
	// Inflate is how large a part may become, in bytes, and Ratio how many times its
	// compressed size once it is above a megabyte; more is refused as limit_inflate.
	Inflate int64
	Ratio   int64
	// Depth is how deep elements may be nested; deeper ones are refused as limit_depth.
	Depth int
	// Elements is how many elements a part may have, Cells how many paragraphs and table
	// cells together, Columns how wide a table may be; more are refused as limit_cells.
	Elements int
	Cells    int
	Columns  int
	// Attributes is how many attributes the elements of a part may have together; more
	// are refused as limit_attributes.
	Attributes int
	// Text is the longest paragraph or cell in bytes; longer ones are refused as limit_token.
	Text int
	// HTML bounds pages that are parts of the document (w:altChunk). All such parts together
	// may have Inflate bytes.
	HTML html.Limits
}

// archive is a package that was found to be unambiguous.
type archive struct {
	lim   Limits
	files map[string]*zip.File
}

const office = "the file is damaged; open it in Word or WPS, save it again as .docx and submit that"

// open looks at the directory of the package. Nothing is inflated yet.
func open(data []byte, lim Limits) (*archive, error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, fault.Poisonf(fault.Malformed, "the ZIP package cannot be read (%w); "+office, err)
	}
	if len(z.File) > lim.Parts {
		return nil, fault.Poisonf(fault.LimitParts, "the package has %d parts, at most %d are read; submit one report at a time", len(z.File), lim.Parts)
	}
	a := &archive{lim: lim, files: make(map[string]*zip.File, len(z.File))}
	for _, f := range z.File {
		// Part names are compared without case (ISO/IEC 29500-2, 6.2.2).
		name := strings.ToLower(strings.TrimPrefix(strings.ReplaceAll(f.Name, `\`, "/"), "/"))
		if a.files[name] != nil {
			return nil, fault.Poisonf(fault.AmbiguousPackage, "the package has the part %.80q twice; "+office, f.Name)
		}
		if f.Flags&1 != 0 {
			return nil, fault.Poisonf(fault.Encrypted, "the package is encrypted; submit it without a password")
		}
		a.files[name] = f
	}
	return a, a.disjoint(z.File)
}

// disjoint refuses parts that share bytes of the package, as zip bombs do.
func (a *archive) disjoint(files []*zip.File) error {
	type extent struct{ start, end int64 }
	extents := make([]extent, 0, len(files))
	for _, f := range files {
		start, err := f.DataOffset()
		if err != nil {
			return fault.Poisonf(fault.Malformed, "the part %.80q of the package cannot be found (%w); "+office, f.Name, err)
		}
		const header = 30 // bytes of a local file header before the name
		extents = append(extents, extent{start - header - int64(len(f.Name)), start + int64(f.CompressedSize64)})
	}
	slices.SortFunc(extents, func(x, y extent) int { return cmp.Or(cmp.Compare(x.start, y.start), cmp.Compare(x.end, y.end)) })
	for i := 1; i < len(extents); i++ {
		if extents[i].start < extents[i-1].end {
			return fault.Poisonf(fault.AmbiguousPackage, "parts of the package overlap; "+office)
		}
	}
	return nil
}

// part inflates a part. It is false if there is no such part.
func (a *archive) part(name string) (data []byte, ok bool, err error) {
	f := a.files[strings.ToLower(name)]
	if f == nil {
		return nil, false, nil
	}
	bomb := fault.Poisonf(fault.LimitInflate, "the part %.80q is larger than %d bytes or %d times its compressed size; "+
		"remove pictures and attachments, save it again and submit that", f.Name, a.lim.Inflate, a.lim.Ratio)
	most := min(a.lim.Inflate, max(1<<20, int64(f.CompressedSize64)*a.lim.Ratio))
	if f.UncompressedSize64 > uint64(most) {
		return nil, true, bomb
	}
	r, err := f.Open()
	if err != nil {
		return nil, true, fault.Poisonf(fault.Malformed, "the part %.80q of the package cannot be opened (%w); "+office, f.Name, err)
	}
	defer r.Close()
	data, err = io.ReadAll(io.LimitReader(r, most+1))
	switch {
	case int64(len(data)) > most:
		return nil, true, bomb
	case err != nil:
		return nil, true, fault.Poisonf(fault.Malformed, "the part %.80q of the package cannot be inflated (%w); "+office, f.Name, err)
	}
	return data, true, nil
}

// relationship is one of the package or of a part.
type relationship struct {
	ID         string `xml:"Id,attr"`
	Type       string `xml:"Type,attr"`
	Target     string `xml:"Target,attr"`
	TargetMode string `xml:"TargetMode,attr"`
}

// kind is the last part of the relationship's type.
func (r *relationship) kind() string { return path.Base(r.Type) }

// external reports whether the target is an address and no part.
func (r *relationship) external() bool { return r.TargetMode == "External" }

// relationships reads those of a part, or of the package where part is "". Targets that are
// parts become names.
func (a *archive) relationships(part string) ([]relationship, error) {
	dir, base := path.Split(part)
	data, ok, err := a.part(dir + "_rels/" + base + ".rels")
	if err != nil || !ok {
		return nil, err
	}
	var list struct{ Relationship []relationship }
	if err := xml.Unmarshal(data, &list); err != nil {
		return nil, fault.Poisonf(fault.Malformed, "the relationships of the package cannot be read (%w); "+office, err)
	}
	for i := range list.Relationship {
		r := &list.Relationship[i]
		if r.external() {
			continue
		}
		if !strings.HasPrefix(r.Target, "/") {
			r.Target = "/" + dir + r.Target
		}
		r.Target = strings.TrimPrefix(path.Clean(r.Target), "/")
	}
	return list.Relationship, nil
}

// target returns the name of the part that the package relates to as kind, the last part
// of the relationship's type, and otherwise the usual name.
func (a *archive) target(kind, usual string) (string, error) {
	list, err := a.relationships("")
	if err != nil {
		return "", err
	}
	found := ""
	for _, r := range list {
		if r.kind() != kind || r.external() {
			continue
		}
		if found != "" && !strings.EqualFold(found, r.Target) {
			return "", fault.Poisonf(fault.AmbiguousPackage, "the package names two main parts; "+office)
		}
		found = r.Target
	}
	return cmp.Or(found, usual), nil
}

// scan begins to read a part and returns its first element; nil if there is no such part.
func (a *archive) scan(ctx context.Context, name string) (*scanner, *frame, error) {
	data, ok, err := a.part(name)
	if err != nil || !ok {
		return nil, nil, err
	}
	s, err := newScanner(ctx, data, a.lim)
	if err != nil {
		return nil, nil, err
	}
	e, err := s.Root()
	if err != nil {
		return nil, nil, err
	}
	root := new(frame).child(e)
	return s, &root, nil
}
