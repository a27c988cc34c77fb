package operation

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/gouji/gouji/lab/chaos/judge"
	"github.com/gouji/gouji/lab/chaos/scenario"
	"github.com/gouji/gouji/lab/chaos/system"
	"github.com/gouji/gouji/lab/chaos/wait"
)

// kept is what an upgrade must leave as it was.
type kept struct {
	rows      map[judge.Key]string // the digest of each verdict
	decisions []string
}

// keptNow is what the store has now, and earlier rows, as they were then.
func (u *upgrade) keptNow(ctx context.Context, earlier map[judge.Key]string) (kept, error) {
	rows, err := u.RowsNow(ctx)
	if err != nil {
		return kept{}, err
	}
	maps.Copy(rows, earlier)
	decisions, err := u.decisions(ctx)
	return kept{rows, decisions}, err
}

// weigh says what is otherwise than docs/upgrade.md promises.
func (u *upgrade) weigh(ctx context.Context, out *scenario.Result, before kept) ([]string, error) {
	var wrong []string
	say := func(format string, a ...any) { wrong = append(wrong, fmt.Sprintf(format, a...)) }
	docs := map[string]map[string]bool{} // by the parser that they have a result under
	for k := range out.Verdict.Keys {
		if docs[k.Parser] == nil {
			docs[k.Parser] = map[string]bool{}
		}
		docs[k.Parser][k.Doc] = true
	}
	var figures []string
	for _, p := range u.programs {
		figures = append(figures, fmt.Sprintf("%d under parser %s", len(docs[p.parser]), p.parser))
		if len(docs[p.parser]) == 0 {
			say("no document has a result under parser %s: the load did not go on", p.parser)
		}
	}
	last, alone := docs[u.programs[next].parser], 0
	for doc := range last {
		if !docs[u.programs[older].parser][doc] && !docs[u.programs[present].parser][doc] {
			alone++
		}
	}
	if len(last) != out.Verdict.Published || out.Verdict.Dead > 0 {
		say("%d of %d documents have a result under the last parser, %d are dead", len(last), out.Verdict.Published, out.Verdict.Dead)
	}
	if len(docs) != len(u.programs) || alone == 0 {
		say("results are of %d parsers, want %d; %d came to the last one alone", len(docs), len(u.programs), alone)
	}
	now, err := u.keptNow(ctx, nil)
	if err != nil {
		return wrong, err
	}
	gone := 0
	for k, digest := range before.rows {
		if now.rows[k] != digest {
			gone++
		}
	}
	if gone > 0 {
		say("%d of %d earlier results are gone or other ones", gone, len(before.rows))
	}
	if len(before.decisions) == 0 || !slices.Equal(now.decisions, before.decisions) {
		say("the decisions were %q and are %q", before.decisions, now.decisions)
		return wrong, nil
	}
	shown, err := u.page(ctx, http.MethodGet, "/reports/"+strings.Fields(before.decisions[0])[0], nil)
	if err != nil {
		return wrong, err
	}
	if !strings.Contains(shown, decisionReason) {
		say("the page of a document does not show the decision any more")
	}
	out.Note = fmt.Sprintf("documents with results: %s, of these %d with no other; %d earlier results and %d decisions kept", strings.Join(figures, ", "), alone, len(before.rows), len(now.decisions))
	return wrong, nil
}

// reviewer signs in to the pages as who may decide; producer is one that may hand documents in.
const (
	reviewer = "reviewer/judge:reviewer-of-the-laboratory"
	producer = "chaos:producer-of-the-laboratory"
)

// decisionReason is what somebody writes to a decision.
const decisionReason = "checked by the laboratory"

// decide decides on the first finding that the pages show.
func (u *upgrade) decide(ctx context.Context) error {
	form := regexp.MustCompile(`name="rule" value="([^"]+)"><input type="hidden" name="evidence" value="([^"]+)"`)
	looked, last := map[string]bool{}, error(nil)
	err := wait.Until(ctx, "a decision on a finding", system.StallBound, func(ctx context.Context) bool {
		rows, err := u.RowsNow(ctx)
		if err != nil {
			return false
		}
		for _, k := range slices.SortedFunc(maps.Keys(rows), func(a, b judge.Key) int { return strings.Compare(a.Doc, b.Doc) }) {
			if looked[k.Doc] {
				continue
			}
			page, err := u.page(ctx, http.MethodGet, "/reports/"+k.Doc, nil)
			if err != nil {
				last = err
				return false
			}
			looked[k.Doc] = true
			found := form.FindStringSubmatch(page)
			if found == nil {
				continue
			}
			_, last = u.page(ctx, http.MethodPost, "/reports/"+k.Doc+"/decisions",
				url.Values{"rule": {found[1]}, "evidence": {found[2]}, "kind": {"dismissed"}, "reason": {decisionReason}})
			return last == nil
		}
		return false
	})
	if err != nil {
		return fmt.Errorf("%w (%d pages looked at, last error: %v)", err, len(looked), last)
	}
	return nil
}

// decisions is what the store has of them, each after its document.
func (u *upgrade) decisions(ctx context.Context) (out []string, err error) {
	path, _ := strings.CutPrefix(u.Store, "sqlite:")
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

// page asks the pages as a reviewer.
func (u *upgrade) page(ctx context.Context, method, path string, form url.Values) (string, error) {
	req, err := http.NewRequestWithContext(ctx, method, "http://"+u.pages+path, bytes.NewReader([]byte(form.Encode())))
	if err != nil {
		return "", err
	}
	name, secret, _ := strings.Cut(strings.TrimPrefix(reviewer, "reviewer/"), ":")
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
