package ole_test

import (
	"bytes"
	"encoding/binary"
	"testing"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/ingest/ole"
	"github.com/gouji/gouji/stages/ingest/ole/oletest"
)

func TestStreams(t *testing.T) {
	t.Parallel()
	data := oletest.File(oletest.Stream{Name: "WordDocument", Data: []byte("one")}, oletest.Stream{Name: "1Table", Data: bytes.Repeat([]byte("t"), 9000)})
	if !ole.Is(data) || ole.KindOf(data) != ole.Word {
		t.Errorf("Is %v, kind %q", ole.Is(data), ole.KindOf(data))
	}
	got, err := ole.Streams(data, "worddocument", "1table", "Data")
	if err != nil || len(got) != 2 || !bytes.HasPrefix(got["worddocument"], []byte("one\x00")) || len(got["1table"]) != 9000 {
		t.Errorf("got %d streams, %v", len(got), err)
	}
	for name, kind := range map[string]ole.Kind{"Workbook": ole.Excel, "Book": ole.Excel, "EncryptedPackage": ole.Encrypted, "PowerPoint Document": ole.Other} {
		if got := ole.KindOf(oletest.File(oletest.Stream{Name: name, Data: nil})); got != kind {
			t.Errorf("%s is %q, want %q", name, got, kind)
		}
	}
}

// TestLies has a file that says things of itself that cannot be: each ends in its class and
// soon.
func TestLies(t *testing.T) {
	t.Parallel()
	good := oletest.File(oletest.Stream{Name: "WordDocument", Data: []byte("one")}, oletest.Stream{Name: "1Table", Data: []byte("two")})
	change := func(at int, v uint32) []byte {
		b := bytes.Clone(good)
		binary.LittleEndian.PutUint32(b[at:], v)
		return b
	}
	fat := len(good) - 512
	dir := fat - 512
	for name, data := range map[string][]byte{
		"cut off":            good[:700],
		"a loop":             change(fat, 0),
		"a size of 4 GB":     change(dir+128+120, 0xFFFFFFFF),
		"no directory":       change(48, 0xFFFFFF),
		"a million FATs":     change(44, 1_000_000),
		"a million DIFATs":   change(72, 1_000_000),
		"a child of its own": change(dir+128+76, 1),
		"a start outside":    change(dir+128+116, 0x7FFFFF),
	} {
		got, err := ole.Streams(data, "WordDocument", "1Table")
		if class, _ := fault.ClassOf(err); err != nil && class != fault.Malformed {
			t.Errorf("%s: %v", name, err)
		}
		for n, s := range got {
			if len(s) > len(data) {
				t.Errorf("%s: the stream %s has %d bytes in a file of %d", name, n, len(s), len(data))
			}
		}
	}
}

func FuzzStreams(f *testing.F) {
	f.Add(oletest.File(oletest.Stream{Name: "WordDocument", Data: []byte("one")}, oletest.Stream{Name: "1Table", Data: []byte("two")}))
	f.Fuzz(func(t *testing.T, data []byte) {
		if _, err := ole.Streams(data, "WordDocument", "1Table"); err != nil {
			if _, ok := fault.ClassOf(err); !ok {
				t.Fatalf("an error without class: %v", err)
			}
		}
	})
}
