package report

import (
	"bytes"
	"strconv"
)

// quick reads a place of text or with a path exactly as MarshalJSON writes it, and reports
// false for anything else, valid or not. A report has some 250 places, and three stages
// read each report: through encoding/json they took half of the time of reading it.
func (p *Place) quick(b []byte) bool {
	rest, ok := bytes.CutPrefix(b, []byte(`{"kind":"`))
	if !ok {
		return false
	}
	var out Place
	if out.Kind, rest = kindFirst(rest); out.Kind == "" {
		return false
	}
	if in, after, ok := words(rest, `"in":"`); ok && in != "" {
		out.In, rest = in, after
	}
	if out.Kind != PlaceText {
		if out.Path, rest, ok = words(rest, `"path":"`); !ok {
			return false
		}
	}
	if out.Start, rest, ok = offset(rest, `"start":`, ','); !ok {
		return false
	}
	if out.End, rest, ok = offset(rest, `"end":`, '}'); !ok || len(rest) > 0 {
		return false
	}
	*p = out
	return true
}

// quickJSON is what encoding/json would write for a place with offsets and without letters that
// are escaped, nil for another one. A report has some three hundred.
func (p Place) quickJSON() []byte {
	if p.Kind != PlaceText && !pathed(p.Kind) || !verbatim(p.In) || !verbatim(p.Path) {
		return nil
	}
	b := make([]byte, 0, 64+len(p.In)+len(p.Path))
	b = append(append(append(b, `{"kind":"`...), p.Kind...), '"')
	if p.In != "" {
		b = append(append(append(b, `,"in":"`...), p.In...), '"')
	}
	if p.Kind != PlaceText {
		b = append(append(append(b, `,"path":"`...), p.Path...), '"')
	}
	b = strconv.AppendInt(append(b, `,"start":`...), int64(p.Start), 10)
	b = strconv.AppendInt(append(b, `,"end":`...), int64(p.End), 10)
	return append(b, '}')
}

// verbatim reports that encoding/json writes a string as it is.
func verbatim(s string) bool {
	for i := range len(s) {
		switch c := s[i]; {
		case c < 0x20, c >= 0x7f, c == '"', c == '\\', c == '<', c == '>', c == '&':
			return false
		}
	}
	return true
}

// kindFirst takes the kind that b begins with, with its quote and comma, off it; "" if it
// is none of the kinds that quick reads.
func kindFirst(b []byte) (string, []byte) {
	for _, kind := range [...]string{
		PlaceHTML, PlaceDOCX, PlaceText, PlaceDOC, PlaceRTF, PlaceODT, PlaceXLSX, PlaceXLS, PlaceCSV,
	} {
		if after, ok := bytes.CutPrefix(b, []byte(kind)); ok && bytes.HasPrefix(after, []byte(`",`)) {
			return kind, after[len(`",`):]
		}
	}
	return "", b
}

// words reads a name and a string without escapes up to its quote and comma.
func words(b []byte, name string) (string, []byte, bool) {
	b, ok := bytes.CutPrefix(b, []byte(name))
	if !ok {
		return "", nil, false
	}
	end := bytes.IndexByte(b, '"')
	if end < 0 || !plain(b[:end]) {
		return "", nil, false
	}
	rest, ok := bytes.CutPrefix(b[end:], []byte(`",`))
	return string(b[:end]), rest, ok
}

// plain reports that a string stands for itself: ASCII without escapes.
func plain(b []byte) bool {
	for _, c := range b {
		if c < 0x20 || c == '\\' || c >= 0x7f {
			return false
		}
	}
	return true
}

// offset reads a name and a whole number that is not negative up to the byte behind it.
func offset(b []byte, name string, behind byte) (int, []byte, bool) {
	b, ok := bytes.CutPrefix(b, []byte(name))
	if !ok {
		return 0, nil, false
	}
	end := bytes.IndexByte(b, behind)
	if end < 1 || end > 10 || end > 1 && b[0] == '0' {
		return 0, nil, false
	}
	for _, c := range b[:end] {
		if c < '0' || c > '9' {
			return 0, nil, false
		}
	}
	n, err := strconv.Atoi(string(b[:end]))
	return n, b[end+1:], err == nil
}
