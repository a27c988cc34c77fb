package office

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/gouji/gouji/stages/neighbour/members"
	"github.com/gouji/gouji/stages/publish/dataset"
	"github.com/gouji/gouji/stages/publish/export"
	"github.com/gouji/gouji/stages/publish/sqlstore"
	"github.com/gouji/gouji/stages/yamlfile"
)

const (
	// maxList bounds the body of an imported list, in bytes; members.Load takes files of 4 MB.
	maxList = 4<<20 + 64<<10
	// memberChanges is how many changes the page shows, memberFaults how many faults of a list.
	memberChanges = 50
	memberFaults  = 20
)

// memberList is the list of members that the answers rest on: the one that the office keeps, else
// that of the start, else none.
type memberList struct {
	*members.List
	rows []sqlstore.MemberRow
	last sqlstore.MemberChange
}

// kept reports whether it is the list that the office keeps.
func (l memberList) kept() bool { return len(l.rows) > 0 }

// name says in words which list it is.
func (l memberList) name(lang string) string {
	switch {
	case l.kept():
		return wordf(lang, "members.kept", l.last.ID, export.Safe(l.last.Who), l.last.At.Local().Format("2006-01-02 15:04"))
	case l.List != nil:
		return wordf(lang, "members.start", export.Safe(l.File()))
	}
	return ""
}

