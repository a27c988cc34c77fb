package door

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/pb33f/libopenapi"
	validator "github.com/pb33f/libopenapi-validator"
	"github.com/pb33f/libopenapi-validator/schema_validation"
	v3 "github.com/pb33f/libopenapi/datamodel/high/v3"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/report"
)

// description is openapi.json, and what holds requests and answers against it.
func description(t *testing.T) (*v3.Document, validator.Validator) {
	t.Helper()
	doc, err := libopenapi.NewDocument(openAPI)
	if err != nil {
		t.Fatal(err)
	}
	v, errs := validator.NewValidator(doc)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	if ok, errs := v.ValidateDocument(); !ok {
		t.Fatalf("openapi.json is no OpenAPI 3.1: %v", errs)
	}
	model, err := doc.BuildV3Model()
	if err != nil {
		t.Fatal(err)
	}
	return &model.Model, v
}

// operations are what is described, by method and path.
func operations(doc *v3.Document) map[string]*v3.Operation {
	out := map[string]*v3.Operation{}
	for path, item := range doc.Paths.PathItems.FromOldest() {
		for method, op := range item.GetOperations().FromOldest() {
			out[strings.ToUpper(method)+" "+path] = op
		}
	}
	return out
}

// TestEveryRouteIsDescribed, and no other.
func TestEveryRouteIsDescribed(t *testing.T) {
	doc, _ := description(t)
	var have []string
	for _, r := range routes() {
		for _, m := range r.methods {
			have = append(have, m+" "+r.path)
		}
	}
	slices.Sort(have)
	if want := slices.Sorted(maps.Keys(operations(doc))); !slices.Equal(have, want) {
		t.Errorf("the door has %q, openapi.json %q", have, want)
	}
	classes, _ := doc.Components.Schemas.Get("Class")
	var described []string
	for _, n := range classes.Schema().Enum {
		described = append(described, n.Value)
	}
	if want := Classes(); !slices.Equal(slices.Sorted(slices.Values(described)), slices.Sorted(slices.Values(want))) {
		t.Errorf("openapi.json has the classes %q, the door %q", described, want)
	}
}

// asked is a request to a door that answers with one of the statuses.
type asked struct {
	status       int
	method, path string
	body         string
	header       []string
	back         *back
	change       func(*Options)
	slow         bool
	prepare      func(*Door)
}

// TestEveryStatusIsAsDescribed asks for each status of each operation, and holds the answer
// against its description.
func TestEveryStatusIsAsDescribed(t *testing.T) {
	doc, v := description(t)
	described := map[string]bool{}
	for name, op := range operations(doc) {
		for code := range op.Responses.Codes.FromOldest() {
			described[name+" "+code] = true
		}
	}
	seen := map[string]bool{}
	for _, c := range everyStatus() {
		name := fmt.Sprintf("%s %s %d", c.method, c.path, c.status)
		t.Run(name, func(t *testing.T) {
			if c.back == nil {
				c.back = &back{}
			}
			d := open(t, c.back, c.change)
			if c.prepare != nil {
				c.prepare(d)
			}
			r := request(c.method, c.path, c.body, c.header...)
			if c.slow {
				r.Body = io.NopCloser(iotest.ErrReader(os.ErrDeadlineExceeded))
			}
			if c.status == http.StatusTooManyRequests {
				for range 2 {
					do(d, request("GET", "/v1/reports/"+someID, ""))
				}
			}
			res := do(d, r).Result()
			if res.StatusCode != c.status {
				body, _ := io.ReadAll(res.Body)
				t.Fatalf("status %d: %s", res.StatusCode, body)
			}
			if ok, errs := v.ValidateHttpResponse(r, res); !ok {
				t.Errorf("%v", errs)
			}
			route, _, _ := routeOf(r)
			key := fmt.Sprintf("%s %s %d", c.method, route.path, c.status)
			if !described[key] {
				t.Errorf("%s is not described", key)
			}
			seen[key] = true
		})
	}
	for key := range described {
		if !seen[key] {
			t.Errorf("openapi.json has %s, and no request of this test is answered so", key)
		}
	}
}

