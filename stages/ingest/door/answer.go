package door

import (
	"encoding/json"
	"io"
	"math"
	"net/http"
	"strconv"
	"strings"
)

// answer is a status and the body to write as JSON.
type answer struct {
	status  int
	body    any
	refusal *refusal
	// data is the body where it is written already, in a format.
	data   []byte
	format Format
	// stream writes server-sent events after the headers, until they end.
	stream func(w http.ResponseWriter)
	// location is where what was made can be looked at, "" for nowhere.
	location string
}

func refuse(err error) answer {
	r := refusalOf(err)
	return answer{status: r.status, refusal: r}
}

func (a answer) class() string {
	if a.refusal == nil {
		return ""
	}
	return a.refusal.class
}

func (d *Door) write(w http.ResponseWriter, r *http.Request, a answer) {
	h := w.Header()
	h.Set("Content-Type", "application/json; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Referrer-Policy", "no-referrer")
	if a.location != "" {
		h.Set("Location", a.location)
	}
	if a.data != nil {
		formatted(h, a.format)
	}
	if a.stream != nil {
		h.Set("Content-Type", "text/event-stream")
		h.Set("X-Accel-Buffering", "no") // a proxy of nginx would else hold events back
	}
	body := a.body
	if f := a.refusal; f != nil {
		lang := languageOf(r)
		body = d.problem(f, lang, r.URL.EscapedPath())
		h.Set("Content-Type", "application/problem+json; charset=utf-8")
		h.Set("Content-Language", lang)
		h.Add("Vary", "Accept-Language")
		if f.allow != "" {
			h.Set("Allow", f.allow)
		}
		if f.status == http.StatusUnauthorized {
			h.Set("WWW-Authenticate", `Bearer realm="gouji"`)
		}
		if f.retry > 0 {
			h.Set("Retry-After", strconv.Itoa(int(math.Ceil(f.retry.Seconds()))))
		}
	}
	w.WriteHeader(a.status)
	if r.Method == http.MethodHead {
		return
	}
	if a.stream != nil {
		a.stream(w)
		return
	}
	// The status is sent; a client that has gone is no failure.
	if a.data != nil {
		_, _ = w.Write(a.data)
		return
	}
	_ = encode(w, body)
}

// formatted sets the headers of an answer in a format.
func formatted(h http.Header, f Format) {
	h.Set("Vary", "Accept, Accept-Language")
	if strings.HasPrefix(f.Type, "text/") || f.Type == "application/json" {
		f.Type += "; charset=utf-8"
	}
	h.Set("Content-Type", f.Type)
	if f.Policy != "" {
		h.Set("Content-Security-Policy", f.Policy)
	}
	if f.File != "" {
		h.Set("Content-Disposition", `attachment; filename="`+f.File+`"`)
	}
}

func encode(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}
