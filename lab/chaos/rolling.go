package chaos

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/gouji/gouji/pipeline"
)

// rollingScenario is an upgrade to another parser, as docs/upgrade.md has it.
func rollingScenario() Scenario {
	return Scenario{
		Name:  "rolling",
		Doc:   "workers of one parser version are replaced by workers of the next, one at a time, in the order of docs/upgrade.md, while documents come; then `gouji reparse --publish` is killed and run again under the same load; every document must have a result under the new parser, the old results and the decisions must stand as they did",
		Short: Size{Docs: 60, Faults: 1}, Full: Size{Docs: 3000, Faults: 5}, Bound: time.Hour,
		run: rolling,
	}
}

// upgrade is a run whose workers are replaced by those of another version.
type upgrade struct {
	*run
	next         string // the program with the next parser
	before, then string // the versions of both parsers
	replaced     []atomic.Bool
	over         atomic.Bool // ends the supply of documents
	pages        string      // the address of the pages
	client       *http.Client
}

// rolledParts are the stages of the workers, in the order in which they are replaced: who reads
// a message comes before who writes it. There are two parsers, so that both versions work at once.
func rolledParts() []string {
	return []string{pipeline.StagePublish, pipeline.StageValidate, pipeline.StageParse, pipeline.StageParse, pipeline.StageIngest}
}

func rolling(ctx context.Context, l *lab) (Result, error) {
	u, err := l.beginUpgrade(ctx)
	defer u.end()
	if err != nil {
		return Result{}, err
	}
	// The first half of the documents comes to the old version alone.
	if err := u.reach(ctx, uint64(3*l.Docs)); err != nil {
		return Result{}, err
	}
	if err := u.decide(ctx); err != nil {
		return Result{}, err
	}
	if err := u.roll(ctx); err != nil {
		return Result{}, err
	}
	rows, err := u.rowsNow(ctx)
	if err != nil {
		return Result{}, err
	}
	decisions, err := u.decisions(ctx)
	if err != nil {
		return Result{}, err
	}
	if err := u.reparse(ctx); err != nil {
		return Result{}, err
	}
	u.over.Store(true)
	out, err := u.finish(ctx)
	if err != nil {
		return out, err
	}
	wrong, err := u.weigh(ctx, &out, rows, decisions)
	out.Failures = append(out.Failures, wrong...)
	return out, err
}

func (l *lab) beginUpgrade(ctx context.Context) (*upgrade, error) {
	parts := rolledParts()
	u := &upgrade{replaced: make([]atomic.Bool, len(parts)), client: &http.Client{Transport: &http.Transport{}}}
	var err error
	if err = u.buildNext(ctx, l); err != nil {
		return u, err
	}
	tokens := filepath.Join(l.dir, "tokens")
	if err := os.WriteFile(tokens, []byte(visitor+"\n"+reader+"\n"), 0o600); err != nil {
		return u, err
	}
	ports, err := freePorts(1)
	if err != nil {
		return u, err
	}
	at := fmt.Sprintf("127.0.0.1:%d", ports[0])
	u.pages = "http://" + at
	s := setup{nodes: 1, workers: len(parts), ackWait: l.lease(), ahead: l.lead(), docs: u.supply(l.Docs, l.Seed),
		binary: func(slot int) string {
			if u.replaced[slot].Load() {
				return u.next
			}
			return l.gouji
		},
		each: func(slot int) string { return parts[slot] },
		// The pages are where the store is.
		more: func(slot int) []string {
			if parts[slot] != pipeline.StagePublish {
				return nil
			}
			return []string{"--door", "--http", at, "--http-tokens", tokens}
		},
	}
	u.run, err = l.begin(ctx, s)
	return u, err
}

func (u *upgrade) end() {
	u.over.Store(true)
	u.run.end()
	u.client.CloseIdleConnections()
}

// parserFile declares the version of the parser.
const parserFile = "stages/parse/parse.go"

