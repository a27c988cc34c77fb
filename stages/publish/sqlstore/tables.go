package sqlstore

import (
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
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
		return s.eachOfCells(ctx, where, args, longRows(each))
	case dataset.Wide:
		return s.eachOfCells(ctx, where, args, wideRow(each))
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

// eachOfCells calls each with what every table begins with, the form and the cells of each
// report, which it reads without the view: SQLite took three times as long by that.
func (s *Store) eachOfCells(ctx context.Context, where string, args []any, each func(ids []any, form string, cells []cellRow) error) error {
	rows, err := s.read.QueryContext(ctx, s.bind("SELECT d.doc, d.year, d.region, d.agency, d.form, v.cells_json FROM documents d JOIN verdicts v ON v.id = d.verdict_id WHERE "+where+" ORDER BY d.doc"), args...)
	if err != nil {
		return fmt.Errorf("sqlstore: read the table: %w", err)
	}
	defer rows.Close()
	columns := dataset.Columns(dataset.Long)
	var doc, region, form string
	var agency sql.NullString
	var year sql.NullInt64
	var data []byte
	for rows.Next() {
		if err := rows.Scan(&doc, &year, &region, &agency, &form, &data); err != nil {
			return fmt.Errorf("sqlstore: read the table: %w", err)
		}
		cells, err := readCells(data)
		if err != nil {
			return err
		}
		if err := each([]any{doc, valueOf(columns[1], &year), region, valueOf(columns[3], &agency)}, form, cells); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("sqlstore: read the table: %w", err)
	}
	return nil
}

// readCells reads what cellsJSON wrote, without places.
func readCells(data []byte) (out []cellRow, err error) {
	var all struct {
		Tables json.RawMessage `json:"tables"`
	}
	if err := json.Unmarshal(data, &all); err != nil {
		return nil, fmt.Errorf("sqlstore: cells: %w", err)
	}
	states := make(map[string]string)
	for _, s := range cellStates() {
		states[s[1]] = s[0]
	}
	err = members(all.Tables, func(table string, rows json.RawMessage) error {
		return members(rows, func(row string, columns json.RawMessage) error {
			return members(columns, func(col string, cell json.RawMessage) error {
				var parts [7]any
				if err := json.Unmarshal(cell, &parts); err != nil {
					return err
				}
				state, _ := parts[0].(string)
				n, _ := parts[1].(float64)
				r := cellRow{n: int(n), table: table, row: row, col: col, state: states[state[:min(1, len(state))]]}
				if len(state) > 1 {
					r.text = state[1:]
					value := r.text
					r.value = &value
				}
				if text, ok := parts[4].(string); ok {
					r.text = text
				}
				r.why, _ = parts[6].(string)
				out = append(out, r)
				return nil
			})
		})
	})
	if err != nil {
		return nil, fmt.Errorf("sqlstore: cells: %w", err)
	}
	slices.SortFunc(out, func(a, b cellRow) int { return cmp.Compare(a.n, b.n) })
	return out, nil
}

// members calls each with the members of a JSON object, also with those of one name.
func members(object json.RawMessage, each func(name string, value json.RawMessage) error) error {
	if len(object) == 0 {
		return nil
	}
	d := json.NewDecoder(bytes.NewReader(object))
	if _, err := d.Token(); err != nil {
		return err
	}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return err
		}
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return err
		}
		if err := each(fmt.Sprint(name), value); err != nil {
			return err
		}
	}
	return nil
}

// longRows makes a row of each cell.
func longRows(each func([]any) error) func([]any, string, []cellRow) error {
	out := make([]any, len(dataset.Columns(dataset.Long)))
	return func(ids []any, _ string, cells []cellRow) error {
		copy(out, ids)
		for _, c := range cells {
			copy(out[common:], []any{c.table, c.row, c.col, c.state, c.number(), c.text, c.why})
			if err := each(out); err != nil {
				return err
			}
		}
		return nil
	}
}

// wideRow makes one row of the cells of a report.
func wideRow(each func([]any) error) func([]any, string, []cellRow) error {
	at := map[string]int{}
	for i, c := range dataset.Cells() {
		at[c.Table+"."+c.Row+"."+c.Col] = common + 1 + 2*i
	}
	out := make([]any, len(dataset.Columns(dataset.Wide)))
	return func(ids []any, form string, cells []cellRow) error {
		clear(out)
		copy(out, append(ids, form))
		for _, c := range cells {
			if i, ok := at[c.table+"."+c.row+"."+c.col]; ok {
				out[i], out[i+1] = c.number(), c.state
			}
		}
		return each(out)
	}
}

// number is the cell's number with all its digits, nil for none.
func (c cellRow) number() any {
	if c.value != nil {
		if n, err := report.ParseNumber(*c.value); err == nil {
			return n
		}
	}
	return nil
}
