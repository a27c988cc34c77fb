package chaos

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"os/exec"
	"strings"

	_ "github.com/jackc/pgx/v5/stdlib" // driver "pgx"
	_ "modernc.org/sqlite"             // driver "sqlite"
)

// second is the other reading: the SQL store's rows and what `gouji status` says. It knows
// nothing of the streams.
type second struct {
	rows   map[key]string // digest of the verdict under each key
	twice  int            // keys with more than one row
	status statusJSON
	// refusal is what gouji status says instead of figures.
	refusal string
}

type statusJSON struct {
	Accepted    int `json:"accepted"`
	Published   int `json:"published"`
	Dead        int `json:"dead"`
	InFlight    int `json:"in_flight"`
	Unaccounted int `json:"unaccounted"`
}

// secondReading reads the store, and asks the binary gouji for the status of the broker at url.
func secondReading(ctx context.Context, gouji, url, store string) (second, error) {
	s := second{rows: map[key]string{}}
	if err := s.readStore(ctx, store); err != nil {
		return s, fmt.Errorf("reading the store: %w", err)
	}
	text, err := exec.CommandContext(ctx, gouji, "status", "--account", "--format", "json", "--log-level", "error", "--nats-url", url).Output()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		s.refusal = strings.TrimSpace(string(exit.Stderr))
		return s, nil
	}
	if err != nil {
		return s, fmt.Errorf("gouji status: %w", err)
	}
	if err := json.Unmarshal(text, &s.status); err != nil {
		return s, fmt.Errorf("gouji status: %q: %w", text, err)
	}
	return s, nil
}

// storeRows is the digests of the verdicts in a store.
func storeRows(ctx context.Context, store string) (map[key]string, error) {
	s := second{rows: map[key]string{}}
	err := s.readStore(ctx, store)
	return s.rows, err
}

func (s *second) readStore(ctx context.Context, store string) error {
	driver, dsn := "pgx", store
	if path, ok := strings.CutPrefix(store, "sqlite:"); ok {
		driver, dsn = "sqlite", "file:"+path+"?_pragma=busy_timeout(10000)&_pragma=query_only(1)"
	}
	db, err := sql.Open(driver, dsn)
	if err != nil {
		return err
	}
	defer db.Close()
	rows, err := db.QueryContext(ctx, "SELECT doc, parser, rules, basis, digest FROM verdicts")
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var k key
		var digest string
		if err := rows.Scan(&k.Doc, &k.Parser, &k.Rules, &k.Basis, &digest); err != nil {
			return err
		}
		if _, there := s.rows[k]; there {
			s.twice++
		}
		s.rows[k] = digest
	}
	return rows.Err()
}

// disagree says where the second reading contradicts the first.
func (s second) disagree(v Verdict) []string {
	var out []string
	say := func(n int, what string) {
		if n != 0 {
			out = append(out, fmt.Sprintf("%d %s", n, what))
		}
	}
	missing, other, extra := 0, 0, 0
	for k, digest := range v.keys {
		switch d, ok := s.rows[k]; {
		case !ok:
			missing++
		case d != digest:
			other++
		}
	}
	for k := range s.rows {
		if _, ok := v.keys[k]; !ok {
			extra++
		}
	}
	say(s.twice, "keys have two rows in the store")
	say(missing, "receipts have no row in the store")
	say(other, "rows in the store differ from their receipt")
	say(extra, "rows in the store have no receipt")
	if s.refusal != "" {
		return append(out, fmt.Sprintf("gouji status fails: %.200s", s.refusal))
	}
	st := s.status
	say(st.Unaccounted, "documents unaccounted by gouji status")
	say(st.InFlight, "documents in flight by gouji status when nothing was left to do")
	say(st.Published-v.Published, "more documents published by gouji status than by the streams")
	say(st.Dead-v.Dead, "more documents dead by gouji status than by the streams")
	say(st.Accepted-st.Published-st.Dead-st.InFlight-st.Unaccounted, "is what the sum of gouji status is off by")
	return out
}
