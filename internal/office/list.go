package office

import (
	"html/template"
	"net/http"
	"net/url"
	"path"
	"strconv"
	"strings"

	"github.com/gouji/gouji/stages/publish/dataset"
	"github.com/gouji/gouji/stages/publish/sqlstore"
	"github.com/gouji/gouji/stages/report"
)

// pageSize is how many reports a page of the list shows, countMost up to which number they
// are counted, with words to look for up to which: each is looked up by itself then.
const (
	pageSize    = 50
	countMost   = 10_000
	countSearch = 1_000
)

// listPage is what the list shows.
type listPage struct {
	Filter                   sqlstore.ReportFilter
	Years                    []int
	Regions, Producers       []string
	Rules                    []ruleLine
	Severities, States       []string
	Rows                     []sqlstore.Report
	Count                    int
	More                     bool
	First, Next, CSV, XLSX   string
	Year, Severity, ByRegion string
	// All says that the filter chooses every report.
	All bool
	// Mark is what the store had when the rows were read. Script keeps the page up to date; a
	// producer's has none.
	Mark   string
	Script template.JS
}

// filterOf reads the filter from the address.
func filterOf(q url.Values, v *visit) sqlstore.ReportFilter {
	year, _ := strconv.Atoi(q.Get("year")) // what is no number chooses all
	f := sqlstore.ReportFilter{Year: max(year, 0), Region: q.Get("region"), Producer: q.Get("producer"), Rule: q.Get("rule"),
		Severity: report.Severity(q.Get("severity")), State: q.Get("state"), Search: q.Get("q"), After: q.Get("after")}
	if p := v.producer(); p != "" {
		f.Producer = p
	}
	return f
}

// address is the list with a filter in its address.
func address(path string, f sqlstore.ReportFilter) string {
	q := url.Values{}
	set := func(name, value string) {
		if value != "" {
			q.Set(name, value)
		}
	}
	if f.Year != 0 {
		q.Set("year", strconv.Itoa(f.Year))
	}
	set("region", f.Region)
	set("producer", f.Producer)
	set("rule", f.Rule)
	set("severity", string(f.Severity))
	set("state", f.State)
	set("q", f.Search)
	set("after", f.After)
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

func (f *Office) list(w http.ResponseWriter, r *http.Request, v *visit) error {
	p := listPage{Filter: filterOf(r.URL.Query(), v), Severities: []string{"error", "warning", "info"},
		States: []string{sqlstore.Undecided, sqlstore.Confirmed, sqlstore.Dismissed, sqlstore.Returned}}
	ctx, s := r.Context(), f.o.Store
	var err error
	if p.Years, err = s.Years(ctx); err != nil {
		return err
	}
	if p.Regions, err = s.Regions(ctx, p.Filter.Year); err != nil {
		return err
	}
	if v.producer() == "" {
		if p.Producers, err = s.Producers(ctx); err != nil {
			return err
		}
	}
	if v.producer() == "" {
		if p.Mark, err = s.Newest(ctx); err != nil { // before the rows: what comes meanwhile is news
			return err
		}
	}
	p.Rules = f.ruleLines(v.lang)
	p.All = p.Filter == sqlstore.ReportFilter{Producer: v.producer()}
	p.Filter.Limit = pageSize + 1
	if p.Rows, err = s.Reports(ctx, p.Filter); err != nil {
		return err
	}
	most := countMost
	if p.Filter.Search != "" {
		most = countSearch
	}
	if p.Count = len(p.Rows); p.Filter.After != "" || len(p.Rows) > pageSize { // else these are all
		if p.Count, err = s.CountReports(ctx, p.Filter, most); err != nil {
			return err
		}
	}
	p.More = p.Count > most
	p.Count = min(p.Count, most)
	if len(p.Rows) > pageSize {
		p.Rows = p.Rows[:pageSize]
		next := p.Filter
		next.After = p.Rows[pageSize-1].Cursor()
		p.Next = address("/reports", next)
	}
	all := p.Filter
	all.After = ""
	if p.Filter.After != "" {
		p.First = address("/reports", all)
	}
	if p.Mark != "" {
		p.Script = f.live(w)
	}
	p.CSV, p.XLSX = address("/reports.csv", all), address("/reports.xlsx", all)
	return f.render(w, v, http.StatusOK, "list.html", word(v.lang, "list.title"), p)
}

// listColumns are the columns of an exported list.
func listColumns() []dataset.Column {
	return []dataset.Column{
		{Name: "year", Type: dataset.Integer, ZH: "年度", EN: "year"}, {Name: "region", Type: dataset.String, ZH: "地区", EN: "region"},
		{Name: "agency", Type: dataset.String, ZH: "编制机关", EN: "issuer"}, {Name: "title", Type: dataset.String, ZH: "标题", EN: "title"},
		{Name: "form", Type: dataset.String, ZH: "格式", EN: "form"},
		{Name: "errors", Type: dataset.Integer, ZH: "错误", EN: "errors"}, {Name: "warnings", Type: dataset.Integer, ZH: "警告", EN: "warnings"},
		{Name: "infos", Type: dataset.Integer, ZH: "提示", EN: "hints"}, {Name: "unread", Type: dataset.Integer, ZH: "未能读出的单元格", EN: "unread cells"},
		{Name: "published", Type: dataset.String, ZH: "发布日期", EN: "published"}, {Name: "submitted", Type: dataset.String, ZH: "提交时间", EN: "submitted"},
		{Name: "file", Type: dataset.String, ZH: "文件名", EN: "file name"}, {Name: "url", Type: dataset.String, ZH: "来源网址", EN: "source address"},
		{Name: "producer", Type: dataset.String, ZH: "提交者", EN: "submitted by"}, {Name: "doc", Type: dataset.String, ZH: "文档编号", EN: "document id"},
	}
}

// listAs writes every report that the filter of the address chooses.
func (f *Office) listAs(format string) handler {
	return func(w http.ResponseWriter, r *http.Request, v *visit) error {
		filter := filterOf(r.URL.Query(), v)
		filter.After, filter.Limit = "", 0
		attach(w, "gouji-reports."+format)
		out, err := dataset.New(format, w, "list", listColumns())
		if err != nil {
			return err
		}
		err = f.o.Store.EachReport(r.Context(), filter, func(r sqlstore.Report) error {
			return out.Row([]any{number(r.Year), r.Region, text(r.Agency), text(r.Title), string(r.Form), r.Errors, r.Warnings, r.Infos, r.Unread,
				text(r.Published), text(r.Submitted), r.File, r.URL, r.Producer, r.Doc})
		})
		if err != nil {
			return err
		}
		return out.Close()
	}
}

// attach has the browser save what follows under a name.
func attach(w http.ResponseWriter, name string) {
	types := map[string]string{"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
		"docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "html": "text/html; charset=utf-8"}
	kind := types[strings.TrimPrefix(path.Ext(name), ".")]
	if kind == "" {
		kind = "application/octet-stream"
	}
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
}

func number(n *int) any {
	if n == nil {
		return nil
	}
	return *n
}

func text(s *string) any {
	if s == nil {
		return nil
	}
	return *s
}
