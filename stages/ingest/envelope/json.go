package envelope

import (
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"strings"

	"github.com/gouji/gouji/pipeline/fault"
)

// longText is the least size in bytes of a string that may be a report; the shortest report
// has some 3,000.
const longText = 600

// LooksJSON reports whether text begins and ends as a JSON object or array does.
func LooksJSON(s string) bool {
	s = strings.Trim(s, " \t\r\n\uFEFF")
	return len(s) > 1 && (s[0] == '{' && s[len(s)-1] == '}' || s[0] == '[' && s[len(s)-1] == ']')
}

// JSON returns the long strings of a JSON text, each with its pointer, and short ones named
// title beside them. It is nil and no error if the text is no JSON.
func JSON(s string, lim Limits) ([]Leaf, error) {
	dec := json.NewDecoder(strings.NewReader(strings.TrimLeft(s, " \t\r\n\uFEFF")))
	dec.UseNumber()
	w := jsonReader{leaves: leaves{lim: lim}, dec: dec}
	err := w.value("", 0)
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		return nil, nil
	}
	return w.list, err
}

type jsonReader struct {
	leaves
	dec *json.Decoder
}

// value reads one value at the pointer.
func (w *jsonReader) value(at string, depth int) error {
	t, err := w.dec.Token()
	if err != nil {
		return err
	}
	if depth > w.lim.Depth {
		return fault.Poisonf(fault.LimitDepth, "the JSON nests deeper than %d; submit the report alone", w.lim.Depth)
	}
	switch t := t.(type) {
	case string:
		if len(t) >= longText {
			return w.add(Leaf{In: at, Data: []byte(t)})
		}
	case json.Delim:
		if t == '{' {
			return w.object(at, depth)
		}
		for n := 0; w.dec.More(); n++ {
			if err := w.value(at+"/"+strconv.Itoa(n), depth+1); err != nil {
				return err
			}
		}
		_, err := w.dec.Token()
		return err
	}
	return nil
}

func (w *jsonReader) object(at string, depth int) error {
	first := len(w.list)
	title, titleIn := "", ""
	for w.dec.More() {
		t, err := w.dec.Token()
		if err != nil {
			return err
		}
		key, _ := t.(string)
		here := at + "/" + pointer.Replace(key)
		if !strings.EqualFold(key, "title") {
			if err := w.value(here, depth+1); err != nil {
				return err
			}
			continue
		}
		var raw json.RawMessage
		if err := w.dec.Decode(&raw); err != nil {
			return err
		}
		var s string
		if json.Unmarshal(raw, &s) == nil && strings.TrimSpace(s) != "" && len(s) < longText {
			title, titleIn = s, here
		}
	}
	for i := first; i < len(w.list) && title != ""; i++ {
		if w.list[i].Title == "" {
			w.list[i].Title, w.list[i].TitleIn = title, titleIn
		}
	}
	_, err := w.dec.Token()
	return err
}

// pointer escapes a key (RFC 6901).
var pointer = strings.NewReplacer("~", "~0", "/", "~1")

// JSONString returns the string at a pointer, false if there is none.
func JSONString(s, at string) (string, bool) {
	var v any
	if json.Unmarshal([]byte(strings.TrimLeft(s, " \t\r\n\uFEFF")), &v) != nil {
		return "", false
	}
	for step := range strings.SplitSeq(strings.TrimPrefix(at, "/"), "/") {
		switch x := v.(type) {
		case map[string]any:
			v = x[strings.NewReplacer("~1", "/", "~0", "~").Replace(step)]
		case []any:
			n, err := strconv.Atoi(step)
			if err != nil || n < 0 || n >= len(x) {
				return "", false
			}
			v = x[n]
		default:
			return "", false
		}
	}
	out, ok := v.(string)
	return out, ok
}