// buildNext builds the program with the next version of the parser.
func (u *upgrade) buildNext(ctx context.Context, l *lab) error {
	root, err := moduleRoot(ctx)
	if err != nil {
		return err
	}
	source, err := os.ReadFile(filepath.Join(root, parserFile))
	if err != nil {
		return err
	}
	found := regexp.MustCompile(`(?m)^const Version = "(\d+)"$`).FindSubmatch(source)
	if found == nil {
		return fmt.Errorf("%s declares no version that is a number", parserFile)
	}
	n, err := strconv.Atoi(string(found[1]))
	if err != nil {
		return err
	}
	u.before, u.then = string(found[1]), strconv.Itoa(n+1)
	u.next, err = l.buildWith(ctx, "next", map[string]string{}, edit{parserFile, string(found[0]), fmt.Sprintf("const Version = %q", u.then)})
	return err
}

// supply is generated reports without end, until the upgrade is over and there were n at least.
func (u *upgrade) supply(n int, seed uint64) iter.Seq[submission] {
	return func(yield func(submission) bool) {
		for i := 0; ; {
			// The generator knows few issuers: a batch of its own has others.
			for d := range light(n, seed+uint64(i)) {
				if i >= n && u.over.Load() || !yield(d) {
					return
				}
				i++
			}
		}
	}
}

// roll replaces one worker after the other, each at some moment of the load.
func (u *upgrade) roll(ctx context.Context) error {
	for i, part := range rolledParts() {
		end, err := u.logEnd(ctx)
		if err != nil {
			return err
		}
		if err := u.reach(ctx, end+uint64(1+u.rand.IntN(2*len(rolledParts())))); err != nil {
			return err
		}
		old := u.fleet.expect(i)
		u.replaced[i].Store(true)
		u.fault("SIGTERM to the %s of parser %s, then parser %s", part, u.before, u.then)
		if err := old.stop(); err != nil {
			return err
		}
		if err := until(ctx, "the next version is started", startWait, func(context.Context) bool { return u.fleet.at(i) != old }); err != nil {
			return err
		}
	}
	return nil
}

// reparse runs the command, kills it in the middle of its work as often as there are faults, and
// lets it end.
func (u *upgrade) reparse(ctx context.Context) error {
	args := []string{"reparse", "--publish", "--rate", "0", "--lang", "en", "--nats-url", u.broker.urls()}
	log := filepath.Join(u.dir, "reparse.log")
	for range u.Faults {
		p, err := u.spawn.start(command(nil, u.next, args...), log)
		if err != nil {
			return err
		}
		begun, err := u.read(ctx, u.then)
		if err != nil {
			return err
		}
		more := 1 + u.rand.IntN(max(1, u.Docs/8))
		err = until(ctx, "reparse has written something", stallBound, func(ctx context.Context) bool {
			now, err := u.read(ctx, u.then)
			return p.ended() || err == nil && now >= begun+more
		})
		if err != nil {
			return err
		}
		u.fault("SIGKILL to gouji reparse")
		p.kill()
	}
	cmd := exec.CommandContext(ctx, u.next, args...)
	if text, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("gouji reparse: %w: %.500s", err, text)
	}
	return nil
}

// read is how many documents the store has under a version of the parser.
func (u *upgrade) read(ctx context.Context, version string) (int, error) {
	rows, err := u.rowsNow(ctx)
	docs := map[string]bool{}
	for k := range rows {
		if k.Parser == version {
			docs[k.Doc] = true
		}
	}
	return len(docs), err
}

// rowsNow is the store's verdicts.
func (u *upgrade) rowsNow(ctx context.Context) (map[key]string, error) {
	s := second{rows: map[key]string{}}
	err := s.readStore(ctx, u.store)
	return s.rows, err
}

