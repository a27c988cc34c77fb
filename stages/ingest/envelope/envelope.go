// Package envelope opens what documents come wrapped in: ZIP and gzip archives, mails and
// web archives, JSON, and pages that hold a document in a script, a form field, a frame or
// escaped. It opens one level and knows nothing of what is inside.
package envelope

import (
	"fmt"
	"strconv"

	"github.com/gouji/gouji/pipeline/fault"
)

// Leaf is something inside an envelope.
type Leaf struct {
	// In leads to it: a file's name, the number of a mail's part, a JSON pointer
	// (RFC 6901), an element. No two leaves of an envelope have the same.
	In string
	// Data are its bytes, ContentType the media type that the envelope declares.
	Data        []byte
	ContentType string
	// Name is its file name, "" if it has none.
	Name string
	// Title is what the envelope calls it and TitleIn where it says so, "" for nowhere.
	Title, TitleIn string
}

// Limits bound what is opened.
type Limits struct {
	// Parts is how many files an archive or mail may have; more are refused as limit_parts.
	Parts int
	// Inflate is how large all parts may become together, in bytes, and Ratio how many
	// times its compressed size a part above a megabyte; more is refused as limit_inflate.
	Inflate int64
	Ratio   int64
	// Depth is how deep parts of a mail and values of JSON may be nested; deeper ones are
	// refused as limit_depth.
	Depth int
	// Leaves is how many files are looked into; more are refused as limit_parts.
	Leaves int
}

// leaves collects what is inside, within the limits.
type leaves struct {
	lim  Limits
	list []Leaf
	size int64
	seen map[string]int
}

// add takes a leaf and makes its path unique.
func (l *leaves) add(x Leaf) error {
	if l.size += int64(len(x.Data)); l.size > l.lim.Inflate {
		return l.bomb(x.In)
	}
	if len(l.list) >= l.lim.Leaves {
		return fault.Poisonf(fault.LimitParts, "包内文件过多，请只提交年度报告本身 · the envelope holds more than %d files that may be reports; submit the report alone", l.lim.Leaves)
	}
	if l.seen == nil {
		l.seen = make(map[string]int)
	}
	l.seen[x.In]++
	if n := l.seen[x.In]; n > 1 {
		x.In += "[" + strconv.Itoa(n) + "]"
		l.seen[x.In]++
	}
	l.list = append(l.list, x)
	return nil
}

func (l *leaves) bomb(name string) error {
	return fault.Poisonf(fault.LimitInflate, "包内文件展开后过大，请只提交年度报告本身 · %.80q makes the envelope larger than %d bytes, or is more than %d times its compressed size; submit the report alone",
		name, l.lim.Inflate, l.lim.Ratio)
}

func malformed(what string, err error) error {
	return fault.Poison(fault.Malformed, fmt.Errorf("%s已损坏，请取出年度报告单独提交 · the %w; take the report out and submit it alone", what, err))
}
