package sqlstore

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gouji/gouji/stages/neighbour/identity"
	"github.com/gouji/gouji/stages/publish"
	"github.com/gouji/gouji/stages/report"
)

// document is the row of a document in the table documents.
type document struct {
	doc                     string
	issuer, place           string
	year                    *int
	region                  string
	agency, title           *string
	form                    string
	file, url, producer     string
	published, submitted    *string
	errors, warnings, infos int
	unread                  int
	rules                   []documentRule // by their ids
}

// documentRule is how many findings of a rule a document has.
type documentRule struct {
	rule                    string
	errors, warnings, infos int
}

// documentOf makes the row of a record.
func documentOf(r publish.Record) document {
	rep := r.Check.Report
	d := document{
		doc: r.Key.Doc, year: rep.Year, region: r.Region, agency: rep.Agency, title: rep.Title, form: string(rep.Form),
		file: rep.Source.Filename, url: rep.Source.URL, producer: rep.Source.Producer, published: rep.Published,
	}
	if d.region == "" {
		d.region = rep.Source.Region
	}
	if !r.Submitted.IsZero() {
		s := r.Submitted.UTC().Format(time.RFC3339)
		d.submitted = &s
	}
	d.issuer, d.place = issuerOf(rep)
	byRule := map[string]documentRule{}
	for _, f := range r.Check.Findings {
		one := byRule[clean(f.Rule)]
		one.rule = clean(f.Rule)
		switch f.Severity {
		case report.Error:
			d.errors, one.errors = d.errors+1, one.errors+1
		case report.Warning:
			d.warnings, one.warnings = d.warnings+1, one.warnings+1
		default:
			d.infos, one.infos = d.infos+1, one.infos+1
		}
		byRule[one.rule] = one
	}
	for _, rule := range keys(byRule) {
		d.rules = append(d.rules, byRule[rule])
	}
	return d
}

// Unknown begins the issuer of a document whose issuer or year is not known: a document id follows.
const Unknown = "doc:"

// issuerOf says whose report it is. Two documents are versions of one report if they are of
// one issuer by package identity and of one year. A document whose issuer or year is not
// known, or whose name many bodies have, is a report by itself: a wrong match would hide one.
func issuerOf(rep *report.Report) (key, place string) {
	i := identity.Of(*rep)
	if rep.Year == nil || !identity.Same(i, i) {
		return Unknown + rep.ID, ""
	}
	return i.Key, i.Place.String()
}

// weight orders documents by what was found: an error weighs more than 999 warnings.
func (d document) weight() int64 {
	n := func(n int) int64 { return int64(min(n, 999)) }
	return n(d.errors)*1_000_000 + n(d.warnings)*1_000 + n(d.infos)
}

// ranked is the rowid of a document in SQLite's index of words: it is in the order of the lists,
// so that a page of reports with a word reads no more than it shows. A weight is below 2^30.
func ranked(weight, id int64) int64 { return weight<<32 | id }

// unranked is the SQL for the id of a document in a rowid of the index of words.
const unranked = "(search.rowid & 4294967295)"

// version is a document among the versions of one issuer's reports.
type version struct {
	id        int64
	doc       string
	year      int
	place     string
	published string
	current   bool
}

// enter writes the document's row where the verdict id is its newest, and marks which
// documents are current among those of its issuer, and of its former issuer if another parser
// reads another name.
func (s *Store) enter(ctx context.Context, tx *sql.Tx, id int64, d document, words []string) error {
	if err := s.lock(ctx, tx, Unknown+d.doc, d.issuer); err != nil {
		return err
	}
	var newest int64
	row := s.queryRow(ctx, tx, "SELECT v.id FROM verdicts v WHERE v.doc = ?"+byNewest()+" LIMIT 1", d.doc)
	if err := row.Scan(&newest); err != nil {
		return fmt.Errorf("sqlstore: the newest verdict on %s: %w", d.doc, err)
	}
	if newest != id {
		return nil // a verdict on an older basis that came late
	}
	var known, weight int64
	var was string
	err := s.queryRow(ctx, tx, "SELECT id, issuer, weight FROM documents WHERE doc = ?", d.doc).Scan(&known, &was, &weight)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("sqlstore: the document %s: %w", d.doc, err)
	}
	if known != 0 && s.Name() == "sqlite" {
		if err := s.exec(ctx, tx, "DELETE FROM search WHERE rowid = ?", ranked(weight, known)); err != nil {
			return fmt.Errorf("sqlstore: search: %w", err)
		}
	}
	// The row is written with the mark that it is to have: a change of it would write it, and all
	// indexes with it, once more.
	others, err := s.versions(ctx, tx, d.issuer)
	if err != nil {
		return err
	}
	others = slices.DeleteFunc(others, func(v version) bool { return v.id == known })
	counts := current(d.issuer, append(slices.Clone(others), versionOf(known, d)))
	if known, err = s.writeDocument(ctx, tx, known, id, d, counts[known], words); err != nil {
		return err
	}
	if was != "" && was != d.issuer {
		if err := s.lock(ctx, tx, was); err != nil {
			return err
		}
		if err := s.markAll(ctx, tx, was); err != nil {
			return err
		}
	}
	return s.mark(ctx, tx, others, counts)
}