// weigh says what is otherwise than docs/upgrade.md promises.
func (u *upgrade) weigh(ctx context.Context, out *Result, rows map[key]string, decisions []string) ([]string, error) {
	var wrong []string
	old, next := map[string]bool{}, map[string]bool{}
	for k := range out.Verdict.keys {
		switch k.Parser {
		case u.before:
			old[k.Doc] = true
		case u.then:
			next[k.Doc] = true
		default:
			wrong = append(wrong, "a result of parser "+k.Parser)
		}
	}
	missing, alone := 0, 0
	for doc := range old {
		if !next[doc] {
			missing++
		}
	}
	for doc := range next {
		if !old[doc] {
			alone++
		}
	}
	if missing > 0 || len(next) != out.Verdict.Published {
		wrong = append(wrong, fmt.Sprintf("%d of %d documents of the old parser have no result under the new one, which has %d of %d", missing, len(old), len(next), out.Verdict.Published))
	}
	if len(old) == 0 || alone == 0 {
		wrong = append(wrong, fmt.Sprintf("the load did not go on: %d documents came to the old parser, %d to the new one alone", len(old), alone))
	}
	now, err := u.rowsNow(ctx)
	if err != nil {
		return wrong, err
	}
	gone := 0
	for k, digest := range rows {
		if now[k] != digest {
			gone++
		}
	}
	if gone > 0 {
		wrong = append(wrong, fmt.Sprintf("%d of %d results of before reparse are gone or other ones", gone, len(rows)))
	}
	kept, err := u.decisions(ctx)
	if err != nil {
		return wrong, err
	}
	if len(decisions) == 0 || !slices.Equal(kept, decisions) {
		wrong = append(wrong, fmt.Sprintf("the decisions were %q and are %q", decisions, kept))
	}
	shown, err := u.page(ctx, http.MethodGet, "/reports/"+strings.Fields(decisions[0])[0], nil)
	if err != nil {
		return wrong, err
	}
	if !strings.Contains(shown, decisionReason) {
		wrong = append(wrong, "the page of a document does not show the decision any more")
	}
	out.Note = fmt.Sprintf("%d documents of parser %s, all with a result under parser %s, %d came to that alone; %d decisions kept", len(old), u.before, u.then, alone, len(kept))
	return wrong, nil
}

// decisionReason is what somebody writes to a decision.
const decisionReason = "checked by the laboratory"

// decide decides on the first finding that the pages show.
func (u *upgrade) decide(ctx context.Context) error {
	form := regexp.MustCompile(`name="rule" value="([^"]+)"><input type="hidden" name="evidence" value="([^"]+)"`)
	looked := map[string]bool{}
	return until(ctx, "a decision on a finding", stallBound, func(ctx context.Context) bool {
		rows, err := u.rowsNow(ctx)
		if err != nil {
			return false
		}
		for _, k := range slices.SortedFunc(maps.Keys(rows), func(a, b key) int { return strings.Compare(a.Doc, b.Doc) }) {
			if looked[k.Doc] {
				continue
			}
			page, err := u.page(ctx, http.MethodGet, "/reports/"+k.Doc, nil)
			if err != nil {
				return false
			}
			looked[k.Doc] = true
			found := form.FindStringSubmatch(page)
			if found == nil {
				continue
			}
			_, err = u.page(ctx, http.MethodPost, "/reports/"+k.Doc+"/decisions",
				url.Values{"rule": {found[1]}, "evidence": {found[2]}, "kind": {"dismissed"}, "reason": {decisionReason}})
			return err == nil
		}
		return false
	})
}

// decisions is what the store has of them, each after its document.
func (u *upgrade) decisions(ctx context.Context) (out []string, err error) {
	path, _ := strings.CutPrefix(u.store, "sqlite:")
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=busy_timeout(10000)&_pragma=query_only(1)")
	if err != nil {
		return nil, err
	}
	defer db.Close()
	rows, err := db.QueryContext(ctx, "SELECT doc || ' ' || rule || ' ' || evidence || ' ' || kind || ' ' || reason || ' ' || who || ' ' || at || ' ' || is_last FROM decisions ORDER BY id")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			return nil, err
		}
		out = append(out, line)
	}
	return out, rows.Err()
}

// page asks the pages as an operator.
func (u *upgrade) page(ctx context.Context, method, path string, form url.Values) (string, error) {
	req, err := http.NewRequestWithContext(ctx, method, u.pages+path, bytes.NewReader([]byte(form.Encode())))
	if err != nil {
		return "", err
	}
	name, secret, _ := strings.Cut(strings.TrimPrefix(visitor, "operator/"), ":")
	req.SetBasicAuth(name, secret)
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	res, err := u.client.Do(req)
	if err != nil {
		return "", err
	}
	body, err := io.ReadAll(res.Body)
	if err = errors.Join(err, res.Body.Close()); err == nil && res.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s %s is answered by %s: %.300s", method, path, res.Status, body)
	}
	return string(body), err
}
