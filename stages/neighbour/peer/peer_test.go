package peer_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/gouji/gouji/stages/neighbour/peer"
	"github.com/gouji/gouji/stages/report"
)

// some is a report with the cells given and a text.
func some(t rapid.TB, cells map[string]string, text string) *report.Report {
	t.Helper()
	r := &report.Report{ID: "doc", Sections: []report.Section{{Number: 1, Text: text}}}
	r.Tables.Disclosure = map[string]report.Cell{}
	for k, v := range cells {
		c := report.Cell{State: report.Unread}
		if v != "?" {
			n, err := report.ParseNumber(v)
			if err != nil {
				t.Fatal(err)
			}
			c.State, c.Value = report.Printed, n
		}
		r.Tables.Disclosure[k] = c
	}
	return r
}

func TestAPeerIsReadAsWritten(t *testing.T) {
	t.Parallel()
	keys := []string{"licences", "penalties", "fees_10k_yuan", "normative_made", "licences_change"}
	rapid.Check(t, func(t *rapid.T) {
		cells := map[string]string{}
		for _, k := range keys {
			if v := rapid.SampledFrom([]string{"", "?", "0", "12", "7730.28", "-3"}).Draw(t, k); v != "" {
				cells[k] = v
			}
		}
		r := some(t, cells, strings.Repeat("各部门落实公开要求", rapid.IntRange(0, 90).Draw(t, "text")))
		day := "2024-01-20"
		r.Published, r.Source.URL = &day, "https://WWW.Qinghe.gov.cn:8080/a"
		p := peer.Of(r, strings.NewReplacer())
		got, err := peer.Decode(p.Doc, p.Published, p.Encode())
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(p, got, cmp.Comparer(func(a, b report.Number) bool { return a == b })); d != "" {
			t.Fatal(d)
		}
		if p.Host != "qinghe.gov.cn" {
			t.Fatalf("host %s", p.Host)
		}
		for i, path := range peer.Paths() {
			key, ok := strings.CutPrefix(path, "disclosure.")
			want := cells[key]
			if f := got.Figures.At(i); ok && (f.Unread != (want == "?") || !f.Unread && f.Value.String() != want) || !ok && f.There() {
				t.Fatalf("%s is %+v, want %q", path, f, want)
			}
		}
		if n := len(p.Encode()); n > 900 {
			t.Fatalf("%d bytes", n)
		}
	})
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(`{"f":"0*35,3,?,,1.5*2","s":"AAAA"}`))
	f.Add([]byte(`{"f":"0*999999999"}`))
	f.Add([]byte(`{`))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := peer.Decode("d", "", data)
		if err == nil && len(p.Figures) > len(peer.Paths()) {
			t.Fatalf("%d figures", len(p.Figures))
		}
	})
}

// TestVersionsHaveOneOrder whatever the order they come in.
func TestVersionsHaveOneOrder(t *testing.T) {
	t.Parallel()
	all := []peer.Peer{{Doc: "b"}, {Doc: "z", Published: "2024-01-02"}, {Doc: "a", Published: "2024-01-02"}, {Doc: "c", Published: "2024-03-01"}}
	slices.SortFunc(all, func(x, y peer.Peer) int {
		if x.Before(y) {
			return -1
		}
		return 1
	})
	got := ""
	for _, p := range all {
		got += p.Doc
	}
	if got != "bazc" || peer.Last(all).Doc != "c" || peer.Last(nil) != nil {
		t.Errorf("%s", got)
	}
}

// chapter is a text of n sentences of which those below like are the same in every text.
func chapter(seed, n, like int, name string) string {
	words := []string{"围绕教育医疗", "落实重点任务", "开展业务培训", "回应群众关切", "完善审核流程", "细化责任清单", "公布办事指南", "更新公开目录", "解读惠民政策", "规范答复文书"}
	var b strings.Builder
	for i := range n {
		k := i
		if i >= like {
			k = i + 1237*seed
		}
		fmt.Fprintf(&b, "%s%s%s，第%d项%c%c%c。", name, words[k%10], words[(k/10+k*7)%10], i, rune(0x4E00+(k*37)%3000), rune(0x4F00+(k*91)%3000), rune(0x5000+(k*53)%3000))
	}
	return b.String()
}

// TestOnlyCopiesAreCopies: two texts count as one when they differ in names and numbers,
// and not when a fifth of them is different.
func TestOnlyCopiesAreCopies(t *testing.T) {
	t.Parallel()
	names := strings.NewReplacer("柳塘镇", "", "松岭镇", "")
	sketch := func(text string) peer.Sketch { return peer.SketchOf([]byte(onlyHan(text)), names) }
	for seed := range 60 {
		a := sketch(chapter(seed, 60, 60, "柳塘镇"))
		if share, ok := a.Copied(sketch(chapter(seed+100, 60, 60, "松岭镇"))); !ok || share != 1 {
			t.Errorf("the same text: %.2f, %t", share, ok)
		}
		if share, ok := a.Copied(sketch(chapter(seed+1, 60, 48, "松岭镇"))); ok {
			t.Errorf("seed %d: texts that share four sentences of five: %.2f", seed, share)
		}
	}
	if s := sketch(chapter(1, 10, 10, "柳塘镇")); s != nil {
		t.Error("a short text was sketched")
	}
	if _, ok := (peer.Sketch(nil)).Copied(sketch(chapter(1, 60, 60, ""))); ok {
		t.Error("a text without sketch is a copy")
	}
}

func onlyHan(s string) string {
	return string(peer.HanText(&report.Report{Sections: []report.Section{{Number: 1, Text: s}}}, 1))
}

func TestAGroupAloneRestsOnNothing(t *testing.T) {
	t.Parallel()
	g := peer.Group{
		Versions: []peer.Peer{{Doc: "b"}}, Alike: []peer.Likeness{{Peer: peer.Peer{Doc: "a"}}}, Siblings: []string{"x"},
		Region: &peer.Region{Name: "r", Members: []peer.Member{{Name: "m", Reports: []peer.Peer{{Doc: "b"}, {Doc: "c"}}}}},
	}
	if got := strings.Join(g.Docs(), ""); got != "abc" {
		t.Errorf("docs %s", got)
	}
	alone := g.Alone()
	if len(alone.Docs()) != 0 || len(alone.Siblings) != 1 || len(alone.Region.Members) != 1 || len(g.Region.Members[0].Reports) != 2 {
		t.Errorf("%+v", alone)
	}
}

func BenchmarkOf(b *testing.B) {
	r := some(b, map[string]string{"licences": "12"}, chapter(1, 60, 60, "柳塘镇"))
	names := strings.NewReplacer("柳塘镇", "")
	for b.Loop() {
		peer.Of(r, names).Encode()
	}
}
