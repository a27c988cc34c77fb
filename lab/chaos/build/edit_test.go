package build

import "testing"

func TestEditMustMatchOnce(t *testing.T) {
	e := Edit{File: "x.go", Old: "a b", New: "c"}
	if got, err := e.Apply("1 a b 2"); err != nil || got != "1 c 2" {
		t.Errorf("%q, %v", got, err)
	}
	for _, source := range []string{"1 2", "a b a b"} {
		if _, err := e.Apply(source); err == nil {
			t.Errorf("an edit of %q was made", source)
		}
	}
}
