package report_test

import (
	"encoding/json"
	"testing"

	"github.com/gouji/gouji/stages/report"
)

func TestPlaceWireForms(t *testing.T) {
	for _, c := range []struct {
		place report.Place
		want  string
	}{
		{report.Place{}, `null`},
		{report.Place{Kind: report.PlaceText, Start: 0, End: 3}, `{"kind":"text","start":0,"end":3}`},
		{report.Place{Kind: report.PlaceHTML, Path: "/html/body/p[1]", Start: 2, End: 4}, `{"kind":"html","path":"/html/body/p[1]","start":2,"end":4}`},
		{report.Place{Kind: report.PlacePDF, Page: 3, Box: [4]float64{1, 2, 3.5, 4}}, `{"kind":"pdf","page":3,"box":[1,2,3.5,4]}`},
		{report.Place{Kind: report.PlaceOFD, Page: 1}, `{"kind":"ofd","page":1,"box":[0,0,0,0]}`},
		{report.Place{Kind: report.PlaceWords, Page: 2, Box: [4]float64{1, 2, 3, 4}}, `{"kind":"words","page":2,"box":[1,2,3,4]}`},
		{report.Place{Kind: report.PlacePDF, In: "附件.zip!/a.pdf", Page: 3, Box: [4]float64{1, 2, 3.5, 4}}, `{"kind":"pdf","in":"附件.zip!/a.pdf","page":3,"box":[1,2,3.5,4]}`},
		{report.Place{Kind: report.PlaceText, In: "/data", Start: 0, End: 3}, `{"kind":"text","in":"/data","start":0,"end":3}`},
		{report.Place{Kind: report.PlaceXLSX, Path: "sheet[1]!B5", End: 3}, `{"kind":"xlsx","path":"sheet[1]!B5","start":0,"end":3}`},
	} {
		b, err := json.Marshal(c.place)
		if err != nil || string(b) != c.want {
			t.Errorf("%+v is written as %s, %v; want %s", c.place, b, err, c.want)
		}
		var back report.Place
		if err := json.Unmarshal(b, &back); err != nil || back != c.place {
			t.Errorf("%s is read as %+v, %v", b, back, err)
		}
	}
	if err := json.Unmarshal([]byte(`{"kind":"moon"}`), new(report.Place)); err == nil {
		t.Error("a place of unknown kind was read")
	}
}

func TestSliceKnowsItsPlace(t *testing.T) {
	line := report.Text{S: "总计 12", At: report.Place{Kind: report.PlaceText, Start: 100, End: 109}}
	if got := line.Slice(7, 9); got.S != "12" || got.At.Start != 107 || got.At.End != 109 {
		t.Errorf("slice of a text line = %+v", got)
	}
	page := report.Text{S: "12 34 56", At: report.Place{Kind: report.PlacePDF, Page: 1, Box: [4]float64{0, 0, 30, 9}}, Words: []report.Word{
		{Start: 0, End: 2, Box: [4]float64{0, 0, 8, 9}}, {Start: 3, End: 5, Box: [4]float64{10, 1, 18, 9}}, {Start: 6, End: 8, Box: [4]float64{20, 0, 30, 9}},
	}}
	got := page.Slice(3, 8)
	if want := [4]float64{10, 0, 30, 9}; got.At.Box != want || got.At.Page != 1 || len(got.Words) != 2 {
		t.Errorf("slice of a PDF line = %+v, want box %v", got, want)
	}
	if again := got.Slice(3, 5); again.S != "56" || again.At.Box != [4]float64{20, 0, 30, 9} {
		t.Errorf("slice of a slice = %+v", again)
	}
}

func TestSectionPlacesFollowItsLines(t *testing.T) {
	s := report.Section{Text: "甲乙\n丙", Lines: []report.Line{
		{Start: 0, End: 6, At: report.Place{Kind: report.PlaceText, Start: 50, End: 56}},
		{Start: 7, End: 10, At: report.Place{Kind: report.PlaceText, Start: 90, End: 93}},
	}}
	got := s.Place(3, 10)
	if len(got) != 2 || got[0].Start != 53 || got[0].End != 56 || got[1].Start != 90 || got[1].End != 93 {
		t.Errorf("places = %+v", got)
	}
}

func TestFormsHaveTheCellsOfTheLaw(t *testing.T) {
	for _, c := range []struct {
		form              report.Form
		rows, disclosures int
	}{{report.Form2021, 25, 10}, {report.Form2019, 23, 22}, {report.FormPre2019, 0, 0}} {
		cells := 0
		for _, r := range report.DisclosureRows(c.form) {
			cells += len(r.Cells)
		}
		if got := len(report.ApplicationRows(c.form)); got != c.rows || cells != c.disclosures {
			t.Errorf("form %s: %d rows in table three, %d cells in table two; want %d, %d", c.form, got, cells, c.rows, c.disclosures)
		}
	}
}
