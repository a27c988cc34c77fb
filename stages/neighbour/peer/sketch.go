package peer

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/gouji/gouji/stages/report"
)

const (
	// buckets and Shingle: each run of five characters falls into one of 128 buckets, and a
	// sketch keeps 16 bits of the least hash of each (Li, Owen and Zhang, One permutation
	// hashing, 2012). Of two texts that share eight runs in ten the estimate reaches nine
	// tenths once in some 500 times; of two that share seven in ten, never.
	buckets = 128
	Shingle = 5
	// EnoughText is from how many characters a likeness says anything.
	EnoughText = 400
)

// Sketch is a text in 256 bytes; nil is one of a text that is too short.
type Sketch []uint16

// HanText are the Han characters of the sections; numbers, marks and 年 are left out.
func HanText(r *report.Report, sections ...int) []byte {
	var out []byte
	for i := range r.Sections {
		if !slices.Contains(sections, r.Sections[i].Number) {
			continue
		}
		s := r.Sections[i].Text
		out = slices.Grow(out, len(s))
		for k := 0; k < len(s); {
			c, n := utf8.DecodeRuneInString(s[k:])
			if c >= 0x4E00 && c <= 0x9FFF && c != '年' {
				out = append(out, s[k:k+n]...)
			}
			k += n
		}
	}
	return out
}

// Hash is FNV-1a, of a run of characters.
func Hash(b []byte) uint64 {
	h := uint64(14695981039346656037)
	for _, c := range b {
		h = (h ^ uint64(c)) * 1099511628211
	}
	return h
}

// SketchOf sketches a text of HanText without the names.
func SketchOf(text []byte, names *strings.Replacer) Sketch {
	text = []byte(names.Replace(string(text)))
	if len(text) < 3*EnoughText {
		return nil
	}
	var least [buckets]uint64
	for i := 0; i+3*Shingle <= len(text); i += 3 {
		h := Hash(text[i : i+3*Shingle])
		h ^= h >> 32 // FNV leaves the upper bits of short words poorly mixed
		h *= 0x9E3779B97F4A7C15
		h ^= h >> 29
		b := &least[h%buckets]
		if h |= 1; *b == 0 || h < *b {
			*b = h
		}
	}
	out := make(Sketch, buckets)
	for i, h := range least {
		if h != 0 {
			out[i] = uint16(h>>8) | 1
		}
	}
	return out
}

// Like estimates which share of their runs of five characters two texts have in common; it
// is false where one is too short to say.
func (s Sketch) Like(o Sketch) (float64, bool) {
	if len(s) != buckets || len(o) != buckets {
		return 0, false
	}
	same, all := 0, 0
	for i := range s {
		if s[i] == 0 && o[i] == 0 {
			continue
		}
		all++
		if s[i] == o[i] {
			same++
		}
	}
	return float64(same) / float64(max(all, 1)), true
}

// alikeFrom is from which share texts count as the same: 通报 speaks of 重复率达90%.
const alikeFrom = 0.9

// Copied reports whether two texts are the same but for names, years and numbers, and the
// share of them that is.
func (s Sketch) Copied(o Sketch) (float64, bool) {
	share, ok := s.Like(o)
	return share, ok && share >= alikeFrom
}

func (s Sketch) encode() string {
	if len(s) == 0 {
		return ""
	}
	b := make([]byte, 0, 2*len(s))
	for _, v := range s {
		b = binary.BigEndian.AppendUint16(b, v)
	}
	return base64.RawStdEncoding.EncodeToString(b)
}

func decodeSketch(text string) (Sketch, error) {
	if text == "" {
		return nil, nil
	}
	b, err := base64.RawStdEncoding.DecodeString(text)
	if err != nil || len(b) != 2*buckets {
		return nil, fmt.Errorf("a sketch of %d bytes", len(b))
	}
	out := make(Sketch, buckets)
	for i := range out {
		out[i] = binary.BigEndian.Uint16(b[2*i:])
	}
	return out, nil
}