// everyStatus has a request for each status of each operation.
func everyStatus() []asked {
	tokens := func(o *Options) { o.Tokens = []Token{NewToken("crawler", "s")} }
	named := func(o *Options) { o.Hosts = []string{"localhost"} }
	narrow := func(o *Options) { o.Limits.Burst, o.Limits.Rate = 2, 0.001 }
	lists := func(o *Options) {
		o.List = &shelf{found: []Result{{Cursor: 7, Message: json.RawMessage(exampleOutcome)}}}
	}
	down, away := &back{findErr: errors.New("down")}, func(o *Options) { o.List = &shelf{err: errors.New("down")} }
	panics := func(o *Options) {
		o.Find, o.Check, o.Submit, o.List, o.Follow = panicking{}, panicking{}, panicking{}, panicking{}, panicking{}
	}
	ids := `{"ids":["` + someID + `"]}`
	cross := []string{"Sec-Fetch-Site", "cross-site"}
	parts := "--b\r\nContent-Disposition: form-data; name=file; filename=a\r\n\r\nx\r\n--b\r\nContent-Disposition: form-data; name=file; filename=b\r\n\r\ny\r\n--b--\r\n"
	form := []string{"Content-Type", "multipart/form-data; boundary=b"}
	var out []asked
	add := func(method, path, body string, more ...asked) {
		for _, a := range more {
			a.method = method
			if a.path = path + a.path; a.body == "" {
				a.body = body
			}
			out = append(out, a)
		}
	}
	of := func(status int, change func(*Options), header ...string) asked {
		return asked{status: status, change: change, header: header}
	}
	guarded := []asked{of(401, tokens), of(421, named), of(429, narrow), of(500, panics)}
	add("GET", "/v1/reports", "", append(guarded, of(200, lists), asked{status: 400, path: "?state=lost", change: lists}, of(404, nil), of(503, away),
		asked{status: 403, path: "?producer=city", header: []string{"Authorization", "Bearer s"}, change: func(o *Options) { lists(o); tokens(o) }})...)
	ended := make(chan struct{})
	close(ended)
	follows := func(o *Options) { o.Follow, o.Ends = &stream{}, ended }
	gone := func(o *Options) { o.Follow = &stream{err: errors.New("down")} }
	add("GET", "/v1/events", "", append(guarded, of(200, follows), asked{status: 400, path: "?state=lost", change: follows}, of(404, nil), of(503, gone),
		asked{status: 403, path: "?producer=city", header: []string{"Authorization", "Bearer s"}, change: func(o *Options) { follows(o); tokens(o) }})...)
	stall := &back{submit: func(ctx context.Context) error { return errors.New("stall") }}
	bodies := append(guarded, of(403, nil, cross...), asked{status: 400, body: "--b--\r\n", header: form}, asked{status: 408, slow: true},
		asked{status: 413, body: strings.Repeat("x", 301), change: func(o *Options) { o.Limits.Body = 300 }}, of(415, nil, "Content-Encoding", "gzip"),
		asked{status: 422, body: parts, header: form, change: func(o *Options) { o.Limits.Parts = 1 }})
	add("POST", "/v1/reports", "report", append(bodies, of(202, nil), asked{status: 202, body: parts, header: form}, asked{status: 503, back: stall},
		asked{status: 410, back: &back{submit: func(context.Context) error { return fault.Poisonf(fault.Erased, "erased") }}})...)
	pages := func(o *Options) {
		o.Formats = []Format{{Name: "html", Type: "text/html", Write: func(_ context.Context, w io.Writer, _ Draft) error {
			_, err := io.WriteString(w, "<!doctype html>")
			return err
		}}}
	}
	rejected := &back{check: func(context.Context) report.Check {
		return report.Check{Outcome: report.Rejected, Rejection: &report.Rejection{Class: "encrypted", Message: "…"}}
	}}
	add("POST", "/v1/check", "report", append(bodies, of(200, nil), asked{status: 422, back: rejected}, asked{status: 200, path: "?format=html", change: pages}, asked{status: 422, path: "?format=html", back: rejected, change: pages},
		asked{status: 503, prepare: func(d *Door) {
			for range cap(d.checks) {
				d.checks <- struct{}{}
			}
		}})...)
	published := &back{state: "published", stored: json.RawMessage(`{"schema":"gouji.check/v1","file":"","outcome":"checked","report":{},"findings":[{"rule":"T4-01","severity":"error","message":"m","message_en":"m","cells":null,"section":4,"quotes":["10"],"want":"1","got":"0","at":[{"kind":"text","start":1,"end":2}]}],"rules":{"set":"2026.3","met":1,"broken":1,"not_applicable":0,"inconclusive":0}}`)}
	for _, m := range []string{"GET", "HEAD"} {
		add(m, "/v1/reports/"+someID, "", append(guarded, asked{status: 200, back: published}, asked{status: 404}, asked{status: 503, back: down})...)
		add(m, "/v1/reports/x", "", of(400, nil))
		add(m, "/v1/openapi.json", "", of(200, tokens), of(421, named))
	}
	add("POST", "/v1/status", ids, append(guarded, asked{status: 200, back: published}, asked{status: 400, body: "{}"}, of(403, nil, cross...), asked{status: 503, back: down})...)
	return out
}