func (f *Office) memberList(ctx context.Context) (memberList, error) {
	l := memberList{List: f.o.Checker.Members()}
	changes, err := f.o.Store.MemberChanges(ctx, 1)
	if err != nil || len(changes) == 0 || changes[0].Kind == sqlstore.MembersDropped {
		return l, err
	}
	f.mu.Lock()
	known := f.kept
	f.mu.Unlock()
	if known.kept() && known.last.ID == changes[0].ID {
		return known, nil
	}
	if l.rows, l.last, err = f.o.Store.Members(ctx); err != nil || !l.kept() {
		return l, err
	}
	// It was checked when it was stored; what another version thinks of it is no reason to show
	// an answer by another list.
	if l.List, err = loaded(l.rows); err != nil {
		return l, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.kept = l
	return l, nil
}

// loaded makes a list of rows. Its faults are those of a members file with the rows as lines.
func loaded(rows []sqlstore.MemberRow) (*members.List, error) {
	var b bytes.Buffer
	out := csv.NewWriter(&b)
	lines := [][]string{{"地区", "名称", "统一社会信用代码", "别名", "垂直管理"}}
	for _, m := range rows {
		lines = append(lines, []string{m.Region, m.Name, m.Code, m.Aliases, yes(m.Vertical)})
	}
	if err := out.WriteAll(lines); err != nil {
		return nil, err
	}
	return members.Load(&b, "members.csv")
}

func yes(b bool) string {
	if b {
		return "是"
	}
	return "否"
}

// rowsOf is a list as rows.
func rowsOf(l *members.List) (out []sqlstore.MemberRow) {
	for _, r := range l.Regions() {
		if r.Code != "" || len(r.Aliases) > 0 || len(r.Members) == 0 {
			out = append(out, sqlstore.MemberRow{Region: r.Name, Code: r.Code, Aliases: strings.Join(r.Aliases, "；")})
		}
		for _, m := range r.Members {
			out = append(out, sqlstore.MemberRow{Region: r.Name, Name: m.Name, Code: m.Code, Aliases: strings.Join(m.Aliases, "；"), Vertical: m.Vertical})
		}
	}
	return out
}

// membersPage is what the page of the list shows.
type membersPage struct {
	List     string // which one the answers rest on, "" for none
	Kept     bool
	Revision int64
	// Start is the file of the start, "" for none; Judged says that reports are judged by it and
	// that it is another list than this one.
	Start  string
	Judged bool
	// Region is the region whose Rows are shown; Total counts the rows of all.
	Regions []string
	Region  string
	Rows    []sqlstore.MemberRow
	Total   int
	// Form is the row of the form, a new one where it has no id.
	Form    sqlstore.MemberRow
	Edits   bool
	Changes []sqlstore.MemberChange
	Faults  []string
}

func (f *Office) membersPage(w http.ResponseWriter, r *http.Request, v *visit) error {
	if v.producer() != "" {
		return refused(http.StatusForbidden, "refuse.role")
	}
	return f.showMembers(w, r, v, http.StatusOK, sqlstore.MemberRow{Region: r.URL.Query().Get("region")}, nil)
}

func (f *Office) showMembers(w http.ResponseWriter, r *http.Request, v *visit, status int, form sqlstore.MemberRow, faults []string) error {
	l, err := f.memberList(r.Context())
	if err != nil {
		return err
	}
	start := f.o.Checker.Members()
	p := membersPage{List: l.name(v.lang), Kept: l.kept(), Form: form, Faults: faults, Edits: v.role.may(keep), Total: len(l.rows)}
	changes, err := f.o.Store.MemberChanges(r.Context(), memberChanges)
	if err != nil {
		return err
	}
	if p.Changes = changes; len(changes) > 0 {
		p.Revision = changes[0].ID
	}
	if start != nil {
		p.Start, p.Judged = wordf(v.lang, "members.start", export.Safe(start.File())), p.Kept && start.Digest() != l.Digest()
	}
	rows := l.rows
	if !p.Kept {
		rows = rowsOf(l.List)
		p.Total = len(rows)
	}
	for _, m := range rows {
		if !slices.Contains(p.Regions, m.Region) {
			p.Regions = append(p.Regions, m.Region)
		}
		if id, _ := strconv.ParseInt(r.URL.Query().Get("edit"), 10, 64); p.Kept && id == m.ID {
			p.Form, p.Region = m, m.Region
		}
	}
	if slices.Contains(p.Regions, p.Form.Region) {
		p.Region = p.Form.Region
	} else if len(p.Regions) > 0 {
		p.Region = p.Regions[0]
	}
	for _, m := range rows {
		if m.Region == p.Region {
			p.Rows = append(p.Rows, m)
		}
	}
	return f.render(w, v, status, "members.html", word(v.lang, "members.title"), p)
}

// membersCSV is the list that the answers rest on, as --members takes it.
func (f *Office) membersCSV(w http.ResponseWriter, r *http.Request, v *visit) error {
	if v.producer() != "" {
		return refused(http.StatusForbidden, "refuse.role")
	}
	l, err := f.memberList(r.Context())
	if err != nil {
		return err
	}
	rows := l.rows
	if !l.kept() {
		rows = rowsOf(l.List)
	}
	attach(w, "members.csv")
	column := func(name string) dataset.Column { return dataset.Column{Name: name, Type: dataset.String} }
	out, err := dataset.New("csv", w, "members", []dataset.Column{column("region"), column("name"), column("code"), column("aliases"), column("vertical")})
	if err != nil {
		return err
	}
	for _, m := range rows {
		vertical := "no"
		if m.Vertical {
			vertical = "yes"
		}
		if err := out.Row([]any{m.Region, m.Name, m.Code, m.Aliases, vertical}); err != nil {
			return err
		}
	}
	return out.Close()
}

// editMembers adds, changes or removes a row, or drops the whole list.
func (f *Office) editMembers(w http.ResponseWriter, r *http.Request, v *visit) error {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		return refused(http.StatusBadRequest, "refuse.form")
	}
	field := func(name string) string { return strings.Join(strings.Fields(r.PostForm.Get(name)), " ") }
	id, _ := strconv.ParseInt(field("id"), 10, 64) // 0 is a new row
	row := sqlstore.MemberRow{ID: id, Region: field("region"), Name: field("name"), Code: field("code"), Aliases: field("aliases"), Vertical: field("vertical") != ""}
	l, err := f.memberList(r.Context())
	if err != nil {
		return err
	}
	e := sqlstore.MemberEdit{Change: sqlstore.MemberChange{At: f.o.Clock(), Who: f.who(v)}}
	if e.Revision, err = strconv.ParseInt(field("revision"), 10, 64); err != nil {
		return refused(http.StatusBadRequest, "refuse.form")
	}
	at := slices.IndexFunc(l.rows, func(m sqlstore.MemberRow) bool { return m.ID == id })
	next := slices.Clone(l.rows)
	switch what := field("do"); {
	case what == "drop" && l.kept():
		e.All, e.Change.Kind, e.Change.Before, next = true, sqlstore.MembersDropped, wordf(v.lang, "members.rows", len(l.rows)), nil
	case what == "remove" && at >= 0:
		e.Remove, e.Change.Kind, e.Change.Before = []int64{id}, sqlstore.MemberRemoved, next[at].String()
		next = slices.Delete(next, at, at+1)
	case what == "save" && id != 0 && at >= 0:
		e.Put, e.Change.Kind, e.Change.Before, e.Change.After = []sqlstore.MemberRow{row}, sqlstore.MemberChanged, next[at].String(), row.String()
		next[at] = row
	case what == "save" && id == 0:
		e.Put, e.Change.Kind, e.Change.After = []sqlstore.MemberRow{row}, sqlstore.MemberAdded, row.String()
		next = append(next, row)
	case what == "remove" || what == "save" || what == "drop":
		return refused(http.StatusConflict, "refuse.members")
	default:
		return refused(http.StatusBadRequest, "refuse.form")
	}
	if row.Region == "" && len(e.Put) > 0 {
		return f.showMembers(w, r, v, http.StatusBadRequest, row, []string{word(v.lang, "members.noregion")})
	}
	return f.keepMembers(w, r, v, e, next, row)
}

