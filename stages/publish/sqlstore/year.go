package sqlstore

import (
	"context"
	"errors"
	"fmt"
)

// Sum is how many current reports there are of one kind, and how many of them are what.
type Sum struct {
	// Name is a region or a rule; "" in a sum over all, and of reports without a region.
	Name    string
	Reports int
	// Clean have no error, Unread have cells that could not be read.
	Clean, Unread int
}

// Year is a year in sums.
type Year struct {
	Sum
	// Regions are by the number of their reports, Rules by that of the reports which break them.
	Regions, Rules []Sum
}

// Each of these lists goes from value to value through an index: DISTINCT would read every
// document, 100,000 of them in 30 ms, for a page that shows 50.

// Years returns the years that have current reports, the newest first.
func (s *Store) Years(ctx context.Context) ([]int, error) {
	return column[int](ctx, s.read, "WITH RECURSIVE t(v) AS (SELECT MAX(year) FROM documents WHERE is_current"+
		" UNION ALL SELECT (SELECT MAX(d.year) FROM documents d WHERE d.is_current AND d.year < t.v) FROM t WHERE t.v IS NOT NULL) SELECT v FROM t WHERE v IS NOT NULL")
}

// Regions returns the regions of the current reports of a year, 0 for those of every year.
func (s *Store) Regions(ctx context.Context, year int) ([]string, error) {
	if year == 0 {
		return column[string](ctx, s.read, distinct("region"))
	}
	return column[string](ctx, s.read, s.bind("WITH RECURSIVE t(v) AS (SELECT MIN(region) FROM documents WHERE is_current AND year = ? AND region > ''"+
		" UNION ALL SELECT (SELECT MIN(d.region) FROM documents d WHERE d.is_current AND d.year = ? AND d.region > t.v) FROM t WHERE t.v IS NOT NULL) SELECT v FROM t WHERE v IS NOT NULL"), year, year)
}

// Producers returns who submitted the documents.
func (s *Store) Producers(ctx context.Context) ([]string, error) {
	return column[string](ctx, s.read, distinct("producer"))
}

// distinct lists the values of a column that has an index of its own.
func distinct(name string) string {
	return "WITH RECURSIVE t(v) AS (SELECT MIN(" + name + ") FROM documents WHERE " + name + " > ''" +
		" UNION ALL SELECT (SELECT MIN(d." + name + ") FROM documents d WHERE d." + name + " > t.v) FROM t WHERE t.v IS NOT NULL) SELECT v FROM t WHERE v IS NOT NULL"
}

// YearSums sums a year up. producer chooses the reports of one, "" all.
func (s *Store) YearSums(ctx context.Context, year int, producer string) (Year, error) {
	y := Year{}
	of := " FROM documents d WHERE d.is_current AND d.year = ? AND (d.producer = ? OR ? = '')"
	regions, err := s.sums(ctx, "SELECT d.region, COUNT(*), SUM(CASE WHEN d.errors = 0 THEN 1 ELSE 0 END), SUM(CASE WHEN d.unread > 0 THEN 1 ELSE 0 END)"+
		of+" GROUP BY d.region ORDER BY 2 DESC, 1", year, producer, producer)
	if err != nil {
		return y, err
	}
	for _, r := range regions {
		y.Reports, y.Clean, y.Unread = y.Reports+r.Reports, y.Clean+r.Clean, y.Unread+r.Unread
	}
	y.Regions = regions
	y.Rules, err = s.sums(ctx, "SELECT r.rule, COUNT(*), 0, 0 FROM document_rules r"+
		" WHERE r.is_current AND r.year = ? AND (r.producer = ? OR ? = '') AND r.errors + r.warnings > 0 GROUP BY r.rule ORDER BY 2 DESC, 1", year, producer, producer)
	return y, err
}

func (s *Store) sums(ctx context.Context, query string, args ...any) (out []Sum, err error) {
	rows, err := s.read.QueryContext(ctx, s.bind(query), args...)
	if err != nil {
		return nil, fmt.Errorf("sqlstore: sums: %w", err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var v Sum
		if err := rows.Scan(&v.Name, &v.Reports, &v.Clean, &v.Unread); err != nil {
			return nil, fmt.Errorf("sqlstore: sums: %w", err)
		}
		out = append(out, v)
	}
	return out, rows.Err()
}

// Stamp is another one after every change of which documents there are, which verdicts on them
// are the newest and which of them count; see EachIssuer.
type Stamp struct{ documents, verdicts, newest int64 }

// Stamp returns the stamp of the store as it is.
func (s *Store) Stamp(ctx context.Context) (Stamp, error) {
	var t Stamp
	row := s.read.QueryRowContext(ctx, "SELECT COUNT(*), CAST(COALESCE(SUM(verdict_id), 0) AS BIGINT), COALESCE(MAX(verdict_id), 0) FROM documents")
	if err := row.Scan(&t.documents, &t.verdicts, &t.newest); err != nil {
		return t, fmt.Errorf("sqlstore: count: %w", err)
	}
	return t, nil
}

// EachIssuer calls each with the current reports of a year until it fails. Of a report only
// Issuer, Place, Agency and Region are set.
func (s *Store) EachIssuer(ctx context.Context, year int, each func(Report) error) error {
	rows, err := s.read.QueryContext(ctx, s.bind("SELECT d.issuer, d.place, d.agency, d.region FROM documents d WHERE d.is_current AND d.year = ?"), year)
	if err != nil {
		return fmt.Errorf("sqlstore: issuers: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var r Report
		if err := rows.Scan(&r.Issuer, &r.Place, &r.Agency, &r.Region); err != nil {
			return fmt.Errorf("sqlstore: issuers: %w", err)
		}
		if err := each(r); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("sqlstore: issuers: %w", err)
	}
	return nil
}

// Documents counts the documents that count among their versions and copies, and all.
func (s *Store) Documents(ctx context.Context) (current, all int, err error) {
	row := s.read.QueryRowContext(ctx, "SELECT COALESCE(SUM(CASE WHEN is_current THEN 1 ELSE 0 END), 0), COUNT(*) FROM documents")
	if err := row.Scan(&current, &all); err != nil {
		return 0, 0, fmt.Errorf("sqlstore: count: %w", err)
	}
	return current, all, nil
}
