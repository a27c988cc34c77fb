package office_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gouji/gouji/internal/check"
	"github.com/gouji/gouji/internal/office"
	"github.com/gouji/gouji/stages/neighbour/members"
	"github.com/gouji/gouji/stages/publish"
	"github.com/gouji/gouji/stages/publish/sqlstore"
	"github.com/gouji/gouji/stages/report"
)

// manyEnv names how many reports the benchmark makes, 5,000 where it is not set; the targets
// are for 100,000. manyStore names the store that they are put into and stay in for the next
// run, such as sqlite:many.db.
const (
	manyEnv   = "GOUJI_BENCH_REPORTS"
	manyStore = "GOUJI_BENCH_STORE"
)

// BenchmarkPages measures the pages over many reports: the median and the 95th percentile of each.
func BenchmarkPages(b *testing.B) {
	n := 5_000
	if s := os.Getenv(manyEnv); s != "" {
		n, _ = strconv.Atoi(s)
	}
	dsn := os.Getenv(manyStore)
	if dsn == "" {
		dsn = "sqlite:" + b.TempDir() + "/many.db"
	}
	store, err := sqlstore.Open(b.Context(), dsn)
	if err != nil {
		b.Fatal(err)
	}
	defer store.Close()
	have, err := store.Count(b.Context(), sqlstore.Filter{All: true})
	if err != nil {
		b.Fatal(err)
	}
	fill(b, store, max(0, int(have)-writers), n)
	lists := [2]*members.List{manyMembers(n), manyMembers(n)}
	c, err := check.New(check.Options{})
	if err != nil {
		b.Fatal(err)
	}
	o, err := office.New(office.Options{Store: store, Checker: c})
	if err != nil {
		b.Fatal(err)
	}
	const first, again = "overview by a list of members, first look", "overview by a list of members, again"
	search := func(words, more string) string { return "/reports?q=" + url.QueryEscape(words) + more }
	region := "&year=2024&region=" + url.QueryEscape("第3市")
	for _, p := range []struct{ name, path string }{
		{"overview", "/?year=2024"},
		{first, "/?year=2024"},
		{again, "/?year=2024"},
		{"list page 1", "/reports?year=2024"},
		{"list page 1 of a region", "/reports?" + region[1:]},
		deep(b, store, sqlstore.ReportFilter{Year: 2024}),
		{"list by rule", "/reports?year=2024&rule=T3-07&severity=error"},
		{"search common of 1 character", search("府", "")},
		{"search common of 2", search("机关", "")},
		{"search common of 3", search("人民政", "")},
		{"search common of 4", search("人民政府", "")},
		{"search common in a region", search("人民政府", region)},
		{"search common by rule", search("人民政府", "&year=2024&rule=T3-07&severity=error")},
		deep(b, store, sqlstore.ReportFilter{Year: 2024, Search: "人民政府"}),
		{"search rare of 1 character", search("鳜", "")},
		{"search rare of 2", search("鳜鱼", "")},
		{"search rare of 3", search("鳜鱼养", "")},
		{"search rare of 4", search(rare, "")},
		{"search rare in a region", search("鳜鱼", region)},
		{"search rare name", search("第37号机关", "")},
		{"search rare and common", search("总计 第37号机关", "")},
		{"search 1 digit", search("3", "")},
		{"search 3 digits", search("370", "")},
		{"search pairs in no report together", search("号机 府机", "")},
		{"search nothing of common pairs", search("各类之和总计", "")},
		{"report", "/reports/" + report.DocumentID([]byte("0"))},
	} {
		b.Run(p.name, func(b *testing.B) {
			if p.name == again {
				c.SetMembers(lists[0])
			}
			defer c.SetMembers(nil)
			var took []time.Duration
			for b.Loop() {
				if p.name == first { // another list than the one that was asked about last
					c.SetMembers(lists[len(took)%2])
				}
				at := time.Now()
				w := httptest.NewRecorder()
				o.ServeHTTP(w, httptest.NewRequest(http.MethodGet, p.path, nil))
				if w.Code != http.StatusOK {
					b.Fatal(w.Code, w.Body)
				}
				took = append(took, time.Since(at))
			}
			slices.Sort(took)
			for name, at := range map[string]int{"p50-ms": len(took) / 2, "p95-ms": len(took) * 95 / 100} {
				b.ReportMetric(float64(took[at].Microseconds())/1000, name)
			}
		})
	}
}