// TestEveryExampleHolds: what stands there as an answer has the shape that stands beside it,
// and what stands there as a request is taken.
func TestEveryExampleHolds(t *testing.T) {
	doc, v := description(t)
	schemas := schema_validation.NewSchemaValidator()
	n := 0
	for name, op := range operations(doc) {
		for code, res := range op.Responses.Codes.FromOldest() {
			if res.Content == nil {
				continue
			}
			for kind, media := range res.Content.FromOldest() {
				if media.Example == nil {
					continue
				}
				var got any
				if err := media.Example.Decode(&got); err != nil {
					t.Fatal(err)
				}
				text, err := json.Marshal(got)
				if err != nil {
					t.Fatal(err)
				}
				if ok, errs := schemas.ValidateSchemaString(media.Schema.Schema(), string(text)); !ok {
					t.Errorf("%s %s %s: %v", name, code, kind, errs)
				}
				n++
			}
		}
		method, path, _ := strings.Cut(name, " ")
		if op.RequestBody == nil {
			continue
		}
		for kind, media := range op.RequestBody.Content.FromOldest() {
			if media.Example == nil {
				continue
			}
			body := media.Example.Value
			if kind == "application/json" {
				var got any
				if err := media.Example.Decode(&got); err != nil {
					t.Fatal(err)
				}
				b, err := json.Marshal(got)
				if err != nil {
					t.Fatal(err)
				}
				body = string(b)
			}
			r := request(method, path, body, "Content-Type", kind)
			if ok, errs := v.ValidateHttpRequest(r); !ok {
				t.Errorf("%s %s: %v", name, kind, errs)
			}
			if w := do(open(t, &back{}, nil), request(method, path, body, "Content-Type", kind)); w.Code >= 300 {
				t.Errorf("%s %s: %d %s", name, kind, w.Code, w.Body)
			}
			n++
		}
	}
	if n < 20 {
		t.Errorf("only %d examples were looked at", n)
	}
}

const exampleOutcome = `{"schema":"gouji.outcome/v1","id":"` + someID + `","producer":"crawler","state":"dead","class":"no_text","message":"m","message_zh":"m","dead":"gouji_submit-7","time":"2024-01-31T08:00:00Z"}`

// panicking is a defect behind the door.
type panicking struct{}

func (panicking) Submit(context.Context, string, string, []byte, map[string]string, []string) (Handed, error) {
	panic("defect")
}
func (panicking) Find(context.Context, string) (string, json.RawMessage, error) { panic("defect") }
func (panicking) Owner(context.Context, string) (string, error)                 { panic("defect") }
func (panicking) List(context.Context, Query) ([]Result, error)                 { panic("defect") }
func (panicking) Follow(context.Context, Query, func(Result) error) error       { panic("defect") }
func (panicking) Newest(context.Context) (uint64, error)                        { panic("defect") }
func (panicking) Check(context.Context, []byte, report.Source, string) report.Check {
	panic("defect")
}
