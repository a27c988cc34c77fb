package main

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gouji/gouji/internal/node"
	"github.com/gouji/gouji/internal/office"
)

// page fetches a page of a running system.
func page(t *testing.T, p *process, path, user, secret string) (int, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+p.where.HTTP+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	if user != "" {
		r.SetBasicAuth(user, secret)
	}
	return answered(t, r)
}

// TestUpServesTheOffice: what was submitted is on the pages, with its original beside it, and
// the door stands where it did.
func TestUpServesTheOffice(t *testing.T) {
	t.Parallel()
	up := startUp(t, t.TempDir())
	all := lines[submitted](t, mustCommand(t, "submit", "--wait", "--format", "json", "--nats-url", up.where.NATS, samples(t, 3, 5)))
	for _, s := range all {
		if code, body := page(t, up, "/reports", "", ""); code != http.StatusOK || !strings.Contains(body, "/reports/"+s.ID) {
			t.Errorf("%s is not in the list: %d", s.ID, code)
		}
		if code, body := page(t, up, "/reports/"+s.ID, "", ""); code != http.StatusOK || !strings.Contains(body, "提交时间") {
			t.Errorf("the page of %s: %d", s.ID, code)
		}
		if code, body := page(t, up, "/reports/"+s.ID+"/original", "", ""); code != http.StatusOK || !strings.Contains(body, `class="spot`) {
			t.Errorf("the original of %s: %d", s.ID, code)
		}
		if code, body := page(t, up, "/v1/reports/"+s.ID, "", ""); code != http.StatusOK || !strings.Contains(body, `"published"`) {
			t.Errorf("the door on %s: %d %.200s", s.ID, code, body)
		}
	}
	if code, body := page(t, up, "/operate", "", ""); code != http.StatusOK || !strings.Contains(body, "published") {
		t.Errorf("/operate: %d %.300s", code, body)
	}
}

func tokens(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "tokens")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestPagesAskWhoComes: with users in the file of tokens nobody sees a page without signing in;
// without any, none is served where others reach the address.
func TestPagesAskWhoComes(t *testing.T) {
	t.Parallel()
	listen := []string{"up", "--nats-listen", "127.0.0.1:0", "--admin", "127.0.0.1:0"}
	secured := start(t, append(listen, "--data", t.TempDir(), "--http", "127.0.0.1:0", "--http-tokens", tokens(t, "crawler:a-long-secret\nviewer/zhang:another-secret\n"))...)
	if code, _ := page(t, secured, "/", "", ""); code != http.StatusUnauthorized {
		t.Errorf("without a name: %d", code)
	}
	if code, _ := page(t, secured, "/", "zhang", "another-secret"); code != http.StatusOK {
		t.Errorf("a viewer: %d", code)
	}
	if code, _ := page(t, secured, "/operate", "zhang", "another-secret"); code != http.StatusForbidden {
		t.Errorf("a viewer at the operator's page: %d", code)
	}
	reached := start(t, append(listen, "--data", t.TempDir(), "--http", "0.0.0.0:0")...)
	if code, _ := page(t, reached, "/reports", "", ""); code != http.StatusNotFound {
		t.Errorf("an address that others reach: %d", code)
	}
}

func TestTokensFile(t *testing.T) {
	t.Parallel()
	doors, users, err := node.ReadTokens(tokens(t, "# who\n\ncrawler:a:b\nreviewer/Li:c\n"))
	if err != nil || len(doors) != 1 || doors[0].Producer != "crawler" || len(users) != 2 || users[1] != office.NewUser("li", office.Reviewer, "c") || users[0] != office.NewUser("crawler", office.Producer, "a:b") {
		t.Errorf("%v %v %v", doors, users, err)
	}
	for name, text := range map[string]string{"no secret": "crawler:", "no name": "viewer/:x", "no role": "root/x:S3cret", "viewers alone would leave the door open": "viewer/x:y"} {
		if _, _, err := node.ReadTokens(tokens(t, text)); err == nil || strings.Contains(err.Error(), "S3cret") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
