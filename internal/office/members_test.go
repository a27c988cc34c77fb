package office_test

import (
	"bytes"
	"html"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/gouji/gouji/internal/office"
	"github.com/gouji/gouji/stages/neighbour/members"
	"github.com/gouji/gouji/stages/publish/sqlstore"
	"github.com/gouji/gouji/stages/report"
)

// upload posts a form with a file.
func (d *desk) upload(t testing.TB, path, name, content string, fields ...string) *httptest.ResponseRecorder {
	t.Helper()
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	for i := 0; i+1 < len(fields); i += 2 {
		if err := form.WriteField(fields[i], fields[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	if name != "" {
		part, err := form.CreateFormFile("file", name)
		if err == nil {
			_, err = part.Write([]byte(content))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	form.Close()
	r := httptest.NewRequest(http.MethodPost, path, &b)
	r.Header.Set("Content-Type", form.FormDataContentType())
	return d.do(r)
}

// revision is what the page's forms say that the list is.
func (d *desk) revision(t testing.TB) string {
	t.Helper()
	found := regexp.MustCompile(`name="revision" value="(\d+)"`).FindStringSubmatch(d.get(t, "/members"))
	if found == nil {
		t.Fatal("the page has no form")
	}
	return found[1]
}

// TestMembersAreKept goes the way of an office: no list, a member by hand, a file, changes, two
// at the same time, and what the overview rests on at each step.
func TestMembersAreKept(t *testing.T) {
	t.Parallel()
	d := newDesk(t, nil)
	agency := *d.read(t, d.put(t, faulty(t).Data, report.Source{Filename: "年报.html", Region: "青石县"}, "2026-1")).Agency
	if page := d.get(t, "/?year=2023"); !strings.Contains(page, "名单未启用") || strings.Contains(page, "未收到") {
		t.Errorf("without a list: %s", page)
	}
	edit := func(want int, fields ...string) string {
		t.Helper()
		form := url.Values{"revision": {d.revision(t)}}
		for i := 0; i+1 < len(fields); i += 2 {
			form.Set(fields[i], fields[i+1])
		}
		w := d.post("/members", form)
		if w.Code != want {
			t.Fatalf("%v: %d, want %d: %s", fields, w.Code, want, w.Body)
		}
		return w.Body.String()
	}
	edit(303, "do", "save", "region", "青石县", "name", "柳塘镇人民政府", "aliases", "柳塘镇；柳塘")
	page := d.get(t, "/?year=2023")
	for _, want := range []string{"本页维护的名单，第 1 次修改（local，2026-02-03", "柳塘镇人民政府", "名单内未收到"} {
		if !strings.Contains(page, want) {
			t.Errorf("the overview lacks %s", want)
		}
	}
	// What is no list is refused, said, and changes nothing.
	for _, c := range []struct{ name, code, want string }{{"柳塘", "", "写了两次"}, {"教育局", "123", "统一社会信用代码"}} {
		if got := edit(400, "do", "save", "region", "青石县", "name", c.name, "code", c.code); !strings.Contains(got, c.want) || !strings.Contains(got, `value="`+c.name+`"`) {
			t.Errorf("%s: %s", c.name, got)
		}
	}
	edit(400, "do", "save", "name", "教育局")
	edit(400, "do", "nonsense")
	edit(409, "do", "remove", "id", "999")
	if w := d.post("/members", url.Values{"revision": {"0"}, "do": {"save"}, "region": {"青石县"}, "name": {"教育局"}}); w.Code != http.StatusConflict {
		t.Errorf("a change of a list that is not that any more: %d", w.Code)
	}
	if rows, last := d.members(t); len(rows) != 1 || last.ID != 1 {
		t.Fatalf("%v, %v", rows, last)
	}
	// A file takes the place of the whole.
	const table = "地区,名称,统一社会信用代码,别名,垂直管理\n青石县,AGENCY,,,\n青石县,税务局,,,是\n青石县,,320899,,\n云台县,卫生局,,,\n"
	if w := d.upload(t, "/members/import", `C:\名单.csv`, "地区,名字\n青石县,x\n", "revision", d.revision(t)); w.Code != 400 || !strings.Contains(w.Body.String(), "不认识的列") {
		t.Errorf("a file that is no list: %d %s", w.Code, w.Body)
	}
	if w := d.upload(t, "/members/import", `C:\名单.csv`, strings.Replace(table, "AGENCY", agency, 1), "revision", d.revision(t)); w.Code != 303 {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	rows, last := d.members(t)
	if len(rows) != 4 || last.Kind != sqlstore.MembersTaken || last.Who != "local" || !strings.Contains(last.After, "名单.csv") || strings.Contains(last.After, "C:") {
		t.Fatalf("%v, %+v", rows, last)
	}
	edit(400, "do", "save", "region", "青石县", "code", "320899") // a second row of the region
	edit(400, "do", "save", "region", "青石县", "name", "税务局")
	var health sqlstore.MemberRow
	for _, m := range rows {
		if m.Name == "卫生局" {
			health = m
		}
	}
	id := regexp.MustCompile(`/members\?edit=(\d+)#row`).FindStringSubmatch(d.get(t, "/members?region="+url.QueryEscape("云台县")))
	if id == nil || !strings.Contains(d.get(t, "/members?edit="+id[1]), `value="卫生局"`) {
		t.Fatalf("no form for %+v", health)
	}
	edit(303, "do", "save", "id", id[1], "region", "青石县", "name", "卫生健康局", "vertical", "1")
	edit(409, "do", "remove", "id", "1")
	rows, last = d.members(t)
	if last.Before != "云台县 · 卫生局" || last.After != "青石县 · 卫生健康局 · 垂直管理 vertical" || len(rows) != 4 {
		t.Errorf("%v, %+v", rows, last)
	}
	page = d.get(t, "/?year=2023")
	if !strings.Contains(page, "<strong>1</strong> 名单内已收到") || !strings.Contains(page, "<strong>1</strong> 名单内未收到") { // the region's own report is missed
		t.Errorf("overview: %s", page)
	}
	// What is downloaded is the list for --members.
	list, err := members.Load(strings.NewReader(strings.TrimPrefix(d.get(t, "/members.csv"), "\ufeff")), "members.csv")
	if err != nil || len(list.Regions()) != 1 || len(list.Regions()[0].Members) != 3 || list.Regions()[0].Code != "320899" {
		t.Errorf("%v, %v", list, err)
	}
	edit(303, "do", "remove", "id", id[1])
	edit(303, "do", "drop")
	if page := d.get(t, "/?year=2023"); !strings.Contains(page, "名单未启用") {
		t.Error("a list that was dropped is in use")
	}
	if page := d.get(t, "/members"); strings.Count(page, "<td>local</td>") != 5 || !strings.Contains(page, "整个名单删去") {
		t.Errorf("not all changes are told: %s", page)
	}
	edit(409, "do", "drop")
}

func (d *desk) members(t testing.TB) ([]sqlstore.MemberRow, sqlstore.MemberChange) {
	t.Helper()
	rows, last, err := d.store.Members(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return rows, last
}

func (d *desk) read(t testing.TB, doc string) sqlstore.Report {
	t.Helper()
	r, err := d.store.ReportOf(t.Context(), doc)
	if err != nil || r.Agency == nil {
		t.Fatal(r, err)
	}
	return r
}

// TestMembersOfTheStart: with a file of the start that one counts until the office keeps its
// own, which may begin with it; the page says then that reports are judged by the other.
func TestMembersOfTheStart(t *testing.T) {
	t.Parallel()
	d := newDesk(t, nil)
	list, err := members.Load(strings.NewReader("地区,名称\n青石县,柳塘镇人民政府\n"), "/secret/folder/start.csv")
	if err != nil {
		t.Fatal(err)
	}
	d.check.SetMembers(list)
	d.put(t, faulty(t).Data, report.Source{Filename: "年报.html", Region: "青石县"}, "2026-1")
	for _, path := range []string{"/?year=2023", "/members"} {
		if page := d.get(t, path); !strings.Contains(page, "启动时的名单文件 start.csv") || strings.Contains(page, "secret") {
			t.Errorf("%s: %s", path, page)
		}
	}
	if strings.Contains(d.get(t, "/members"), `value="save"`) {
		t.Error("a row would take the place of the file's list")
	}
	if w := d.upload(t, "/members/import", "", "", "revision", d.revision(t), "from", "start"); w.Code != 303 {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	if page := d.get(t, "/members"); !strings.Contains(page, "本页维护的名单，第 1 次修改") || strings.Contains(page, "ledger rebuild") {
		t.Errorf("the same list is said to be another: %s", page)
	}
	if w := d.post("/members", url.Values{"revision": {"1"}, "id": {"0"}, "do": {"save"}, "region": {"青石县"}, "name": {"教育局"}}); w.Code != 303 {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	if page := d.get(t, "/members"); !strings.Contains(page, "ledger rebuild") || !strings.Contains(page, "start.csv") {
		t.Errorf("it is not said that reports are judged by another list: %s", page)
	}
	// What comes is received at once, and what another version says of it as well.
	got := func(want string) {
		t.Helper()
		if page := d.get(t, "/?year=2023"); !strings.Contains(page, "<strong>"+want+"</strong> 名单内已收到") {
			t.Errorf("%s are not received: %s", want, page)
		}
	}
	got("0")
	year, agency, other := 2023, "青石县教育局", "青石县松岭镇人民政府"
	c := report.Check{Rules: &report.Rules{}, Report: &report.Report{ID: report.DocumentID([]byte("x")), Year: &year, Agency: &agency, Form: report.Form2021}}
	d.keep(t, c, "2026-1")
	got("1")
	c.Report.Agency = &other
	d.keep(t, c, "2026-2")
	got("0")
}

// TestWhoKeepsMembers: reviewers and operators; a viewer reads, a producer does not see it, a
// page of another site changes nothing, and what somebody wrote is text.
func TestWhoKeepsMembers(t *testing.T) {
	t.Parallel()
	d := newDesk(t, func(o *office.Options) { o.Access.UserHeader, o.Access.RoleHeader = "X-User", "X-Role" })
	const script = `"><script>alert(1)</script>`
	ask := func(role, method, path string, form url.Values, site string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("X-User", "li"+script)
		r.Header.Set("X-Role", role)
		if site != "" {
			r.Header.Set("Sec-Fetch-Site", site)
		}
		return d.do(r)
	}
	add := func(name, revision string) url.Values {
		return url.Values{"revision": {revision}, "do": {"save"}, "region": {script}, "name": {name}}
	}
	for _, c := range []struct {
		role, method, path string
		form               url.Values
		site               string
		want               int
	}{
		{"viewer", "GET", "/members", nil, "", 200}, {"viewer", "POST", "/members", add("a", "0"), "", 403}, {"viewer", "POST", "/members/import", nil, "", 403},
		{"producer", "GET", "/members", nil, "", 403}, {"producer", "GET", "/members.csv", nil, "", 403}, {"producer", "POST", "/members", add("a", "0"), "", 403},
		{"reviewer", "POST", "/members", add("a", "0"), "cross-site", 403}, {"reviewer", "POST", "/members", add(script, "0"), "same-origin", 303},
		{"operator", "POST", "/members", add("b", "1"), "same-origin", 303}, {"operator", "POST", "/members/import", nil, "", 400},
	} {
		if got := ask(c.role, c.method, c.path, c.form, c.site).Code; got != c.want {
			t.Errorf("%s %s as %s from %q: %d, want %d", c.method, c.path, c.role, c.site, got, c.want)
		}
	}
	page := ask("viewer", "GET", "/members", nil, "").Body.String()
	if strings.Contains(page, "<script>alert") || strings.Count(page, html.EscapeString("li"+script)) == 0 || strings.Contains(page, `name="revision"`) {
		t.Errorf("the page of a viewer: %s", page)
	}
	if links := ask("producer", "GET", "/reports", nil, "").Body.String(); strings.Contains(links, `href="/members"`) {
		t.Error("a producer is led to the list")
	}
}
