package report

import (
	"encoding/json"
	"testing"
)

// FuzzQuickPlace holds the quick reading of a place against encoding/json: what it reads
// is the same, and what it does not read is left to that.
func FuzzQuickPlace(f *testing.F) {
	for _, s := range []string{
		`{"kind":"text","start":0,"end":12}`, `{"kind":"html","path":"/html/body/td[1]","start":3,"end":40}`,
		`{"kind":"docx","path":"w:tbl[1]","start":0,"end":1}`, `{"kind":"pdf","page":1,"box":[1,2,3.5,4]}`, `null`,
		`{"kind":"text","start":01,"end":2}`, `{"kind":"text","start":-1,"end":2}`, `{"kind":"html","path":"a\"b","start":1,"end":2}`,
		`{"kind":"text","end":2,"start":1}`, `{"kind":"htmltext","path":"","start":1,"end":2}`, `{"kind":"text","start":99999999999,"end":2}`,
		`{"kind":"text","start":1,"end":2} `, `{"kind":"html","path":"\u0001","start":1,"end":2}`,
		`{"kind":"xlsx","in":"a.zip","path":"sheet[1]!B5","start":0,"end":2}`, `{"kind":"text","in":"","start":1,"end":2}`,
		`{"kind":"doc","path":"/body/p[1]","in":"x","start":1,"end":2}`, `{"kind":"xls","in":"年报","path":"","start":1,"end":2}`,
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var quick Place
		if !quick.quick([]byte(s)) {
			if quick != (Place{}) {
				t.Fatalf("%q was not read and left %+v", s, quick)
			}
			return
		}
		var a anyPlace
		if err := json.Unmarshal([]byte(s), &a); err != nil {
			t.Fatalf("%q is no JSON and was read: %v", s, err)
		}
		if Place(a) != quick {
			t.Fatalf("%q is %+v, read as %+v", s, a, quick)
		}
	})
}

func TestQuickReadsWhatIsWritten(t *testing.T) {
	t.Parallel()
	for _, p := range []Place{
		{Kind: PlaceText, Start: 0, End: 7}, {Kind: PlaceHTML, Path: "/html/body/table[2]/tbody[1]/tr[5]/td[3]", Start: 10, End: 11},
		{Kind: PlaceDOCX, Path: "body/tbl[1]", Start: 1, End: 20}, {Kind: PlaceText, In: "/data/content", Start: 3, End: 5},
		{Kind: PlaceDOC, Path: "/tbl[1]/tr[2]/tc[3]", Start: 1, End: 2}, {Kind: PlaceXLSX, In: "a.zip!/b.xlsx", Path: "sheet[1]!B5", End: 2},
		{Kind: PlaceXLS, Path: "sheet[2]!AA10", End: 2}, {Kind: PlaceCSV, Path: "R5C2", End: 2},
		{Kind: PlaceRTF, Path: "/p[1]", End: 2}, {Kind: PlaceODT, Path: "/p[1]", End: 2},
	} {
		b, err := json.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		var got Place
		if !got.quick(b) || got != p {
			t.Errorf("%s is read as %+v", b, got)
		}
	}
}

// FuzzQuickPlaceIsWritten: what is written quickly is what encoding/json writes.
func FuzzQuickPlaceIsWritten(f *testing.F) {
	for _, kind := range []string{PlaceText, PlaceHTML, PlaceXLSX, PlacePDF, ""} {
		f.Add(kind, "a.zip", "/p[1]", 0, 7)
	}
	for _, odd := range []string{"a\"b", "a\\b", "<b>", "a&b", "年报.docx", "\x01", "\x7f", "\xff", "\u2028"} {
		f.Add(PlaceHTML, odd, "x", 1, -2)
		f.Add(PlaceCSV, "", odd, -1, 2)
	}
	f.Fuzz(func(t *testing.T, kind, in, path string, start, end int) {
		p := Place{Kind: kind, In: in, Path: path, Start: start, End: end}
		got := p.quickJSON()
		if got == nil {
			return
		}
		want, err := json.Marshal(pathPlace{kind, in, path, start, end})
		if kind == PlaceText {
			want, err = json.Marshal(textPlace{kind, in, start, end})
		}
		if err != nil || string(got) != string(want) {
			t.Fatalf("%+v is %s, written as %s (%v)", p, want, got, err)
		}
	})
}