// importMembers takes a CSV, XLSX or YAML file, or the list of the start, as the list from now on.
func (f *Office) importMembers(w http.ResponseWriter, r *http.Request, v *visit) error {
	bad := refused(http.StatusBadRequest, "refuse.form")
	r.Body = http.MaxBytesReader(w, r.Body, maxList)
	parts, err := r.MultipartReader()
	if err != nil {
		return bad
	}
	e := sqlstore.MemberEdit{All: true, Revision: -1, Change: sqlstore.MemberChange{At: f.o.Clock(), Who: f.who(v), Kind: sqlstore.MembersTaken}}
	var list *members.List
	for part, err := parts.NextPart(); !errors.Is(err, io.EOF); part, err = parts.NextPart() {
		if err != nil {
			return bad
		}
		name := filepath.Base(strings.ReplaceAll(part.FileName(), `\`, "/"))
		switch {
		case part.FormName() == "revision":
			b, _ := io.ReadAll(io.LimitReader(part, 20))
			if e.Revision, err = strconv.ParseInt(string(b), 10, 64); err != nil {
				return bad
			}
		case part.FormName() == "file" && part.FileName() != "":
			if list, err = members.Load(part, name); err != nil {
				if told := faultsIn(err, v.lang); told != nil {
					return f.showMembers(w, r, v, http.StatusBadRequest, sqlstore.MemberRow{}, told)
				}
				return bad
			}
		case part.FormName() == "from" && f.o.Checker.Members() != nil:
			list = f.o.Checker.Members()
		}
	}
	if list == nil {
		return bad
	}
	e.Put = rowsOf(list)
	e.Change.After = list.File() + " · " + wordf(v.lang, "members.rows", len(e.Put))
	return f.keepMembers(w, r, v, e, e.Put, sqlstore.MemberRow{})
}

// keepMembers stores a change if what comes of it is a list.
func (f *Office) keepMembers(w http.ResponseWriter, r *http.Request, v *visit, e sqlstore.MemberEdit, next []sqlstore.MemberRow, row sqlstore.MemberRow) error {
	if _, err := loaded(next); err != nil {
		told := faultsIn(err, v.lang)
		if told == nil {
			return err
		}
		return f.showMembers(w, r, v, http.StatusBadRequest, row, told)
	}
	err := f.o.Store.EditMembers(r.Context(), e)
	if errors.Is(err, sqlstore.ErrRevision) {
		return refused(http.StatusConflict, "refuse.members")
	}
	if err != nil {
		return err
	}
	f.o.Log.Info().Str("who", e.Change.Who).Str("kind", e.Change.Kind).Msg("the list of members was changed")
	http.Redirect(w, r, memberAddress(row.Region), http.StatusSeeOther)
	return nil
}

// faultsIn are the faults of a list in one language, nil where err is something else.
func faultsIn(err error, lang string) (out []string) {
	var all yamlfile.Errors
	if !errors.As(err, &all) {
		return nil
	}
	for _, e := range all[:min(len(all), memberFaults)] {
		text := e.ZH
		if lang == "en" {
			text = e.EN
		}
		out = append(out, wordf(lang, "members.line", e.Line)+text)
	}
	return out
}

// memberAddress is the page of a region's members.
func memberAddress(region string) string {
	if region == "" {
		return "/members"
	}
	return "/members?" + url.Values{"region": {region}}.Encode()
}

// wordf is a text of the catalogue with values in it.
func wordf(lang, key string, values ...any) string { return fmt.Sprintf(word(lang, key), values...) }
