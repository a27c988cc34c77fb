package report_test

import (
	"reflect"
	"testing"

	"github.com/gouji/gouji/stages/report"
)

func TestSliceKeepsLooksAndObjects(t *testing.T) {
	t.Parallel()
	whole := report.Text{
		S: "12302 x", At: report.Place{Kind: report.PlaceHTML, Path: "/html", Start: 10, End: 17},
		Marks:   []report.Mark{{Start: 0, End: 2, Look: report.Struck}, {Start: 4, End: 5, Look: report.Raised}},
		Objects: []report.Object{{At: 5, Thing: report.Picture}},
	}
	got := whole.Slice(1, 5)
	want := report.Text{
		S: "2302", At: report.Place{Kind: report.PlaceHTML, Path: "/html", Start: 11, End: 15},
		Marks:   []report.Mark{{Start: 0, End: 1, Look: report.Struck}, {Start: 3, End: 4, Look: report.Raised}},
		Objects: []report.Object{{At: 4, Thing: report.Picture}},
	}
	if !reflect.DeepEqual(want, got) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if plain := whole.Slice(2, 4); !plain.Plain() {
		t.Errorf("plain digits between marks keep none: %+v", plain)
	}
}
