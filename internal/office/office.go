// Package office is the pages of a supervising office: a year at a glance, the list of reports,
// one report with its versions and neighbouring years, decisions on findings, letters, and a
// box for drafts. It renders on the server; no page needs a script. The list has one, which
// shows what has come since.
package office

import (
	"bytes"
	"context"
	"embed"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/rs/zerolog"

	"github.com/gouji/gouji/internal/check"
	"github.com/gouji/gouji/stages/ingest/door"
	"github.com/gouji/gouji/stages/publish/sqlstore"
	"github.com/gouji/gouji/stages/publish/viewer"
	"github.com/gouji/gouji/stages/report"
)

//go:embed pages
var pages embed.FS

// Fact is a line of the operator's page.
type Fact struct{ Name, Value string }

// Options are what an office needs. Store and Checker must be set.
type Options struct {
	Store   *sqlstore.Store
	Checker *check.Checker
	// Raw fetches the bytes of a document as submitted; nil leaves originals out.
	Raw func(ctx context.Context, doc string) ([]byte, error)
	// Pages draws the pages of a PDF, see pageimage.Renderer.Pages; nil shows words at their places.
	Pages func(ctx context.Context, pdf []byte, doc, shown *report.Document) ([]viewer.Page, error)
	// Status are the lines of the operator's page; nil leaves them out.
	Status func(ctx context.Context) ([]Fact, error)
	// Access says who may come in.
	Access Access
	// Hosts are the names that the office goes by, see door.Options.
	Hosts []string
	// Lang is the language of who has chosen none, "zh" or "en"; "" is "zh".
	Lang string
	// Drafts is how many drafts are read, and how many PDFs drawn, at the same time, 0 for 2.
	Drafts int
	Log    zerolog.Logger
	// Clock is the time of decisions and letters; nil is time.Now.
	Clock func() time.Time
}

// Office serves the pages. It is safe for concurrent use and starts no goroutine.
type Office struct {
	o      Options
	pages  map[string]*template.Template // by language
	mux    *http.ServeMux
	cross  *http.CrossOriginProtection
	drafts chan struct{}
	access atomic.Pointer[Access] // of Options, until SetUsers
	// drawing has room for as many PDFs as are drawn at the same time.
	drawing chan struct{}
	style   []byte
	script  []byte // of the list

	mu       sync.Mutex
	received map[int]received // by the year
	kept     memberList       // the last one that was made of the store's rows
}

// New returns an office.
func New(o Options) (*Office, error) {
	if o.Store == nil || o.Checker == nil {
		return nil, errors.New("office: Store and Checker must be set")
	}
	if o.Clock == nil {
		o.Clock = time.Now
	}
	if o.Lang == "" {
		o.Lang = "zh"
	}
	if o.Drafts == 0 {
		o.Drafts = 2
	}
	if err := o.Access.valid(); err != nil {
		return nil, err
	}
	f := &Office{o: o, pages: map[string]*template.Template{}, cross: http.NewCrossOriginProtection(), drafts: make(chan struct{}, o.Drafts), drawing: make(chan struct{}, o.Drafts), received: map[int]received{}}
	f.access.Store(&o.Access)
	for _, lang := range languages() {
		t, err := template.New("").Funcs(functions(lang)).ParseFS(pages, "pages/*.html")
		if err != nil {
			return nil, fmt.Errorf("office: templates: %w", err)
		}
		f.pages[lang] = t
	}
	var err error
	if f.style, err = pages.ReadFile("pages/office.css"); err != nil {
		return nil, fmt.Errorf("office: %w", err)
	}
	if f.script, err = pages.ReadFile("pages/list.js"); err != nil {
		return nil, fmt.Errorf("office: %w", err)
	}
	f.routes()
	return f, nil
}

// handler answers a request of somebody who may make it.
type handler func(w http.ResponseWriter, r *http.Request, v *visit) error

func (f *Office) routes() {
	f.mux = http.NewServeMux()
	on := func(pattern string, may action, h handler) {
		f.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			v := visitOf(r)
			if !v.role.may(may) {
				f.fail(w, r, v, refused(http.StatusForbidden, "refuse.role"))
				return
			}
			if err := h(w, r, v); err != nil {
				f.fail(w, r, v, err)
			}
		})
	}
	on("GET /{$}", see, f.year)
	on("GET /reports", see, f.list)
	on("GET /reports.csv", see, f.listAs("csv"))
	on("GET /reports.xlsx", see, f.listAs("xlsx"))
	on("GET /reports/news", see, f.news)
	on("GET /reports/{doc}", see, f.report)
	on("GET /reports/{doc}/original", see, f.original)
	on("GET /reports/{doc}/file", see, f.file)
	on("GET /reports/{doc}/letter.docx", decide, f.letter)
	on("POST /reports/{doc}/decisions", decide, f.decide)
	on("GET /draft", see, f.draftPage)
	on("POST /draft", see, f.draft)
	on("GET /members", see, f.membersPage)
	on("GET /members.csv", see, f.membersCSV)
	on("POST /members", keep, f.editMembers)
	on("POST /members/import", keep, f.importMembers)
	on("GET /rules", see, f.rules)
	on("GET /operate", operate, f.operate)
	on("GET /language", see, f.language)
	on("GET /office.css", see, func(w http.ResponseWriter, _ *http.Request, _ *visit) error {
		w.Header().Set("Content-Type", "text/css; charset=utf-8")
		w.Header().Set("Cache-Control", "no-cache")
		_, err := w.Write(f.style)
		return err
	})
	on("GET /favicon.ico", see, func(w http.ResponseWriter, _ *http.Request, _ *visit) error {
		w.WriteHeader(http.StatusNoContent) // browsers ask for one on their own
		return nil
	})
	on("/", see, func(http.ResponseWriter, *http.Request, *visit) error {
		return refused(http.StatusNotFound, "refuse.nothing")
	})
}