// versionOf is a document, whose row has the id or is not written yet (0), among the versions.
func versionOf(id int64, d document) version {
	v := version{id: id, doc: valid(d.doc), place: valid(d.place), published: clean(said(d.published))}
	if d.year != nil {
		v.year = *d.year
	}
	return v
}

// lock keeps other transactions of PostgreSQL from marking the same reports at the same time,
// which would each see the rows of the other too late. SQLite has one writer.
func (s *Store) lock(ctx context.Context, tx *sql.Tx, names ...string) error {
	if s.Name() != "postgres" {
		return nil
	}
	for _, n := range names {
		if _, err := tx.ExecContext(ctx, "SELECT pg_advisory_xact_lock(hashtextextended($1, 7))", valid(n)); err != nil {
			return fmt.Errorf("sqlstore: lock: %w", err)
		}
	}
	return nil
}

// writeDocument inserts the row or, where known is its id, replaces it, and returns the id.
func (s *Store) writeDocument(ctx context.Context, tx *sql.Tx, known, verdict int64, d document, current bool, words []string) (int64, error) {
	columns := []string{"doc", "verdict_id", "is_current", "issuer", "place", "year", "region", "agency", "title", "form", "file", "url", "producer",
		"published", "submitted", "errors", "warnings", "infos", "unread", "weight"}
	values := []any{valid(d.doc), verdict, current, valid(d.issuer), valid(d.place), d.year, clean(d.region), cleaned(d.agency), cleaned(d.title), clean(d.form),
		clean(d.file), clean(d.url), clean(d.producer), cleaned(d.published), d.submitted, d.errors, d.warnings, d.infos, d.unread, d.weight()}
	marks := slices.Repeat([]string{"?"}, len(columns))
	if s.Name() == "postgres" {
		columns, values, marks = append(columns, "words"), append(values, tsvector(words)), append(marks, "CAST(? AS TSVECTOR)")
	}
	query := "INSERT INTO documents (" + strings.Join(columns, ", ") + ") VALUES (" + strings.Join(marks, ", ") + ") RETURNING id"
	if known != 0 {
		// Who submitted it first, and when, stays.
		for i, c := range columns {
			marks[i] = c + " = " + marks[i]
			if c == "submitted" {
				marks[i] = "submitted = COALESCE(submitted, ?)"
			}
		}
		query = "UPDATE documents SET " + strings.Join(marks, ", ") + " WHERE id = ? RETURNING id"
		values = append(values, known)
	}
	var id int64
	if err := s.queryRow(ctx, tx, query, values...).Scan(&id); err != nil {
		return 0, fmt.Errorf("sqlstore: write the document %s: %w", d.doc, err)
	}
	if err := s.writeRules(ctx, tx, id, known != 0, d, current); err != nil {
		return 0, err
	}
	if s.Name() == "postgres" {
		return id, nil
	}
	return id, s.writeSearch(ctx, tx, ranked(d.weight(), id), words)
}

// writeSearch writes the words of a document of SQLite, which has none yet.
func (s *Store) writeSearch(ctx context.Context, tx *sql.Tx, rank int64, words []string) error {
	if err := s.exec(ctx, tx, "INSERT INTO search (rowid, words) VALUES (?, ?)", rank, strings.Join(words, " ")); err != nil {
		return fmt.Errorf("sqlstore: search: %w", err)
	}
	return nil
}

