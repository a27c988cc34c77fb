package archive_test

import (
	"bytes"
	"errors"
	"testing"

	"github.com/gouji/gouji/pipeline/internal/archive"
)

// FuzzRead: whatever the bytes are, an archive is whole or damaged, and the whole one names all
// that it holds.
func FuzzRead(f *testing.F) {
	small, err := archive.Small()
	if err != nil {
		f.Fatal(err)
	}
	if x, err := archive.Read(bytes.NewReader(small)); err != nil || len(x.Documents) != 1 {
		f.Fatalf("%+v, %v", x, err)
	}
	f.Add(small)
	f.Add(small[:len(small)/2])
	f.Add([]byte{0x28, 0xb5, 0x2f, 0xfd})
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, data []byte) {
		x, err := archive.Read(bytes.NewReader(data))
		switch {
		case err == nil && x.Schema != archive.Schema:
			t.Errorf("an archive of schema %q", x.Schema)
		case err != nil && !errors.Is(err, archive.ErrDamaged):
			t.Errorf("%v", err)
		}
	})
}
