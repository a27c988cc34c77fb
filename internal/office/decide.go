package office

import (
	"errors"
	"net/http"
	"strings"

	"github.com/gouji/gouji/stages/publish/sqlstore"
)

// maxForm bounds a form without a file, in bytes.
const maxForm = 64 << 10

// maxReason bounds a reason, in characters.
const maxReason = 2000

// decide keeps a decision on a finding that the report has now.
func (f *Office) decide(w http.ResponseWriter, r *http.Request, v *visit) error {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		return refused(http.StatusBadRequest, "refuse.form")
	}
	row, c, err := f.find(r.Context(), r, v)
	if err != nil {
		return err
	}
	d := sqlstore.Decision{Issuer: row.Issuer, Place: row.Place, Rule: r.PostForm.Get("rule"), Evidence: r.PostForm.Get("evidence"),
		Kind: r.PostForm.Get("kind"), Reason: strings.TrimSpace(r.PostForm.Get("reason")), Doc: row.Doc, Who: f.who(v), At: f.o.Clock()}
	if row.Year != nil {
		d.Year = *row.Year
	}
	if len([]rune(d.Reason)) > maxReason || d.Kind != sqlstore.Confirmed && d.Kind != sqlstore.Dismissed && d.Kind != sqlstore.Returned {
		return refused(http.StatusBadRequest, "refuse.form")
	}
	found := false
	for _, x := range c.Findings {
		if x.Rule == d.Rule && sqlstore.Evidence(x) == d.Evidence {
			d.Message, found = x.Message, true
			break
		}
	}
	if !found {
		return refused(http.StatusConflict, "refuse.finding")
	}
	if err := f.o.Store.Decide(r.Context(), d); errors.Is(err, sqlstore.ErrReason) {
		return refused(http.StatusBadRequest, "refuse.reason")
	} else if err != nil {
		return err
	}
	http.Redirect(w, r, "/reports/"+row.Doc+"#e-"+d.Rule+"-"+d.Evidence, http.StatusSeeOther)
	return nil
}

// who is the name that a decision is kept under.
func (f *Office) who(v *visit) string {
	if v.User == "" {
		return "local"
	}
	return v.User
}
