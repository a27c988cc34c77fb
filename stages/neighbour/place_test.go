package neighbour

import "testing"

// TestTheLatestVersionCounts has two versions of the first year: whichever comes first,
// the one published last is the neighbour.
func TestTheLatestVersionCounts(t *testing.T) {
	t.Parallel()
	at := place{year: 2023}
	at.issuer.Key = "清河县人民政府"
	var r Record
	for _, order := range [][2]int{{0, 1}, {1, 0}} {
		r = Record{}
		es := []Entry{{Doc: "zzz", Published: "2023-01-20"}, {Doc: "aaa", Published: "2023-03-02"}}
		for _, i := range order {
			r[2022] = append(r[2022], es[i])
		}
		if e, ok := at.before(r); !ok || e.Doc != "aaa" {
			t.Errorf("order %v: %+v", order, e)
		}
	}
	r[2023] = []Entry{{Doc: "next"}}
	first := place{issuer: at.issuer, year: 2022}
	if got := first.after(r, "aaa"); len(got) != 1 {
		t.Errorf("the latest version has %d reports after it", len(got))
	}
	if got := first.after(r, "zzz"); len(got) != 0 {
		t.Errorf("a version that is out of date has %d reports after it", len(got))
	}
	if e, ok := (place{issuer: at.issuer, year: 2022}).before(r); ok {
		t.Errorf("nothing is before 2022, and got %+v", e)
	}
}
