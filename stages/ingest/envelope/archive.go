package envelope

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/ingest/charset"
)

// Names returns the names of the files in a ZIP archive as they stand there, nil if it
// cannot be read. Only as many are listed as the limits allow.
func Names(data []byte, lim Limits) []string {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil
	}
	var out []string
	for _, f := range z.File[:min(len(z.File), lim.Parts)] {
		out = append(out, f.Name)
	}
	return out
}

// ZIP returns the files of an archive that may be documents.
func ZIP(ctx context.Context, data []byte, lim Limits) ([]Leaf, error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, malformed("压缩包", fmt.Errorf("archive cannot be read (%w)", err))
	}
	if len(z.File) > lim.Parts {
		return nil, fault.Poisonf(fault.LimitParts, "包内文件过多，请只提交年度报告本身 · the archive has %d files, at most %d are looked at; submit the report alone", len(z.File), lim.Parts)
	}
	l := leaves{lim: lim}
	for _, f := range z.File {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		name := fileName(f.Name)
		if strings.HasSuffix(name, "/") || beside(name) {
			continue
		}
		if f.Flags&1 != 0 {
			return nil, fault.Poisonf(fault.Encrypted, "压缩包设有密码，请取消密码后再提交 · the archive is encrypted; submit it without a password")
		}
		b, err := l.inflate(f, name)
		if err != nil {
			return nil, err
		}
		if err := l.add(Leaf{In: name, Data: b, Name: path.Base(name)}); err != nil {
			return nil, err
		}
	}
	return l.list, nil
}

func (l *leaves) inflate(f *zip.File, name string) ([]byte, error) {
	most := min(l.lim.Inflate-l.size, max(1<<20, int64(min(f.CompressedSize64, 1<<40))*l.lim.Ratio))
	if f.UncompressedSize64 > uint64(most) {
		return nil, l.bomb(name)
	}
	r, err := f.Open()
	if err != nil {
		return nil, malformed("压缩包", fmt.Errorf("file %.80q of the archive cannot be opened (%w)", name, err))
	}
	defer r.Close()
	b, err := io.ReadAll(io.LimitReader(r, most+1))
	switch {
	case int64(len(b)) > most:
		return nil, l.bomb(name)
	case err != nil:
		return nil, malformed("压缩包", fmt.Errorf("file %.80q of the archive cannot be inflated (%w)", name, err))
	}
	return b, nil
}

// Gzip returns the one file of a gzip archive (RFC 1952).
func Gzip(data []byte, lim Limits) ([]Leaf, error) {
	l := leaves{lim: lim}
	r, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, malformed("压缩包", fmt.Errorf("gzip archive cannot be read (%w)", err))
	}
	name := fileName(latin1Bytes(r.Name))
	most := min(lim.Inflate, max(1<<20, int64(len(data))*lim.Ratio))
	b, err := io.ReadAll(io.LimitReader(r, most+1))
	if int64(len(b)) > most {
		return nil, l.bomb(name)
	}
	if err != nil && !errors.Is(err, gzip.ErrHeader) { // zeros or the like behind it do no harm
		return nil, malformed("压缩包", fmt.Errorf("gzip archive cannot be inflated (%w)", err))
	}
	if name == "" {
		name = "gzip"
	}
	if err := l.add(Leaf{In: name, Data: b, Name: path.Base(name)}); err != nil {
		return nil, err
	}
	return l.list, nil
}

// latin1Bytes undoes what the library does with a name: it takes each byte for a character.
func latin1Bytes(s string) string {
	var b []byte
	for _, r := range s {
		if r > 0xFF {
			return s
		}
		b = append(b, byte(r))
	}
	return string(b)
}

// fileName is a name in an archive as text, with the slashes of Unix: UTF-8 or GBK; bytes that
// are neither are escaped (%XX), and control characters too. The second byte of a character
// of GBK may be a backslash, so it is decoded first.
func fileName(s string) string {
	return charset.Escaped(strings.ReplaceAll(charset.Name(s), `\`, "/"))
}

// beside reports whether a file of an archive is no document by its name: what systems and
// editors leave there.
func beside(name string) bool {
	base := path.Base(name)
	if strings.HasPrefix(name, "__MACOSX/") || strings.HasPrefix(base, "~$") || strings.HasPrefix(base, ".") || strings.EqualFold(base, "thumbs.db") {
		return true
	}
	switch strings.ToLower(path.Ext(base)) {
	case ".jpg", ".jpeg", ".png", ".gif", ".bmp", ".tif", ".tiff", ".svg", ".ico", ".css", ".js", ".woff", ".woff2", ".ttf", ".otf", ".eot",
		".mp3", ".mp4", ".avi", ".wmv", ".exe", ".dll", ".url", ".lnk", ".ini", ".emz", ".wmz", ".emf", ".wmf", ".thmx":
		return true
	}
	return false
}
