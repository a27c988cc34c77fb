package documents

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/gouji/gouji/lab/chaos/judge"
	"github.com/gouji/gouji/lab/chaos/load"
	"github.com/gouji/gouji/lab/chaos/load/hostile"
	"github.com/gouji/gouji/lab/chaos/machine"
	"github.com/gouji/gouji/lab/chaos/scenario"
	"github.com/gouji/gouji/lab/chaos/server"
	"github.com/gouji/gouji/lab/chaos/system"
	"github.com/gouji/gouji/stages/report"
)

// Canaries plants personal data and secrets and looks for them where they must not be.
func Canaries() scenario.Scenario {
	return scenario.Scenario{
		Name:  "canaries",
		Doc:   "identity numbers, phones, bank cards, names and tokens in documents, headers, addresses and credentials of every door; none may stand in the logs at level debug, metrics, traces, or in headers and subjects of results and dead letters, and no number of a person in any page, list, letter, workbook or answer of the doors",
		Short: scenario.Size{Docs: 200, Faults: 0}, Full: scenario.Size{Docs: 200, Faults: 0}, Bound: 20 * time.Minute,
		Do: canaryRun,
	}
}

// planted is a run of `gouji up` and one more worker, both at level debug.
type planted struct {
	*system.Run
	cs          []canary
	tokens      []canary
	door        string
	admins      []string
	mu          sync.Mutex
	traces      strings.Builder
	bytesLooked map[string]int
	pages       int // that were served
}

func canaryRun(ctx context.Context, l *scenario.Lab) (scenario.Result, error) {
	p := &planted{cs: canaries(l.Docs, l.Rand), bytesLooked: map[string]int{}}
	for _, c := range p.cs {
		if c.kind == "token" {
			p.tokens = append(p.tokens, c)
		}
	}
	collector := httptest.NewServer(http.HandlerFunc(p.collect))
	defer collector.Close()
	defer func() { p.Run.End() }()
	if err := p.begin(ctx, l, collector.URL); err != nil {
		return scenario.Result{}, err
	}
	out, err := p.Finish(ctx)
	if err != nil {
		return out, err
	}
	if err := p.knock(ctx); err != nil {
		return out, err
	}
	found, err := p.look(ctx)
	if err != nil {
		return out, err
	}
	out.Failures = append(out.Failures, found...)
	out.Failures = append(out.Failures, p.control()...)
	out.Note = fmt.Sprintf("%d canaries planted; looked through %s bytes, %d pages", len(p.cs), scenario.Counts(p.bytesLooked), p.pages)
	if p.pages < 100 {
		out.Failures = append(out.Failures, fmt.Sprintf("only %d pages were served", p.pages))
	}
	if p.bytesLooked["traces"] == 0 {
		out.Note += "; the program sends no traces, though a collector was named to it"
	}
	return out, nil
}

// collect is an OTLP collector that keeps what it is sent.
func (p *planted) collect(w http.ResponseWriter, req *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	fmt.Fprintln(&p.traces, req.URL, req.Header)
	_, _ = io.Copy(&p.traces, req.Body)
}

// begin starts the processes. The secrets of the doors and of the broker are tokens of the
// canaries; the broker's is in the address that the worker connects to.
func (p *planted) begin(ctx context.Context, l *scenario.Lab, collector string) error {
	ports, err := machine.FreePorts(4)
	if err != nil {
		return err
	}
	at := func(i int) string { return fmt.Sprintf("127.0.0.1:%d", ports[i]) }
	p.door, p.admins = "http://"+at(1), []string{"http://" + at(2), "http://" + at(3)}
	var lines strings.Builder
	for i, c := range p.tokens {
		if i%2 == 0 { // the others are wrong ones
			fmt.Fprintf(&lines, "producer%d:%s\n", i, c.text)
		}
	}
	tokens := filepath.Join(l.Dir, "tokens")
	fmt.Fprintf(&lines, "%s\n%s\n", visitor, reader)
	if err := os.WriteFile(tokens, []byte(lines.String()), 0o600); err != nil {
		return err
	}
	// A data folder has one owner; two processes may share a store that lies elsewhere.
	store := filepath.Join(l.Dir, "store")
	if err := os.Mkdir(store, 0o700); err != nil {
		return err
	}
	data, token := filepath.Join(l.Dir, "data"), p.tokens[len(p.tokens)-1].text
	own, err := server.Embedded(token, data, ports[0])
	if err != nil {
		return err
	}
	r := system.NewRun(l, system.Setup{Nodes: 1, Workers: 2, Documents: p.documents(l), AckWait: l.Lease(), Window: 8, Store: "sqlite:" + filepath.Join(store, "gouji.db")}, own)
	p.Run = r
	common := append([]string{"--store", r.Store, "--log-format", "json", "--log-level", "debug"}, r.LeaseArgs()...)
	r.Commands = func(slot int) []string {
		if slot == 1 {
			return append([]string{"work", "--data", filepath.Join(l.Dir, "work"), "--nats-url", own.URLs(), "--admin", at(3)}, common...)
		}
		return append([]string{"up", "--data", data, "--nats-listen", at(0), "--http", at(1), "--http-tokens", tokens, "--admin", at(2)}, common...)
	}
	r.Env = func(int) []string {
		return []string{"OTEL_TRACES_EXPORTER=otlp", "OTEL_EXPORTER_OTLP_ENDPOINT=" + collector, "OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf"}
	}
	return r.BeginConnected(ctx)
}

