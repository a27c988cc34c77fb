package sqlstore

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/pressly/goose/v3"

	"github.com/gouji/gouji/stages/publish/dataset"
)

// describe makes the views and fills label and dictionary, all from package dataset, so that
// they cannot say another thing than the program does. Nothing is done where they are those of
// this version.
func (s *Store) describe(ctx context.Context) (err error) {
	views := s.views()
	version := digestOf(views)
	if done, err := described(ctx, s.read, version); err != nil || done {
		return err
	}
	return s.inTx(ctx, func(tx *sql.Tx) error {
		if err := s.lock(ctx, tx, "describe"); err != nil {
			return err
		}
		// Another process may have done it while this one waited for its turn. Those that open a
		// new file together would each take a second for it otherwise, one behind the other.
		if done, err := described(ctx, tx, version); err != nil || done {
			return err
		}
		var queries []string
		for _, v := range slices.Backward(views) { // a view stands behind those that it reads
			queries = append(queries, "DROP VIEW IF EXISTS "+v.name)
		}
		for _, v := range views {
			queries = append(queries, "CREATE VIEW "+v.name+" AS "+v.query)
		}
		if err := execAll(ctx, tx, queries); err != nil {
			return err
		}
		return s.fillLabels(ctx, tx, version)
	})
}

// execAll runs queries one after another.
func execAll(ctx context.Context, tx *sql.Tx, queries []string) error {
	for _, q := range queries {
		if _, err := tx.ExecContext(ctx, q); err != nil {
			return fmt.Errorf("sqlstore: %.60s: %w", q, err)
		}
	}
	return nil
}

// described reports whether the views and labels are those of version.
func described(ctx context.Context, q querier, version string) (bool, error) {
	now, err := column[string](ctx, q, "SELECT type FROM dictionary WHERE object = '' AND name = 'version'")
	return len(now) == 1 && now[0] == version, err
}

func (s *Store) fillLabels(ctx context.Context, tx *sql.Tx, version string) error {
	exec := func(query string, args ...any) error {
		if _, err := tx.ExecContext(ctx, s.bind(query), args...); err != nil {
			return fmt.Errorf("sqlstore: labels: %w", err)
		}
		return nil
	}
	err := errors.Join(exec("DELETE FROM label"), exec("DELETE FROM dictionary"))
	for _, c := range dataset.Cells() {
		err = errors.Join(err, exec("INSERT INTO label (table_name, row_key, col_key, wide, forms, zh, en) VALUES "+tuples(1, 7), c.Table, c.Row, c.Col, c.Name, c.Forms, c.ZH, c.EN))
	}
	for _, t := range dataset.Tables() {
		for _, c := range dataset.Columns(t) {
			err = errors.Join(err, exec("INSERT INTO dictionary (object, name, type, zh, en) VALUES "+tuples(1, 5), t, c.Name, string(c.Type), c.ZH, c.EN))
		}
	}
	return errors.Join(err, exec("INSERT INTO dictionary (object, name, type, zh, en) VALUES "+tuples(1, 5), "", "version", version, "", ""))
}

// view is a view and its query.
type view struct{ name, query string }

func digestOf(views []view) string {
	h := sha256.New()
	for _, v := range views {
		fmt.Fprintln(h, v.name, v.query)
	}
	for _, t := range dataset.Tables() {
		fmt.Fprintln(h, t, dataset.Columns(t))
	}
	fmt.Fprintln(h, dataset.Cells())
	return hex.EncodeToString(h.Sum(nil))
}

// views are the queries of the views, the columns in the order of package dataset.
func (s *Store) views() []view {
	number := "CAST(c.value AS NUMERIC)"
	return []view{
		{"cells", s.cellsView()},
		{dataset.Reports, "SELECT " + reportColumns() + " FROM documents d JOIN verdicts v ON v.id = d.verdict_id WHERE d.is_current"},
		{dataset.Findings, "SELECT " + findingColumns() + " FROM documents d JOIN findings f ON f.verdict_id = d.verdict_id WHERE d.is_current"},
		{dataset.Long, "SELECT " + longColumns(number+" AS number") + " FROM documents d JOIN cells c ON c.verdict_id = d.verdict_id WHERE d.is_current"},
		{dataset.Wide, s.wideQuery()},
	}
}

func reportColumns() string {
	return columnsOf(dataset.Reports, map[string]string{"parser": "v", "rules": "v",
		"cells_printed": "v", "cells_blank": "v", "cells_dash": "v", "cells_derived": "v", "cells_unread": "v"})
}

func findingColumns() string {
	return columnsOf(dataset.Findings, map[string]string{"n": "f", "rule": "f", "severity": "f", "section": "f",
		"message": "f", "message_en": "f", "want": "f", "got": "f", "cells": "f", "quotes": "f"})
}

func longColumns(number string) string {
	return strings.Replace(columnsOf(dataset.Long, map[string]string{"table_name": "c", "row_key": "c", "col_key": "c",
		"state": "c", "number": "c", "text": "c", "why": "c"}), "c.number", number, 1)
}

// columnsOf lists the columns of a table; those that from does not name are of documents.
func columnsOf(table string, from map[string]string) string {
	var out []string
	for _, c := range dataset.Columns(table) {
		t := from[c.Name]
		if t == "" {
			t = "d"
		}
		out = append(out, t+"."+c.Name)
	}
	return strings.Join(out, ", ")
}

// wideQuery looks each column up by its path, so that a database computes only those that are
// asked for. PostgreSQL takes the object apart once a row for all of them; SQLite keeps it parsed
// by itself.
func (s *Store) wideQuery() string {
	from := " FROM documents d JOIN verdicts v ON v.id = d.verdict_id"
	path := func(c dataset.Cell) string {
		return fmt.Sprintf(`json_extract(v.cells_json, '$.tables."%s"."%s"."%s"[0]')`, c.Table, c.Row, c.Col)
	}
	if s.dialect == goose.DialectPostgres {
		from += " CROSS JOIN LATERAL (SELECT CAST(v.cells_json -> 'tables' AS JSONB) AS tables OFFSET 0) j"
		path = func(c dataset.Cell) string {
			return fmt.Sprintf(`(j.tables #>> '{"%s","%s","%s",0}')`, c.Table, c.Row, c.Col)
		}
	}
	var b strings.Builder
	b.WriteString("SELECT d.doc, d.year, d.region, d.agency, d.form")
	for _, c := range dataset.Cells() {
		fmt.Fprintf(&b, ", CAST(%s AS NUMERIC) AS %s, %s AS %s%s", valueOfState(path(c)), c.Name, nameOfState(path(c)), c.Name, dataset.StateSuffix)
	}
	return b.String() + from + " WHERE d.is_current"
}
