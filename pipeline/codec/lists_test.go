package codec_test

import (
	"bytes"
	"testing"

	"github.com/gouji/gouji/pipeline/codec"
)

type part struct {
	N int `json:"n"`
}

type whole struct {
	Name  string `json:"name"`
	Parts []part `json:"parts"`
	More  []part `json:"more,omitempty"`
}

// TestListsComeBack whatever their length, as if Marshal had written them.
func TestListsComeBack(t *testing.T) {
	for _, n := range []int{0, 1, 23, 24, 300} {
		want := whole{Name: "a", Parts: make([]part, n)}
		for i := range want.Parts {
			want.Parts[i].N = i
		}
		var b bytes.Buffer
		err := codec.WriteLists(&b, struct {
			Name string `json:"name"`
		}{want.Name}, codec.List{Name: "parts", Len: n, At: func(i int) any { return want.Parts[i] }})
		if err != nil || !codec.Marked(b.Bytes()) {
			t.Fatal(n, err)
		}
		got, err := codec.Unmarshal[whole](b.Bytes())
		if err != nil || got.Name != want.Name || len(got.Parts) != n || n > 0 && got.Parts[n-1] != want.Parts[n-1] {
			t.Errorf("%d parts: %+v, %v", n, got, err)
		}
	}
}

// TestListsOfNoStruct are refused.
func TestListsOfNoStruct(t *testing.T) {
	large := map[string]int{}
	for c := 'a'; c < 'a'+23; c++ {
		large[string(c)] = 1
	}
	for name, head := range map[string]any{"a number": 7, "a list": []int{1}, "23 members": large} {
		if err := codec.WriteLists(&bytes.Buffer{}, head, codec.List{Name: "parts"}); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