// deep is page 1,000 of a list, or its last one.
func deep(b *testing.B, store *sqlstore.Store, f sqlstore.ReportFilter) (page struct{ name, path string }) {
	b.Helper()
	f.Limit = 50 * 999
	before, err := store.Reports(b.Context(), f)
	if err != nil || len(before) == 0 {
		b.Fatal(len(before), err)
	}
	page.name, page.path = fmt.Sprintf("list page %d", len(before)/50+1), fmt.Sprintf("/reports?year=%d&after=%s", f.Year, before[len(before)-1].Cursor())
	if f.Search != "" {
		page.name, page.path = "search "+page.name, page.path+"&q="+url.QueryEscape(f.Search)
	}
	return page
}

// manyMembers is a list with the issuers of n reports.
func manyMembers(n int) *members.List {
	regions := make([]members.Region, 300)
	for i := range n {
		r := &regions[i%300]
		r.Name = fmt.Sprintf("第%d市", i%300)
		r.Members = append(r.Members, members.Member{Name: fmt.Sprintf("第%d号机关人民政府", i)})
	}
	return members.New(regions)
}

// writers is how many reports are put at the same time, which share transactions.
const writers = 64

// fill puts the reports from one to another. One that is there already stays.
func fill(b *testing.B, store *sqlstore.Store, from, to int) {
	b.Helper()
	var next atomic.Int64
	next.Store(int64(from))
	var all sync.WaitGroup
	for range writers {
		all.Go(func() {
			for i := int(next.Add(1)) - 1; i < to; i = int(next.Add(1)) - 1 {
				if _, err := store.Put(b.Context(), many(b, i)); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	all.Wait()
	if b.Failed() {
		b.FailNow()
	}
}

// rare is what one report in a thousand quotes, the one at rareAt.
const (
	rare   = "鳜鱼养殖"
	rareAt = 7
)

// rowsOf: one report in a thousand has the whole table, the others two rows of it, so that
// 100,000 of them are made in minutes; no list reads cells.
func rowsOf(i int) int {
	if i%1000 == 0 {
		return 25
	}
	return 2
}

// many is the i-th of many reports, the same in each run.
func many(b *testing.B, i int) publish.Record {
	b.Helper()
	r := rand.New(rand.NewPCG(1, uint64(i)))
	year, agency := 2024, fmt.Sprintf("第%d市第%d号机关人民政府", i%300, i)
	rep := report.Report{Schema: report.Schema, ID: report.DocumentID([]byte(fmt.Sprint(i))), Parser: "p1", Form: report.Form2021, Year: &year, Agency: &agency,
		Source: report.Source{Region: fmt.Sprintf("第%d市", i%300), Producer: "bench", Filename: fmt.Sprintf("%d.html", i)}}
	rep.Tables.Applications = map[string]map[string]report.Cell{}
	for _, row := range report.ApplicationRows(rep.Form)[:rowsOf(i)] {
		rep.Tables.Applications[row.Key] = map[string]report.Cell{}
		for _, c := range report.ApplicantColumns() {
			n := r.Int64N(100)
			rep.Tables.Applications[row.Key][c.Key] = report.Cell{State: report.Printed, Value: report.IntNumber(n), Text: fmt.Sprint(n), At: report.Place{Kind: report.PlaceText, Start: 1, End: 2}}
		}
	}
	rep.Sections = []report.Section{{Number: 1, Heading: "一、总体情况", Text: strings.Repeat("本机关认真贯彻落实条例。", 300*rowsOf(i)/25)}}
	var found []report.Finding
	for range r.IntN(6) {
		found = append(found, report.Finding{Rule: fmt.Sprintf("T3-%02d", r.IntN(30)), Severity: []report.Severity{report.Error, report.Warning}[r.IntN(2)],
			Message: "行各类申请人之和不等于总计", MessageEN: "sums", Quotes: []string{fmt.Sprint("总计 ", r.IntN(1000))}, Cells: []string{"applications.granted.total"}})
	}
	if i%1000 == rareAt {
		found = append(found, report.Finding{Rule: "P-01", Severity: report.Warning, Message: "写有", MessageEN: "has", Quotes: []string{rare}})
	}
	rec, err := publish.NewRecord(publish.Input{Key: publish.Key{Doc: rep.ID, Parser: "p1", Rules: "2026-1", Basis: "0"}, Verdict: report.Verdict{Report: rep, Findings: found, Basis: "0"}})
	if err != nil {
		b.Error(err)
	}
	return rec
}