// policy lets a page load its own style sheet and nothing else; no script runs, but for the
// list's (livePolicy).
const policy = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// ServeHTTP answers a request. Requests to names that the office does not go by, and posts of
// pages of other sites, are refused before anything is looked at.
func (f *Office) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cache-Control", "no-store")
	v := &visit{lang: f.languageOf(r), path: r.URL.RequestURI()}
	if f.o.Hosts != nil && !door.KnownHost(r.Host, f.o.Hosts) {
		f.fail(w, r, v, refused(http.StatusMisdirectedRequest, "refuse.host"))
		return
	}
	if err := f.cross.Check(r); err != nil {
		f.fail(w, r, v, refused(http.StatusForbidden, "refuse.origin"))
		return
	}
	if err := f.access.Load().admit(r, v); err != nil {
		if f.o.Access.UserHeader == "" {
			h.Set("WWW-Authenticate", `Basic realm="gouji", charset="UTF-8"`)
		}
		f.fail(w, r, v, err)
		return
	}
	f.mux.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), visitKey{}, v)))
}

// refusal is an answer that says why there is no page, in words of the catalogue.
type refusal struct {
	status int
	key    string
}

func (e *refusal) Error() string { return e.key }

func refused(status int, key string) error { return &refusal{status, key} }

// fail answers with a page that says what went wrong. What happened inside is for the log.
func (f *Office) fail(w http.ResponseWriter, r *http.Request, v *visit, err error) {
	var why *refusal
	switch {
	case errors.As(err, &why):
	case errors.Is(err, sqlstore.ErrNotFound):
		why = &refusal{http.StatusNotFound, "refuse.unknown"}
	case errors.Is(err, sqlstore.ErrCursor):
		why = &refusal{http.StatusBadRequest, "refuse.cursor"}
	case errors.Is(err, context.Canceled):
		return
	default:
		f.o.Log.Error().Err(err).Str("path", r.URL.Path).Msg("a page could not be made")
		why = &refusal{http.StatusInternalServerError, "refuse.defect"}
	}
	if e := f.render(w, v, why.status, "refusal.html", word(v.lang, "refuse.title"), word(v.lang, why.key)); e != nil {
		f.o.Log.Debug().Err(e).Msg("a refusal could not be written")
	}
}

// shown is what a template is given.
type shown struct {
	*visit
	Lang, Title string
	// Data is the page's own.
	Data any
}

// render makes a page as a whole before anything of it is sent.
func (f *Office) render(w http.ResponseWriter, v *visit, status int, page, title string, data any) error {
	var b bytes.Buffer
	if err := f.pages[v.lang].ExecuteTemplate(&b, page, shown{v, v.lang, title, data}); err != nil {
		return fmt.Errorf("office: the page %s: %w", page, err)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, err := w.Write(b.Bytes())
	return err
}

// language keeps a visitor's language in a cookie and goes back to the page.
func (f *Office) language(w http.ResponseWriter, r *http.Request, _ *visit) error {
	to := r.URL.Query().Get("to")
	if to != "en" {
		to = "zh"
	}
	http.SetCookie(w, &http.Cookie{Name: "lang", Value: to, Path: "/", MaxAge: 365 * 24 * 3600, HttpOnly: true, SameSite: http.SameSiteStrictMode})
	http.Redirect(w, r, localPath(r.URL.Query().Get("back")), http.StatusSeeOther)
	return nil
}

// localPath is a path of this site, "/" for anything else.
func localPath(s string) string {
	if len(s) < 2 || s[0] != '/' || s[1] == '/' || s[1] == '\\' {
		return "/"
	}
	for _, c := range s {
		if c < 0x20 || c == '\\' {
			return "/"
		}
	}
	return s
}

func (f *Office) languageOf(r *http.Request) string {
	if c, err := r.Cookie("lang"); err == nil && (c.Value == "en" || c.Value == "zh") {
		return c.Value
	}
	return f.o.Lang
}
