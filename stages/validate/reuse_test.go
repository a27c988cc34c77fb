package validate_test

import (
	"encoding/json"
	"slices"
	"sync"
	"testing"

	"github.com/gouji/gouji/stages/report"
)

// TestAVerdictOwesNothingToTheReportBefore: the memory of one report is used for the next,
// and no word, number or cell of it.
func TestAVerdictOwesNothingToTheReportBefore(t *testing.T) {
	t.Parallel()
	broken, bare, torn, said := clean(), clean(), clean(), clean()
	broken.set("applications.new_received.natural", "99", "applications.granted.company", "", "proceedings.review.total", "0")
	bare.Tables, bare.Sections, bare.Preamble, bare.last = report.Tables{}, bare.Sections[:2], nil, clean().last
	torn.set("applications.granted.natural", "?")
	delete(torn.Tables.Applications, "carried_in")
	said.write(1, "收到政府信息公开申请77件，上年结转2件，办结60件，结转下年度继续办理3件，其中自然人9件、企业8件。需要进步加强。")
	said.write(6, "收取信息处理费380元。收取信息处理费300元。")
	worlds := []*world{clean(), broken, bare, torn, said}

	text := func(v report.Verdict) string {
		b, err := json.Marshal(v)
		if err != nil {
			t.Error(err)
		}
		return string(b)
	}
	want := make([]string, len(worlds))
	for i, w := range worlds {
		want[i] = text(judge(t, newValidator(t), w))
	}
	if len(slices.Compact(slices.Sorted(slices.Values(want)))) != len(want) {
		t.Fatal("two of the reports have one verdict")
	}
	shared := newValidator(t)
	var all sync.WaitGroup
	for g := range 4 {
		all.Go(func() {
			for k := range 4 * len(worlds) * len(worlds) {
				i := (k/len(worlds)*(g+1) + k) % len(worlds)
				if got := text(judge(t, shared, worlds[i])); got != want[i] {
					t.Errorf("report %d after others:\n%s\nalone:\n%s", i, got, want[i])
					return
				}
			}
		})
	}
	all.Wait()
}
