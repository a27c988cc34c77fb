package sqlstore

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"github.com/gouji/gouji/stages/publish/dataset"
	"github.com/gouji/gouji/stages/report"
)

// Part chooses the rows of a table that are of a year, a region or a producer; the zero value
// all.
type Part struct {
	Year             int
	Region, Producer string
}

// common is how many columns every table begins with: doc, year, region and agency.
const common = 4

func (p Part) where() (string, []any) {
	and, args := "d.is_current", []any(nil)
	if p.Year != 0 {
		and, args = and+" AND d.year = ?", append(args, p.Year)
	}
	if p.Region != "" {
		and, args = and+" AND d.region = ?", append(args, p.Region)
	}
	if p.Producer != "" {
		and, args = and+" AND d.producer = ?", append(args, p.Producer)
	}
	return and, args
}

// EachRow calls each with the rows of a table of package dataset, in the order of its columns,
// until it fails. Numbers have all their digits. The slice is used again for the next row.
func (s *Store) EachRow(ctx context.Context, table string, p Part, each func([]any) error) error {
	where, args := p.where()
	switch table {
	case dataset.Reports:
		return s.eachRow(ctx, dataset.Columns(table), each, "SELECT "+reportColumns()+" FROM documents d JOIN verdicts v ON v.id = d.verdict_id WHERE "+where+" ORDER BY d.doc", args...)
	case dataset.Findings:
		return s.eachRow(ctx, dataset.Columns(table), each, "SELECT "+findingColumns()+" FROM documents d JOIN findings f ON f.verdict_id = d.verdict_id WHERE "+where+" ORDER BY d.doc, f.n", args...)
	case dataset.Long:
		return s.eachRow(ctx, dataset.Columns(table), each, cellQuery(where), args...)
	case dataset.Wide:
		return s.eachWide(ctx, each, cellQuery(where), args...)
	}
	return fmt.Errorf("sqlstore: there is no table %.20q, only %s", table, strings.Join(dataset.Tables(), ", "))
}

// CountRows counts the rows of a table.
func (s *Store) CountRows(ctx context.Context, p Part) (n int, err error) {
	where, args := p.where()
	if err := s.read.QueryRowContext(ctx, s.bind("SELECT COUNT(*) FROM documents d WHERE "+where), args...).Scan(&n); err != nil {
		return 0, fmt.Errorf("sqlstore: count: %w", err)
	}
	return n, nil
}

// cellQuery has the digits of a number as stored, where the views have a number. Its last
// column, behind those of the table, is the form.
func cellQuery(where string) string {
	return "SELECT " + longColumns("c.value") + ", d.form FROM documents d LEFT JOIN cells c ON c.verdict_id = d.verdict_id WHERE " + where + " ORDER BY d.doc, c.n"
}

func (s *Store) eachRow(ctx context.Context, columns []dataset.Column, each func([]any) error, query string, args ...any) error {
	rows, err := s.read.QueryContext(ctx, s.bind(query), args...)
	if err != nil {
		return fmt.Errorf("sqlstore: read the table: %w", err)
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		return fmt.Errorf("sqlstore: read the table: %w", err)
	}
	at, out := make([]any, len(names)), make([]any, len(columns))
	for i := range at {
		at[i] = new(sql.NullString)
		if i < len(columns) && columns[i].Type == dataset.Integer {
			at[i] = new(sql.NullInt64)
		}
	}
	for rows.Next() {
		if err := rows.Scan(at...); err != nil {
			return fmt.Errorf("sqlstore: read the table: %w", err)
		}
		for i := range out {
			out[i] = valueOf(columns[i], at[i])
		}
		if columns[common].Name == "table_name" && out[common] == nil {
			continue // a report without cells
		}
		if err := each(out); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("sqlstore: read the table: %w", err)
	}
	return nil
}

func valueOf(c dataset.Column, at any) any {
	switch v := at.(type) {
	case *sql.NullInt64:
		if v.Valid {
			return v.Int64
		}
	case *sql.NullString:
		if !v.Valid {
			return nil
		}
		if c.Type != dataset.Number {
			return v.String
		}
		if n, err := report.ParseNumber(v.String); err == nil {
			return n
		}
	}
	return nil
}

// eachWide makes one row of the cells of a report.
func (s *Store) eachWide(ctx context.Context, each func([]any) error, query string, args ...any) error {
	rows, err := s.read.QueryContext(ctx, s.bind(query), args...)
	if err != nil {
		return fmt.Errorf("sqlstore: read the table: %w", err)
	}
	defer rows.Close()
	columns := dataset.Columns(dataset.Wide)
	at := map[string]int{}
	for i, c := range dataset.Cells() {
		at[c.Table+"."+c.Row+"."+c.Col] = common + 1 + 2*i
	}
	out, last, begun := make([]any, len(columns)), "", false
	var doc, region, form string
	var agency, table, row, col, state, value, text, why sql.NullString
	var year sql.NullInt64
	for rows.Next() {
		if err := rows.Scan(&doc, &year, &region, &agency, &table, &row, &col, &state, &value, &text, &why, &form); err != nil {
			return fmt.Errorf("sqlstore: read the table: %w", err)
		}
		if doc != last || !begun {
			if begun {
				if err := each(out); err != nil {
					return err
				}
			}
			clear(out)
			out[0], out[1], out[2], out[3], out[4] = doc, valueOf(columns[1], &year), region, valueOf(columns[3], &agency), form
			last, begun = doc, true
		}
		if i, ok := at[table.String+"."+row.String+"."+col.String]; ok {
			out[i], out[i+1] = valueOf(columns[i], &value), state.String
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("sqlstore: read the table: %w", err)
	}
	if begun {
		return each(out)
	}
	return nil
}
