package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/gouji/gouji/stages/fold"
	"github.com/gouji/gouji/stages/report"
)

// Decision is what somebody decided on a finding. It is kept by the identity of the report and
// by rule and evidence, not by the finding's row: replays, other rule sets and other parsers
// find it again.
type Decision struct {
	ID int64
	// Issuer, Place and Year are of the report; Year is 0 where it is not known.
	Issuer, Place string
	Year          int
	Rule          string
	// Evidence is that of the finding, see Evidence.
	Evidence string
	// Kind is Confirmed, Dismissed or Returned. Reason is why, needed for Dismissed.
	Kind, Reason string
	// Message is what the finding said when it was decided on, Doc the document.
	Message, Doc string
	Who          string
	At           time.Time
	// Last says that no later decision takes its place.
	Last bool
}

// Evidence identifies what a finding rests on, see report.EvidenceOf.
func Evidence(f report.Finding) string { return report.EvidenceOf(f, fold.String) }

// ErrReason says that a decision lacks what it needs.
var ErrReason = errors.New("sqlstore: a dismissed finding needs a reason")

// Decide keeps a decision; that before it on the same finding stays in the history.
func (s *Store) Decide(ctx context.Context, d Decision) (err error) {
	switch {
	case d.Kind != Confirmed && d.Kind != Dismissed && d.Kind != Returned:
		return fmt.Errorf("sqlstore: %.20q is no kind of decision", d.Kind)
	case d.Kind == Dismissed && strings.TrimSpace(d.Reason) == "":
		return ErrReason
	}
	ctx, cancel := context.WithTimeout(ctx, s.limit)
	defer cancel()
	return s.inTx(ctx, func(tx *sql.Tx) error {
		if err := s.lock(ctx, tx, d.Issuer); err != nil {
			return err
		}
		all, err := s.decisions(ctx, tx, d.Issuer, d.Place, d.Year)
		if err != nil {
			return err
		}
		for _, o := range all {
			if !o.Last || o.Rule != d.Rule || o.Evidence != d.Evidence {
				continue
			}
			if _, err := tx.ExecContext(ctx, s.bind("UPDATE decisions SET is_last = ? WHERE id = ?"), false, o.ID); err != nil {
				return fmt.Errorf("sqlstore: decide: %w", err)
			}
		}
		d.Last = true
		if err := s.insertDecision(ctx, tx, d); err != nil {
			return err
		}
		return nil
	})
}

func (s *Store) insertDecision(ctx context.Context, tx *sql.Tx, d Decision) error {
	_, err := tx.ExecContext(ctx, s.bind("INSERT INTO decisions (issuer, place, year, rule, evidence, kind, reason, message, who, at, doc, is_last) VALUES "+tuples(1, 12)),
		valid(d.Issuer), valid(d.Place), d.Year, valid(d.Rule), valid(d.Evidence), d.Kind, clean(d.Reason), clean(d.Message), clean(d.Who), d.At.UTC().Format(time.RFC3339), valid(d.Doc), d.Last)
	if err != nil {
		return fmt.Errorf("sqlstore: decide: %w", err)
	}
	return nil
}

// KeepDecisions puts decisions back that the store may have lost, in the order they were taken,
// and returns how many it had not. Those that it has stay, and the last word on a finding does.
func (s *Store) KeepDecisions(ctx context.Context, back []Decision) (added int, err error) {
	ctx, cancel := context.WithTimeout(ctx, s.limit)
	defer cancel()
	err = s.inTx(ctx, func(tx *sql.Tx) error {
		for _, d := range back {
			if err := s.lock(ctx, tx, d.Issuer); err != nil {
				return err
			}
			there, err := s.decisions(ctx, tx, d.Issuer, d.Place, d.Year)
			if err != nil {
				return err
			}
			have := false
			for _, o := range there {
				if o.Rule != d.Rule || o.Evidence != d.Evidence {
					continue
				}
				have = have || o.At.Equal(d.At) && o.Who == d.Who && o.Kind == d.Kind && o.Reason == d.Reason
				d.Last = d.Last && !o.Last
			}
			if have {
				continue
			}
			if err := s.insertDecision(ctx, tx, d); err != nil {
				return err
			}
			added++
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	return added, nil
}

// Decisions returns the decisions on the findings of a report, in the order they were taken.
func (s *Store) Decisions(ctx context.Context, of Report) ([]Decision, error) {
	year := 0
	if of.Year != nil {
		year = *of.Year
	}
	return s.decisions(ctx, s.read, of.Issuer, of.Place, year)
}

func (s *Store) decisions(ctx context.Context, q querier, issuer, place string, year int) ([]Decision, error) {
	all, err := s.decisionsWhere(ctx, q, "issuer = ? AND year = ?", valid(issuer), year)
	return slices.DeleteFunc(all, func(d Decision) bool { return !sameReport(issuer, place, d.Place) }), err
}

// DecisionsIn returns the decisions on all reports of a year, in the order they were taken.
func (s *Store) DecisionsIn(ctx context.Context, year int) ([]Decision, error) {
	return s.decisionsWhere(ctx, s.read, "year = ?", year)
}

func (s *Store) decisionsWhere(ctx context.Context, q querier, where string, args ...any) ([]Decision, error) {
	rows, err := q.QueryContext(ctx, s.bind("SELECT id, issuer, place, year, rule, evidence, kind, reason, message, who, at, doc, is_last FROM decisions WHERE "+where+" ORDER BY id"), args...)
	if err != nil {
		return nil, fmt.Errorf("sqlstore: decisions: %w", err)
	}
	defer rows.Close()
	var out []Decision
	for rows.Next() {
		var d Decision
		var at string
		if err := rows.Scan(&d.ID, &d.Issuer, &d.Place, &d.Year, &d.Rule, &d.Evidence, &d.Kind, &d.Reason, &d.Message, &d.Who, &at, &d.Doc, &d.Last); err != nil {
			return nil, fmt.Errorf("sqlstore: decisions: %w", err)
		}
		if d.At, err = time.Parse(time.RFC3339, at); err != nil {
			return nil, fmt.Errorf("sqlstore: decisions: %w", err)
		}
		out = append(out, d)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("sqlstore: decisions: %w", err)
	}
	return out, nil
}
