package codec_test

import (
	"testing"

	"github.com/gouji/gouji/pipeline/codec"
	"github.com/gouji/gouji/pipeline/fault"
)

type value struct {
	Name string   `json:"name"`
	List []string `json:"list"`
	Gone []string `json:"gone,omitempty"`
	Box  float64  `json:"box"`
}

func TestBothFormsAreReadAlike(t *testing.T) {
	for name, v := range map[string]value{
		"nothing":       {},
		"an empty list": {List: []string{}},
		"all":           {"年报", []string{"a", "\x00"}, []string{"b"}, 71.46},
	} {
		data, err := codec.Marshal(v)
		if err != nil || !codec.Marked(data) {
			t.Fatalf("%s: %x, %v", name, data, err)
		}
		got, err := codec.Unmarshal[value](data)
		if err != nil || got.Name != v.Name || (got.List == nil) != (v.List == nil) || len(got.List) != len(v.List) || len(got.Gone) != len(v.Gone) || got.Box != v.Box {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
	got, err := codec.Unmarshal[value]([]byte(`{"name":"年报","list":[],"box":1}`))
	if err != nil || got.Name != "年报" || got.List == nil || got.Box != 1 {
		t.Errorf("JSON: %+v, %v", got, err)
	}
}

func TestUnmarshalIsStrict(t *testing.T) {
	write := func(v any) []byte {
		b, err := codec.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	for name, c := range map[string]struct {
		data  []byte
		class fault.Class
	}{
		"an unknown field":    {write(map[string]any{"name": "a", "more": 1}), fault.SchemaInvalid},
		"another type":        {write(map[string]any{"name": 7}), fault.SchemaInvalid},
		"a byte more":         {append(write(value{}), 0), fault.SchemaInvalid},
		"cut short":           {write(value{Name: "abcdef"})[:12], fault.Malformed},
		"JSON, unknown field": {[]byte(`{"more":1}`), fault.SchemaInvalid},
		"no JSON":             {[]byte(`{`), fault.Malformed},
	} {
		_, err := codec.Unmarshal[value](c.data)
		if got, _ := fault.ClassOf(err); got != c.class {
			t.Errorf("%s: %v, want class %s", name, err, c.class)
		}
	}
	var part struct {
		Name string `json:"name"`
	}
	if err := codec.Peek(write(map[string]any{"name": "a", "more": 1}), &part); err != nil || part.Name != "a" {
		t.Errorf("peek: %+v, %v", part, err)
	}
}
