package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/gouji/gouji/stages/publish"
	"github.com/gouji/gouji/stages/report"
)

// ErrNotFound says that there is no verdict on a document.
var ErrNotFound = errors.New("sqlstore: no verdict on the document")

// Verdict is a verdict as stored.
type Verdict struct {
	Summary
	// JSON is the check object, byte for byte as it was put.
	JSON []byte
}

// Summary is what List says of a verdict. Pointers are nil where the report does not say.
type Summary struct {
	// ID grows with every verdict.
	ID int64
	publish.Key
	// Digest is the SHA-256 of the check object in lower-case hexadecimal.
	Digest        string
	Year          *int
	Agency, Title *string
	Form          report.Form
	// Errors, Warnings and Infos count the findings.
	Errors, Warnings, Infos int
	// Unread counts the cells that could not be read.
	Unread int
}

// Filter chooses verdicts; its zero value chooses the newest of each document: under the
// parser and rules of the one written last the one on the greatest basis. Two verdicts on
// different bases may be written in either order, and the greater basis is the last word.
type Filter struct {
	// Year, Agency, Form, Parser and Rules choose those that have this value. The zero
	// value chooses all.
	Year          int
	Agency        string
	Form          report.Form
	Parser, Rules string
	// Rule and Severity choose those with a finding of this rule and severity; one
	// finding must have both.
	Rule     string
	Severity report.Severity
	// All chooses every verdict on a document and not the newest alone. The newest is
	// that under Parser and Rules if these are given.
	All bool
	// After chooses those with a greater ID, and Limit the first so many, for paging; 0
	// is no limit. Count ignores both.
	After int64
	Limit int
}

const summaryColumns = "v.id, v.doc, v.parser, v.rules, v.basis, v.digest, v.year, v.agency, v.title, v.form, v.errors, v.warnings, v.infos, v.cells_unread"

func (s *Summary) fields() []any {
	return []any{
		&s.ID, &s.Doc, &s.Parser, &s.Rules, &s.Basis, &s.Digest, &s.Year, &s.Agency, &s.Title, &s.Form,
		&s.Errors, &s.Warnings, &s.Infos, &s.Unread,
	}
}

// lastOfKind is the id of the last verdict on the document of v by its parser and rules.
const lastOfKind = "(SELECT MAX(x.id) FROM verdicts x WHERE x.doc = v.doc AND x.parser = v.parser AND x.rules = v.rules)"

// revisionOf is the revision of what is said of the document, as text that is greater the later
// it is: the end of the parser's token, "" for the first. A verdict of an earlier revision that is
// stored late is not the newest.
func revisionOf(parser string) string {
	return "(CASE WHEN " + parser + " LIKE '%-m___' THEN SUBSTR(" + parser + ", LENGTH(" + parser + ") - 2) ELSE '' END)"
}

// byNewest orders the verdicts v on a document, the newest first.
func byNewest() string {
	return " ORDER BY " + revisionOf("v.parser") + " DESC, " + lastOfKind + " DESC, v.basis DESC"
}

// Get returns the newest verdict on a document, ErrNotFound if there is none.
func (s *Store) Get(ctx context.Context, doc string) (Verdict, error) {
	var v Verdict
	row := s.read.QueryRowContext(ctx, s.bind("SELECT "+summaryColumns+", v.check_json FROM verdicts v WHERE v.doc = ?"+byNewest()+" LIMIT 1"), doc)
	err := row.Scan(append(v.fields(), &v.JSON)...)
	if errors.Is(err, sql.ErrNoRows) {
		return Verdict{}, ErrNotFound
	}
	if err != nil {
		return Verdict{}, fmt.Errorf("sqlstore: read the verdict on %s: %w", doc, err)
	}
	v.JSON, err = unpacked(v.JSON)
	return v, err
}

// List returns the verdicts that f chooses, the oldest first.
func (s *Store) List(ctx context.Context, f Filter) ([]Summary, error) {
	where, args := f.where()
	query := "SELECT " + summaryColumns + " FROM verdicts v WHERE v.id > ? AND " + where + " ORDER BY v.id"
	args = append([]any{f.After}, args...)
	if f.Limit > 0 {
		query, args = query+" LIMIT ?", append(args, f.Limit)
	}
	rows, err := s.read.QueryContext(ctx, s.bind(query), args...)
	if err != nil {
		return nil, fmt.Errorf("sqlstore: list: %w", err)
	}
	defer rows.Close()
	var out []Summary
	for rows.Next() {
		var v Summary
		if err := rows.Scan(v.fields()...); err != nil {
			return nil, fmt.Errorf("sqlstore: list: %w", err)
		}
		out = append(out, v)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("sqlstore: list: %w", err)
	}
	return out, nil
}

// Count returns how many verdicts f chooses. With the zero Filter it is the number of
// documents that have one.
func (s *Store) Count(ctx context.Context, f Filter) (int64, error) {
	where, args := f.where()
	var n int64
	if err := s.read.QueryRowContext(ctx, s.bind("SELECT COUNT(*) FROM verdicts v WHERE "+where), args...).Scan(&n); err != nil {
		return 0, fmt.Errorf("sqlstore: count: %w", err)
	}
	return n, nil
}

// where returns the condition on verdicts v and its arguments; it is never empty.
func (f Filter) where() (string, []any) {
	and, args := []string{"1 = 1"}, []any(nil)
	add := func(cond string, use bool, values ...any) {
		if use {
			and, args = append(and, cond), append(args, values...)
		}
	}
	add("v.year = ?", f.Year != 0, f.Year)
	add("v.agency = ?", f.Agency != "", f.Agency)
	add("v.form = ?", f.Form != "", string(f.Form))
	add("v.parser = ?", f.Parser != "", f.Parser)
	add("v.rules = ?", f.Rules != "", f.Rules)
	if f.Rule != "" || f.Severity != "" {
		and = append(and, "EXISTS (SELECT 1 FROM findings f WHERE f.verdict_id = v.id")
		add("f.rule = ?", f.Rule != "", f.Rule)
		add("f.severity = ?", f.Severity != "", string(f.Severity))
		and[len(and)-1] += ")"
	}
	if !f.All {
		and = append(and, "NOT EXISTS (SELECT 1 FROM verdicts w WHERE w.doc = v.doc AND CASE WHEN w.parser = v.parser AND w.rules = v.rules"+
			" THEN w.basis > v.basis WHEN "+revisionOf("w.parser")+" = "+revisionOf("v.parser")+" THEN w.id > "+lastOfKind+
			" ELSE "+revisionOf("w.parser")+" > "+revisionOf("v.parser")+" END")
		add("w.parser = ?", f.Parser != "", f.Parser)
		add("w.rules = ?", f.Rules != "", f.Rules)
		and[len(and)-1] += ")"
	}
	return strings.Join(and, " AND "), args
}
