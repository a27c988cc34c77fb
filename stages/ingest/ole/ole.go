// Package ole opens compound files ([MS-CFB]), the containers of the Office formats of
// 1997 to 2003 and of WPS.
package ole

import (
	"bytes"
	"io"
	"strings"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/richardlehane/mscfb"
)

// Kind is what a compound file holds.
type Kind string

// The kinds of compound files.
const (
	Word      Kind = "doc"       // a Word 97-2003 or WPS document
	Excel     Kind = "xls"       // an Excel 97-2003 workbook
	Encrypted Kind = "encrypted" // a new Office document with a password ([MS-OFFCRYPTO] 2.3)
	Other     Kind = ""          // anything else
)

// Is reports whether the bytes begin as a compound file does.
func Is(data []byte) bool {
	return bytes.HasPrefix(data, []byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"))
}

// KindOf looks for the names of streams in the bytes of a compound file; it reads no
// structure of it.
func KindOf(data []byte) Kind {
	for _, k := range []struct {
		stream string
		kind   Kind
	}{{"EncryptedPackage", Encrypted}, {"WordDocument", Word}, {"Workbook", Excel}, {"Book", Excel}} {
		if bytes.Contains(data, name(k.stream)) {
			return k.kind
		}
	}
	return Other
}

// Root is the kind by the streams of the root storage: a workbook with a document embedded
// in it is a workbook. What cannot be opened has the kind that KindOf finds.
func Root(data []byte) Kind {
	r, err := mscfb.New(bytes.NewReader(data))
	if err != nil {
		return KindOf(data)
	}
	for f, err := r.Next(); err == nil; f, err = r.Next() {
		if len(f.Path) > 0 {
			continue
		}
		switch strings.ToLower(f.Name) {
		case "worddocument":
			return Word
		case "workbook", "book":
			return Excel
		case "encryptedpackage":
			return Encrypted
		}
	}
	return KindOf(data)
}

// name is a name as it stands in the directory: UTF-16LE with a NUL behind it.
func name(s string) []byte {
	out := make([]byte, 0, 2*len(s)+2)
	for i := range len(s) {
		out = append(out, s[i], 0)
	}
	return append(out, 0, 0)
}

// Damaged is what a user is told of a file that cannot be read.
const Damaged = "文件已损坏，请用 WPS 或 Word 打开，另存为 .docx 再提交 · the file is damaged; open it in WPS or Word, save it as .docx and submit that"

// Streams returns the streams of the root storage with these names, in lower case; what is
// not there is missing. The errors are poison of class malformed.
func Streams(data []byte, names ...string) (map[string][]byte, error) {
	r, err := mscfb.New(bytes.NewReader(data))
	if err != nil {
		return nil, fault.Poisonf(fault.Malformed, "%s (%w)", Damaged, err)
	}
	out := make(map[string][]byte)
	for f, err := r.Next(); err == nil; f, err = r.Next() {
		if len(f.Path) > 0 || out[strings.ToLower(f.Name)] != nil {
			continue
		}
		for _, n := range names {
			if !strings.EqualFold(n, f.Name) {
				continue
			}
			// A stream cannot be larger than the file, whatever it says of itself.
			b, err := io.ReadAll(io.LimitReader(f, int64(len(data))))
			if err != nil {
				return nil, fault.Poisonf(fault.Malformed, "%s (stream %s: %w)", Damaged, n, err)
			}
			out[strings.ToLower(n)] = b
		}
	}
	return out, nil
}
