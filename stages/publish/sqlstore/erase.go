package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// Erasure says who erases a document and why; Reason is a word and no text.
type Erasure struct {
	Who, Reason string
	At          time.Time
}

// Erased is what Erase removed.
type Erased struct {
	Verdicts  int64 `json:"verdicts"`
	Decisions int64 `json:"decisions"`
}

// HoldsDocument reports whether there is anything of a document.
func (s *Store) HoldsDocument(ctx context.Context, doc string) (bool, error) {
	n, err := column[int64](ctx, s.read, s.bind("SELECT (SELECT COUNT(*) FROM verdicts WHERE doc = ?) + (SELECT COUNT(*) FROM decisions WHERE doc = ?)"), valid(doc), valid(doc))
	return err == nil && n[0] > 0, err
}

// Erase removes all verdicts on a document with their findings and cells, its row, its words and
// the decisions that were taken on it, and leaves a record that says no more than that. The
// document's report has another current version then, if there is one, and the decision before
// one that went is the last word again. It may be repeated.
//
// A SQLite file is written anew afterwards (VACUUM), which takes as much room again and as long
// as reading it; writers wait meanwhile. PostgreSQL frees the room when it vacuums.
func (s *Store) Erase(ctx context.Context, doc string, e Erasure) (out Erased, err error) {
	if err := s.AtPath(); err != nil {
		return out, err
	}
	tctx, cancel := context.WithTimeout(ctx, s.limit)
	defer cancel()
	err = s.inTx(tctx, func(tx *sql.Tx) error {
		if out.Verdicts, err = s.eraseDocument(tctx, tx, doc); err != nil {
			return err
		}
		if out.Decisions, err = s.eraseDecisions(tctx, tx, doc); err != nil || out == (Erased{}) {
			return err
		}
		_, err = tx.ExecContext(tctx, s.bind("INSERT INTO erased (doc, at, who, reason, verdicts) VALUES "+tuples(1, 5)),
			valid(doc), e.At.UTC().Format(time.RFC3339), clean(e.Who), clean(e.Reason), out.Verdicts)
		return err
	})
	if err != nil {
		return Erased{}, fmt.Errorf("sqlstore: erase %s: %w", doc, err)
	}
	if err := s.rewrite(ctx); err != nil {
		return out, fmt.Errorf("sqlstore: %s is erased, and its bytes may still stand in free room of the file; erase it again: %w", doc, err)
	}
	return out, nil
}

// eraseDocument removes the verdicts on a document and its row, and returns how many verdicts.
func (s *Store) eraseDocument(ctx context.Context, tx *sql.Tx, doc string) (int64, error) {
	if err := s.lock(ctx, tx, Unknown+doc); err != nil {
		return 0, err
	}
	var id, weight int64
	var issuer string
	err := tx.QueryRowContext(ctx, s.bind("SELECT id, issuer, weight FROM documents WHERE doc = ?"), valid(doc)).Scan(&id, &issuer, &weight)
	switch {
	case errors.Is(err, sql.ErrNoRows):
	case err != nil:
		return 0, err
	default:
		if err := s.lock(ctx, tx, issuer); err != nil {
			return 0, err
		}
		if s.Name() == "sqlite" {
			if _, err := tx.ExecContext(ctx, "DELETE FROM search WHERE rowid = ?", ranked(weight, id)); err != nil {
				return 0, err
			}
		}
		for _, table := range []string{"document_rules WHERE document_id", "unsearched WHERE document_id", "documents WHERE id"} {
			if _, err := tx.ExecContext(ctx, s.bind("DELETE FROM "+table+" = ?"), id); err != nil {
				return 0, err
			}
		}
		if err := s.markAll(ctx, tx, issuer); err != nil {
			return 0, err
		}
	}
	if _, err := tx.ExecContext(ctx, s.bind("DELETE FROM findings WHERE verdict_id IN (SELECT id FROM verdicts WHERE doc = ?)"), valid(doc)); err != nil {
		return 0, err
	}
	r, err := tx.ExecContext(ctx, s.bind("DELETE FROM verdicts WHERE doc = ?"), valid(doc))
	if err != nil {
		return 0, err
	}
	return r.RowsAffected()
}

// eraseDecisions removes the decisions that were taken on a document.
func (s *Store) eraseDecisions(ctx context.Context, tx *sql.Tx, doc string) (int64, error) {
	gone, err := s.decisionsWhere(ctx, tx, "doc = ?", valid(doc))
	if err != nil || len(gone) == 0 {
		return 0, err
	}
	for _, d := range gone {
		if err := s.lock(ctx, tx, d.Issuer); err != nil {
			return 0, err
		}
	}
	if _, err := tx.ExecContext(ctx, s.bind("DELETE FROM decisions WHERE doc = ?"), valid(doc)); err != nil {
		return 0, err
	}
	for _, d := range gone {
		if !d.Last {
			continue
		}
		left, err := s.decisions(ctx, tx, d.Issuer, d.Place, d.Year)
		if err != nil {
			return 0, err
		}
		var before int64
		for _, o := range left {
			if o.Rule == d.Rule && o.Evidence == d.Evidence {
				before = o.ID
			}
		}
		if _, err := tx.ExecContext(ctx, s.bind("UPDATE decisions SET is_last = ? WHERE id = ?"), true, before); err != nil {
			return 0, err
		}
	}
	return int64(len(gone)), nil
}

// rewrite writes a SQLite file anew, so that nothing which was removed, or written over by a
// later version of a row, is left in its free room or in its journal. The index of words keeps
// what was removed until it is merged.
func (s *Store) rewrite(ctx context.Context) error {
	if s.Name() != "sqlite" {
		return nil
	}
	for _, q := range []string{"INSERT INTO search (search) VALUES ('optimize')", "VACUUM"} {
		if _, err := s.write.ExecContext(ctx, q); err != nil {
			return err
		}
	}
	var held, pages, moved int64
	if err := s.write.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&held, &pages, &moved); err != nil {
		return err
	}
	if held != 0 {
		return errors.New("another process reads the file, so that its journal stays")
	}
	return nil
}
