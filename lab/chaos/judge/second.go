package judge

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"os/exec"
	"strings"

	_ "github.com/jackc/pgx/v5/stdlib"
	_ "modernc.org/sqlite"
)

// Second is the other reading: the SQL store's rows and what `gouji status` says. It knows
// nothing of the streams.
type Second struct {
	Rows   map[Key]string // digest of the verdict under each key
	twice  int            // keys with more than one row
	Status Status
	// Refusal is what gouji status says instead of figures.
	Refusal string
}

// Status is the figures of `gouji status`, in documents.
type Status struct {
	Accepted    int `json:"accepted"`
	Published   int `json:"published"`
	Dead        int `json:"dead"`
	InFlight    int `json:"in_flight"`
	Unaccounted int `json:"unaccounted"`
}

// ReadSecond reads the store, and asks the binary gouji for the status of the broker at url.
func ReadSecond(ctx context.Context, gouji, url, store string) (Second, error) {
	s := Second{Rows: map[Key]string{}}
	if err := s.readStore(ctx, store); err != nil {
		return s, fmt.Errorf("reading the store: %w", err)
	}
	text, err := exec.CommandContext(ctx, gouji, "status", "--account", "--format", "json", "--log-level", "error", "--nats-url", url).Output()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		s.Refusal = strings.TrimSpace(string(exit.Stderr))
		return s, nil
	}
	if err != nil {
		return s, fmt.Errorf("gouji status: %w", err)
	}
	if err := json.Unmarshal(text, &s.Status); err != nil {
		return s, fmt.Errorf("gouji status: %q: %w", text, err)
	}
	return s, nil
}

// StoreRows is the digests of the verdicts in a store.
func StoreRows(ctx context.Context, store string) (map[Key]string, error) {
	s := Second{Rows: map[Key]string{}}
	err := s.readStore(ctx, store)
	return s.Rows, err
}

func (s *Second) readStore(ctx context.Context, store string) error {
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
		var k Key
		var digest string
		if err := rows.Scan(&k.Doc, &k.Parser, &k.Rules, &k.Basis, &digest); err != nil {
			return err
		}
		if _, there := s.Rows[k]; there {
			s.twice++
		}
		s.Rows[k] = digest
	}
	return rows.Err()
}

// Disagree says where the second reading contradicts the first.
func (s Second) Disagree(v Verdict) []string {
	var out []string
	say := func(n int, what string) {
		if n != 0 {
			out = append(out, fmt.Sprintf("%d %s", n, what))
		}
	}
	missing, other, extra := 0, 0, 0
	for k, digest := range v.Keys {
		switch d, ok := s.Rows[k]; {
		case !ok:
			missing++
		case d != digest:
			other++
		}
	}
	for k := range s.Rows {
		if _, ok := v.Keys[k]; !ok {
			extra++
		}
	}
	say(s.twice, "keys have two rows in the store")
	say(missing, "receipts have no row in the store")
	say(other, "rows in the store differ from their receipt")
	say(extra, "rows in the store have no receipt")
	if s.Refusal != "" {
		return append(out, fmt.Sprintf("gouji status fails: %.200s", s.Refusal))
	}
	st := s.Status
	say(st.Unaccounted, "documents unaccounted by gouji status")
	say(st.InFlight, "documents in flight by gouji status when nothing was left to do")
	say(st.Published-v.Published, "more documents published by gouji status than by the streams")
	say(st.Dead-v.Dead, "more documents dead by gouji status than by the streams")
	say(st.Accepted-st.Published-st.Dead-st.InFlight-st.Unaccounted, "is what the sum of gouji status is off by")
	return out
}