// writeRules writes the rows of document_rules, in place of those that there are if the document
// is known. They are current as the document is.
func (s *Store) writeRules(ctx context.Context, tx *sql.Tx, id int64, known bool, d document, current bool) error {
	if known {
		if err := s.exec(ctx, tx, "DELETE FROM document_rules WHERE document_id = ?", id); err != nil {
			return fmt.Errorf("sqlstore: the rules of the document %s: %w", d.doc, err)
		}
	}
	const width = 9
	for rows := range slices.Chunk(d.rules, maxParams/width) {
		args := make([]any, 0, len(rows)*width)
		for _, r := range rows {
			args = append(args, id, r.rule, r.errors, r.warnings, r.infos, current, d.year, clean(d.producer), d.weight())
		}
		err := s.exec(ctx, tx, "INSERT INTO document_rules (document_id, rule, errors, warnings, infos, is_current, year, producer, weight) VALUES "+tuples(len(rows), width), args...)
		if err != nil {
			return fmt.Errorf("sqlstore: the rules of the document %s: %w", d.doc, err)
		}
	}
	return nil
}

// versions are the documents of an issuer.
func (s *Store) versions(ctx context.Context, tx *sql.Tx, issuer string) ([]version, error) {
	rows, err := s.query(ctx, tx, "SELECT id, doc, COALESCE(year, 0), place, COALESCE(published, ''), is_current FROM documents WHERE issuer = ?", valid(issuer))
	if err != nil {
		return nil, fmt.Errorf("sqlstore: the versions of a report: %w", err)
	}
	defer rows.Close()
	var all []version
	for rows.Next() {
		var v version
		if err := rows.Scan(&v.id, &v.doc, &v.year, &v.place, &v.published, &v.current); err != nil {
			return nil, fmt.Errorf("sqlstore: the versions of a report: %w", err)
		}
		all = append(all, v)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return nil, fmt.Errorf("sqlstore: the versions of a report: %w", err)
	}
	return all, nil
}

// markAll sets is_current for the documents of an issuer.
func (s *Store) markAll(ctx context.Context, tx *sql.Tx, issuer string) error {
	all, err := s.versions(ctx, tx, issuer)
	if err != nil {
		return err
	}
	return s.mark(ctx, tx, all, current(issuer, all))
}

// mark sets is_current of those documents for which it is another than it is to be: counts has
// the ids of those that are current.
func (s *Store) mark(ctx context.Context, tx *sql.Tx, all []version, counts map[int64]bool) error {
	for _, v := range all {
		if v.current == counts[v.id] {
			continue
		}
		for _, query := range []string{"UPDATE documents SET is_current = ? WHERE id = ?", "UPDATE document_rules SET is_current = ? WHERE document_id = ?"} {
			if err := s.exec(ctx, tx, query, counts[v.id], v.id); err != nil {
				return fmt.Errorf("sqlstore: mark the current version: %w", err)
			}
		}
	}
	return nil
}

// current chooses the documents that count: in each year that of each report which was published
// last, and of those the one with the greatest document id, so that the order in which they came
// does not show. It sorts what it is given. Documents are one report where each agrees with
// each other on the place; one that agrees with two reports, which it cannot both be, is a
// report by itself.
func current(issuer string, all []version) map[int64]bool {
	slices.SortFunc(all, func(a, b version) int {
		return cmp.Or(cmp.Compare(a.year, b.year), cmp.Compare(len(b.place), len(a.place)), cmp.Compare(a.place, b.place), cmp.Compare(a.doc, b.doc))
	})
	var reports [][]version
	for _, v := range all {
		var fits []int
		for i, r := range reports {
			if r[0].year == v.year && !slices.ContainsFunc(r, func(o version) bool { return !sameReport(issuer, v.place, o.place) }) {
				fits = append(fits, i)
			}
		}
		if len(fits) == 1 {
			reports[fits[0]] = append(reports[fits[0]], v)
		} else {
			reports = append(reports, []version{v})
		}
	}
	out := map[int64]bool{}
	for _, r := range reports {
		out[slices.MaxFunc(r, func(a, b version) int {
			return cmp.Or(cmp.Compare(a.published, b.published), cmp.Compare(a.doc, b.doc))
		}).id] = true
	}
	return out
}

// sameReport reports whether two places of an issuer's key may be one.
func sameReport(issuer, a, b string) bool {
	if a == b {
		return true
	}
	return identity.Same(identity.Issuer{Key: issuer, Place: identity.ParsePlace(a)}, identity.Issuer{Key: issuer, Place: identity.ParsePlace(b)})
}

func said(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func cleaned(s *string) any {
	if s == nil {
		return nil
	}
	return clean(*s)
}

func itoa(n int) string { return strconv.Itoa(n) }