// documents plants each canary in a document or what comes with it, in turn in the text, in
// headers that are kept, in headers that are wrong, and in documents that are refused.
func (p *planted) documents(l *scenario.Lab) iter.Seq[load.Submission] {
	return func(yield func(load.Submission) bool) {
		i := 0
		for d := range load.Light(len(p.cs), l.Seed) {
			c := p.cs[i].text
			text, where := string(d.Data), func(name string) { d.Header = nats.Header{"Gouji-Filename": {"x.txt"}, name: {c}} }
			switch i / 5 % 10 { // each kind comes to each place
			case 0:
				text = strings.Replace(text, "一、总体情况\n", "一、总体情况\n申请人"+c+"要求公开。\n", 1)
			case 1:
				where("Gouji-Filename")
			case 2:
				text = hostile.Prose(i) + c
			case 3:
				where("Gouji-Year")
			case 4:
				where("Gouji-Agency")
			case 5:
				where("Gouji-Note")
			case 6:
				where("Content-Type")
			case 7:
				text = c + text
			case 8:
				where("Traceparent")
			case 9: // beside ids that are valid
				d.Header = nats.Header{"Traceparent": {"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}, "Tracestate": {"c=" + c}}
			}
			d.Data = []byte(text)
			d.ID = report.DocumentID(d.Data)
			i++
			if !yield(d) {
				return
			}
		}
	}
}

// knock comes to the HTTP door with right and wrong tokens, and with canaries in addresses
// and in what it asks.
func (p *planted) knock(ctx context.Context) error {
	ask := func(method, path, token, body string) error {
		res, err := p.request(ctx, method, path, "", token, []byte(body))
		if err != nil {
			return err
		}
		_, err = io.Copy(io.Discard, res.Body)
		return errors.Join(err, res.Body.Close())
	}
	for i, c := range p.cs {
		token := p.tokens[i%len(p.tokens)].text
		err := errors.Join(
			ask(http.MethodGet, "/v1/reports/"+url.PathEscape(c.text), token, ""),
			ask(http.MethodPost, "/v1/check?name="+url.QueryEscape(c.text), token, hostile.Prose(i)+c.text))
		if err != nil {
			return fmt.Errorf("at the HTTP door: %w", err)
		}
	}
	return nil
}

// look looks through everything that an operator sees without opening a document.
func (p *planted) look(ctx context.Context) ([]string, error) {
	places := map[string]string{}
	logs, err := filepath.Glob(filepath.Join(p.Dir, "worker-*.log"))
	if err != nil {
		return nil, err
	}
	for _, path := range logs {
		text, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		places["logs"] += string(text)
	}
	for _, admin := range p.admins {
		_, text, err := load.Fetch(ctx, http.DefaultClient, admin+"/metrics")
		if err != nil {
			return nil, err
		}
		places["metrics"] += string(text)
	}
	for _, stream := range []string{"GOUJI_P0", "GOUJI_DEAD", "OBJ_gouji-blobs", "KV_gouji-ledger"} {
		text, err := p.heads(ctx, stream)
		if err != nil {
			return nil, err
		}
		places["headers and subjects"] += text
	}
	if places["doors"], err = p.served(ctx); err != nil {
		return nil, err
	}
	p.mu.Lock()
	places["traces"] = p.traces.String()
	p.mu.Unlock()
	var out []string
	for place, text := range places {
		p.bytesLooked[place] = len(text)
		if place != "traces" && text == "" {
			out = append(out, "there was nothing to look through: "+place)
		}
		cs := p.cs
		if place == "doors" {
			cs = masked(cs)
		}
		if found := findCanaries(cs, text); len(found) > 0 {
			out = append(out, fmt.Sprintf("%d canaries in %s, the first a %s: %s", len(found), place, found[0].kind, around(text, found[0])))
		}
	}
	return out, nil
}

// around is the line that a canary stands in, in short.
func around(text string, c canary) string {
	for line := range strings.Lines(text) {
		if len(findCanaries([]canary{c}, line)) > 0 {
			return fmt.Sprintf("%.400s", strings.TrimSpace(line))
		}
	}
	return ""
}

// heads is the subjects and headers of a stream's messages.
func (p *planted) heads(ctx context.Context, stream string) (string, error) {
	s, err := p.Broker.JS.Stream(ctx, stream)
	if err != nil {
		return "", err
	}
	left := s.CachedInfo().State.Msgs
	if left == 0 {
		return "", nil
	}
	var b strings.Builder
	err = judge.ReadOn(ctx, s, 1, func(m jetstream.Msg, _ *jetstream.MsgMetadata) bool {
		fmt.Fprintln(&b, m.Subject(), m.Headers())
		left--
		return left > 0
	})
	if err != nil || left > 0 {
		return "", fmt.Errorf("reading the headers of %s, %d are left: %w", stream, left, err)
	}
	return b.String(), nil
}

// control plants one canary of each kind in a copy of a log; each must be found.
func (p *planted) control() []string {
	log, err := os.ReadFile(filepath.Join(p.Dir, "worker-0.log"))
	if err != nil {
		return []string{err.Error()}
	}
	var out []string
	for _, c := range p.cs[:5] {
		for _, form := range c.forms() {
			text := string(log) + `{"level":"debug","message":"` + form + `"}`
			if len(findCanaries([]canary{c}, text)) != 1 {
				out = append(out, "a planted "+c.kind+" was not found")
			}
		}
	}
	return out
}
