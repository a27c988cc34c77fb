package syntax

import (
	"bytes"
	"compress/zlib"
	"encoding/ascii85"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func zlibOf(s string) []byte {
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	_, _ = z.Write([]byte(s))
	_ = z.Close()
	return b.Bytes()
}

func TestLexer(t *testing.T) {
	for in, want := range map[string][]Object{
		"1 -2.5 +3 .5 4. --5 1e2":             {1.0, -2.5, 3.0, .5, 4.0, -5.0, 100.0},
		"(a\\(b\\)\\n\\101(c)) <4 1 4> ":      {String("a(b)\nA(c)"), String("A@")},
		"/Name /A#20B /":                      {Name("Name"), Name("A B"), Name("")},
		"[1 [2 (x)] /y] <</A 1 /B <</C 2>>>>": {Array{1.0, Array{2.0, String("x")}, Name("y")}, Dict{"A": 1.0, "B": Dict{"C": 2.0}}},
		"true false null q % comment\nQ":      {true, false, nil, Operator("q"), Operator("Q")},
		"] } ) > 1":                           {Operator("]"), 1.0},
		"(never closed":                       {String("never closed")},
		"[1 2 >> 3":                           {Array{1.0, 2.0}, Operator(">>"), 3.0},
	} {
		l := NewLexer([]byte(in))
		var got []Object
		for {
			o, ok := l.Next()
			if !ok {
				break
			}
			got = append(got, o)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q: %s", in, diff)
		}
	}
	l := NewLexer(bytes.Repeat([]byte("["), 1_000_000))
	if _, ok := l.Next(); ok && l.Err() == nil {
		t.Error("a million arrays in each other")
	}
}

func TestFilters(t *testing.T) {
	const text = "BT (12) Tj ET BT (12) Tj ET"
	var a85 bytes.Buffer
	w := ascii85.NewEncoder(&a85)
	_, _ = w.Write([]byte(text))
	_ = w.Close()
	png := func(kinds ...byte) string { // rows of 9, each with the filter "up" or "sub" undone
		var b strings.Builder
		last := make([]byte, 9)
		for i, k := range kinds {
			row := []byte(text[9*i : 9*i+9])
			b.WriteByte(k)
			for j := range row {
				switch {
				case k == 2:
					b.WriteByte(row[j] - last[j])
				case k == 1 && j > 0:
					b.WriteByte(row[j] - row[j-1])
				default:
					b.WriteByte(row[j])
				}
			}
			last = row
		}
		return b.String()
	}
	for name, c := range map[string]struct {
		dict string
		data []byte
	}{
		"none":         {"", []byte(text)},
		"deflated":     {"/Filter /FlateDecode", zlibOf(text)},
		"no sum":       {"/Filter /FlateDecode", zlibOf(text)[:len(zlibOf(text))-4]},
		"hex":          {"/Filter /ASCIIHexDecode", []byte(fmt.Sprintf("%X>", text))},
		"ascii85":      {"/Filter /ASCII85Decode", []byte(a85.String() + "~>")},
		"two":          {"/Filter [/ASCIIHexDecode /FlateDecode]", []byte(fmt.Sprintf("%X>", zlibOf(text)))},
		"runs":         {"/Filter /RunLengthDecode", append([]byte{byte(len(text) - 1)}, text+"\x80"...)},
		"predicted":    {"/Filter /FlateDecode /DecodeParms <</Predictor 12 /Columns 9>>", zlibOf(png(2, 2, 2))},
		"mixed rows":   {"/Filter /FlateDecode /DecodeParms [<</Predictor 15 /Columns 9>>]", zlibOf(png(0, 1, 2))},
		"lzw":          {"/Filter /LZWDecode", lzwOf(text)},
		"false length": {"/Length 3", []byte(text)},
	} {
		data := file("", "<</Type /Catalog /Pages 2 0 R>>", "<</Type /Pages /Kids [] /Count 0>>", streamOf(c.dict, c.data))
		f, err := Open(data, 1<<20)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if got, err := f.Data(f.Stream(Ref{ID: 3})); err != nil || string(got) != text {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}

// lzwOf writes codes of nine bits, as many as fit before they grow.
func lzwOf(s string) []byte {
	var out []byte
	var bits, n uint
	put := func(code uint) {
		bits, n = bits<<9|code, n+9
		for n >= 8 {
			out, n = append(out, byte(bits>>(n-8))), n-8
		}
	}
	put(256)
	for i := range len(s) {
		put(uint(s[i]))
	}
	put(257)
	put(0)
	return out
}

func TestBomb(t *testing.T) {
	data := file("", "<</Type /Catalog /Pages 2 0 R>>", "<</Type /Pages /Kids [] /Count 0>>", streamOf("/Filter /FlateDecode", zlibOf(strings.Repeat("0", 3<<20))))
	f, err := Open(data, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Data(f.Stream(Ref{ID: 3})); !errors.Is(err, ErrInflate) {
		t.Errorf("got %v", err)
	}
}

// packedFile has its objects in an object stream and its table in a stream.
func packedFile() []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.5\n")
	inner := []string{"<</Type /Catalog /Pages 2 0 R>>", "<</Type /Pages /Kids [] /Count 0 /Note (packed)>>"}
	head := fmt.Sprintf("1 0 2 %d ", len(inner[0])+1)
	content := head + strings.Join(inner, " ")
	at := b.Len()
	fmt.Fprintf(&b, "3 0 obj\n%s\nendobj\n", streamOf(fmt.Sprintf("/Type /ObjStm /N 2 /First %d /Filter /FlateDecode", len(head)), zlibOf(content)))
	table := b.Len()
	rows := []byte{0, 0, 0, 0, 2, 0, 3, 0, 2, 0, 3, 1, 1, byte(at >> 8), byte(at), 0, 1, byte(table >> 8), byte(table), 0}
	fmt.Fprintf(&b, "4 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF", streamOf("/Type /XRef /Size 5 /W [1 2 1] /Root 1 0 R", rows), table)
	return b.Bytes()
}

func TestObjectStreams(t *testing.T) {
	whole := packedFile()
	for name, data := range map[string][]byte{
		"as it is":          whole,
		"a line before":     append([]byte("from: somewhere\n"), whole...),
		"no startxref":      bytes.Replace(whole, []byte("startxref"), []byte("startxxxx"), 1),
		"a wrong startxref": append(bytes.Clone(whole[:bytes.Index(whole, []byte("startxref"))]), "startxref\n7\n%%EOF"...),
	} {
		f, err := Open(data, 1<<20)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := f.String(f.Dict(f.Dict(f.Trailer["Root"])["Pages"])["Note"]); got != "packed" {
			t.Errorf("%s: %q", name, got)
		}
	}
}

// TestNewerObjects has a file to which a newer object and a table were added.
func TestNewerObjects(t *testing.T) {
	old := file("", "<</Type /Catalog /Pages 2 0 R>>", "<</Type /Pages /Kids [] /Count 0 /Note (old)>>")
	start := bytes.Index(old, []byte("xref\n0"))
	at := len(old)
	added := "2 0 obj\n<</Type /Pages /Kids [] /Count 0 /Note (new)>>\nendobj\n"
	table := fmt.Sprintf("xref\n2 1\n%010d 00000 n \ntrailer\n<</Size 3 /Root 1 0 R /Prev %d>>\nstartxref\n%d\n%%%%EOF", at, start, at+len(added))
	data := append(bytes.Clone(old), added+table...)
	for name, data := range map[string][]byte{"by the tables": data, "searched": bytes.ReplaceAll(data, []byte("startxref"), []byte("startxxxx"))} {
		f, err := Open(data, 1<<20)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if got := f.String(f.Dict(f.Dict(f.Trailer["Root"])["Pages"])["Note"]); got != "new" {
			t.Errorf("%s: %q", name, got)
		}
	}
}

// FuzzOpen opens any bytes and decodes every stream: it ends.
func FuzzOpen(f *testing.F) {
	f.Add(packedFile())
	f.Add(old(4, "").file())
	f.Add(modern(6).file())
	f.Add(file("", "<</Type /Catalog /Pages 2 0 R>>", "<</Type /Pages /Kids [] /Count 0>>", streamOf("/Filter [/LZWDecode /ASCII85Decode]", lzwOf("12~>"))))
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := Open(data, 1<<20)
		if err != nil {
			return
		}
		for id := range file.entries {
			if s := file.Stream(Ref{ID: id}); s != nil {
				_, _ = file.Data(s)
			}
		}
	})
}
