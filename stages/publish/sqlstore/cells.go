package sqlstore

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/pressly/goose/v3"
)

// cells_json holds the cells of a verdict as a JSON object, which any program can read:
//
//	{"at":[HEAD,MIDDLE],"tables":{TABLE:{ROW:{COLUMN:CELL}}}}
//
// COLUMN is "" where a table has no columns. A name may stand twice, as an indicator may. CELL is
// an array without the elements at its end that say nothing:
//
//	0 the state's letter (p printed, b blank, - dash, d derived, u unread) and the value's digits
//	1 n, the cell's number in the verdict
//	2 where the place starts, null for a place without offsets
//	3 what the place has of its own, null for no place
//	4 the text, null where it is the value
//	5 the length of the place, null where it is that of the text in bytes
//	6 why
//
// The place is HEAD, element 3, MIDDLE, the start, `,"end":`, the end and a brace; without
// offsets it is HEAD and element 3.

// cellStates are the letters of states.
func cellStates() [][2]string {
	return [][2]string{{"printed", "p"}, {"blank", "b"}, {"dash", "-"}, {"derived", "d"}, {"unread", "u"}}
}

// cellsJSON writes cells as cells_json has them. A state that has no letter is an error.
func cellsJSON(rows []cellRow) (string, error) {
	letters := make(map[string]string)
	for _, s := range cellStates() {
		letters[s[0]] = s[1]
	}
	spots := make([]spot, len(rows))
	for i, r := range rows {
		if letters[r.state] == "" {
			return "", fmt.Errorf("sqlstore: the cell %s.%s.%s has the unknown state %.20q", r.table, r.row, r.col, r.state)
		}
		spots[i] = spotOf(r.place)
	}
	head, middle := shared(spots)
	b := make([]byte, 0, 64+32*len(rows))
	b = quote(append(b, `{"at":[`...), head)
	b = quote(append(b, ','), middle)
	b = append(b, `],"tables":{`...)
	for i, r := range rows {
		switch {
		case i == 0:
			b = append(quote(append(quote(b, r.table), ":{"...), r.row), ":{"...)
		case r.table != rows[i-1].table:
			b = append(quote(append(quote(append(b, "}},"...), r.table), ":{"...), r.row), ":{"...)
		case r.row != rows[i-1].row:
			b = append(quote(append(b, "},"...), r.row), ":{"...)
		default:
			b = append(b, ',')
		}
		b = append(quote(b, r.col), ':')
		b = appendCell(b, r, letters, spots[i], head, middle)
	}
	if len(rows) > 0 {
		b = append(b, "}}"...)
	}
	return string(append(b, "}}"...)), nil
}

func appendCell(b []byte, r cellRow, letters map[string]string, at spot, head, middle string) []byte {
	value := ""
	if r.value != nil {
		value = *r.value
	}
	b = strconv.AppendInt(append(quote(append(b, '['), letters[r.state]+value), ','), int64(r.n), 10)
	text, length := r.text != value, at.offsets && at.end-at.start != len(r.text)
	rest := ""
	if at.offsets {
		rest = strings.TrimSuffix(at.left[len(head):], middle)
	} else if at.left != "" {
		rest = at.left[len(head):]
	}
	last := 1 // the last element that says something
	for i, says := range []bool{at.offsets, rest != "" || at.left != "" && !at.offsets, text, length, r.why != ""} {
		if says {
			last = i + 2
		}
	}
	for i := 2; i <= last; i++ {
		b = append(b, ',')
		switch {
		case i == 2 && at.offsets:
			b = strconv.AppendInt(b, int64(at.start), 10)
		case i == 3 && at.left != "":
			b = quote(b, rest)
		case i == 4 && text:
			b = quote(b, r.text)
		case i == 5 && length:
			b = strconv.AppendInt(b, int64(at.end-at.start), 10)
		case i == 6:
			b = quote(b, r.why)
		default:
			b = append(b, "null"...)
		}
	}
	return append(b, ']')
}

// spot is the JSON of a place: what stands before its offsets, or all of it where it has none.
// left is "" for no place.
type spot struct {
	left       string
	start, end int
	offsets    bool
}

func spotOf(place string) spot {
	const starts, ends = `"start":`, `,"end":`
	if place == "null" {
		return spot{}
	}
	i := strings.LastIndex(place, starts) + len(starts)
	j := strings.LastIndex(place, ends)
	if i < len(starts) || j < i || !strings.HasSuffix(place, "}") {
		return spot{left: place}
	}
	start, err1 := strconv.Atoi(place[i:j])
	end, err2 := strconv.Atoi(place[j+len(ends) : len(place)-1])
	s := spot{left: place[:i], start: start, end: end, offsets: true}
	if err := errors.Join(err1, err2); err != nil || s.left+strconv.Itoa(start)+ends+strconv.Itoa(end)+"}" != place {
		return spot{left: place}
	}
	return s
}

// shared returns what the places begin with alike, and what those with offsets have alike before
// these, both of whole runes.
func shared(spots []spot) (head, middle string) {
	first := true
	for _, s := range spots {
		switch {
		case s.left == "":
		case first:
			head, first = s.left, false
		default:
			head = head[:alike(head, s.left)]
		}
	}
	first = true
	for _, s := range spots {
		if !s.offsets {
			continue
		}
		rest := s.left[len(head):]
		if first {
			middle, first = rest, false
			continue
		}
		n := 0
		for n < min(len(middle), len(rest)) && middle[len(middle)-1-n] == rest[len(rest)-1-n] {
			n++
		}
		middle = middle[len(middle)-n:]
		for middle != "" && !utf8.RuneStart(middle[0]) {
			middle = middle[1:]
		}
	}
	return head, middle
}

func alike(a, b string) int {
	n := 0
	for n < min(len(a), len(b)) && a[n] == b[n] {
		n++
	}
	for n > 0 && (n < len(a) && !utf8.RuneStart(a[n]) || n < len(b) && !utf8.RuneStart(b[n])) {
		n--
	}
	return n
}

// quote appends s as a JSON string.
func quote(b []byte, s string) []byte {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c == '"' || c == '\\' {
			q, _ := json.Marshal(s) // strings always can
			return append(b, q...)
		}
	}
	return append(append(append(b, '"'), s...), '"')
}

// cellsView is the query of the view cells, with the columns that the table of that name had.
func (s *Store) cellsView() string {
	const head, middle = "json_extract(v.cells_json, '$.at[0]')", "json_extract(v.cells_json, '$.at[1]')"
	if s.dialect == goose.DialectPostgres {
		// The conditions are true of all that is stored. By them the planner knows that a verdict
		// has some 200 cells: it takes 100 for each json_each otherwise, a million cells, and
		// compiles each query for a second.
		return cellsQuery(postgresElement, "a.head", "a.middle", "OCTET_LENGTH(%s)", "CAST(%s AS BIGINT)") +
			" CROSS JOIN LATERAL (SELECT v.cells_json -> 'at' ->> 0 AS head, v.cells_json -> 'at' ->> 1 AS middle, v.cells_json -> 'tables' AS tables OFFSET 0) a" +
			" CROSS JOIN LATERAL json_each(a.tables) t CROSS JOIN LATERAL json_each(t.value) r CROSS JOIN LATERAL json_each(r.value) c" +
			" WHERE t.key IN ('disclosure', 'applications', 'proceedings', 'stats') AND json_typeof(r.value) = 'object'"
	}
	return cellsQuery(sqliteElement, head, middle, "LENGTH(CAST(%s AS BLOB))", "%s") +
		", json_each(v.cells_json, '$.tables') t, json_each(t.value) r, json_each(r.value) c"
}

// cellsQuery is the query over verdicts v and their tables t, rows r and cells c, which a
// database has to name behind it in its words.
func cellsQuery(element func(cell string, i int) string, head, middle, octets, integer string) string {
	each := func(i int) string { return element("c.value", i) }
	number := func(i int) string { return fmt.Sprintf(integer, each(i)) }
	text := "COALESCE(" + each(4) + ", SUBSTR(" + each(0) + ", 2))"
	end := number(2) + " + COALESCE(" + number(5) + ", " + fmt.Sprintf(octets, text) + ")"
	place := "CASE WHEN " + each(2) + " IS NOT NULL THEN " + head + " || COALESCE(" + each(3) + ", '') || " + middle + " || " + each(2) +
		" || ',\"end\":' || (" + end + ") || '}' ELSE COALESCE(" + head + " || " + each(3) + ", 'null') END"
	return "SELECT v.id AS verdict_id, CAST(" + each(1) + " AS INTEGER) AS n, t.key AS table_name, r.key AS row_key, c.key AS col_key, " +
		nameOfState(each(0)) + " AS state, " + valueOfState(each(0)) + " AS value, " + text + " AS text, " + place + " AS place, COALESCE(" + each(6) + ", '') AS why FROM verdicts v"
}

func sqliteElement(cell string, i int) string {
	return fmt.Sprintf("json_extract(%s, '$[%d]')", cell, i)
}

func postgresElement(cell string, i int) string { return fmt.Sprintf("(%s ->> %d)", cell, i) }

// nameOfState is the state of element 0 of a cell.
func nameOfState(element string) string {
	var b strings.Builder
	b.WriteString("CASE SUBSTR(" + element + ", 1, 1)")
	for _, s := range cellStates() {
		fmt.Fprintf(&b, " WHEN '%s' THEN '%s'", s[1], s[0])
	}
	return b.String() + " END"
}

// valueOfState is the value of element 0 of a cell, NULL for none.
func valueOfState(element string) string {
	return "NULLIF(SUBSTR(" + element + ", 2), '')"
}

// cellsMigration is the migration in which the table cells becomes a column of verdicts; the
// program makes the view of that name, see describe.
func (s *Store) cellsMigration() *goose.Migration {
	return goose.NewGoMigration(7, &goose.GoFunc{RunTx: s.cellsUp}, &goose.GoFunc{RunTx: s.cellsDown})
}

// withoutCellViews drops the views on cells, and has the program make all views anew.
func withoutCellViews() []string {
	return []string{"DROP VIEW IF EXISTS cell_wide", "DROP VIEW IF EXISTS cell_long", "DELETE FROM dictionary WHERE object = '' AND name = 'version'"}
}

func (s *Store) cellsUp(ctx context.Context, tx *sql.Tx) error {
	kind := "TEXT"
	if s.dialect == goose.DialectPostgres {
		kind = "JSON"
	}
	err := execAll(ctx, tx, append(withoutCellViews(), "ALTER TABLE verdicts ADD COLUMN cells_json "+kind+" NOT NULL DEFAULT '{}'"))
	if err != nil {
		return err
	}
	for after := int64(0); ; {
		ids, err := column[int64](ctx, tx, s.bind("SELECT id FROM verdicts WHERE id > ? ORDER BY id LIMIT ?"), after, backfillBatch)
		if err != nil {
			return err
		}
		if len(ids) == 0 {
			break
		}
		for _, id := range ids {
			rows, err := s.oldCells(ctx, tx, id)
			if err != nil {
				return err
			}
			cells, err := cellsJSON(rows)
			if err != nil {
				return err
			}
			if _, err := tx.ExecContext(ctx, s.bind("UPDATE verdicts SET cells_json = ? WHERE id = ?"), cells, id); err != nil {
				return fmt.Errorf("sqlstore: cells of the verdict %d: %w", id, err)
			}
			after = id
		}
	}
	return execAll(ctx, tx, []string{"DROP TABLE cells"})
}

// oldCells reads the rows of the table cells that a verdict had.
func (s *Store) oldCells(ctx context.Context, tx *sql.Tx, id int64) ([]cellRow, error) {
	rows, err := tx.QueryContext(ctx, s.bind("SELECT n, table_name, row_key, col_key, state, value, text, place, why FROM cells WHERE verdict_id = ? ORDER BY n"), id)
	if err != nil {
		return nil, fmt.Errorf("sqlstore: cells of the verdict %d: %w", id, err)
	}
	defer rows.Close()
	var out []cellRow
	for rows.Next() {
		var r cellRow
		if err := rows.Scan(&r.n, &r.table, &r.row, &r.col, &r.state, &r.value, &r.text, &r.place, &r.why); err != nil {
			return nil, fmt.Errorf("sqlstore: cells of the verdict %d: %w", id, err)
		}
		out = append(out, r)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("sqlstore: cells of the verdict %d: %w", id, err)
	}
	return out, nil
}

func (s *Store) cellsDown(ctx context.Context, tx *sql.Tx) error {
	id, end := "INTEGER", " WITHOUT ROWID"
	if s.dialect == goose.DialectPostgres {
		id, end = "BIGINT", ""
	}
	return execAll(ctx, tx, append(withoutCellViews(), "DROP VIEW IF EXISTS cells",
		"CREATE TABLE cells (verdict_id "+id+" NOT NULL REFERENCES verdicts (id) ON DELETE CASCADE, n INTEGER NOT NULL, table_name TEXT NOT NULL, "+
			"row_key TEXT NOT NULL, col_key TEXT NOT NULL, state TEXT NOT NULL, value TEXT, text TEXT NOT NULL, place TEXT NOT NULL, why TEXT NOT NULL, "+
			"PRIMARY KEY (verdict_id, n))"+end,
		"INSERT INTO cells (verdict_id, n, table_name, row_key, col_key, state, value, text, place, why) "+s.cellsView(),
		"ALTER TABLE verdicts DROP COLUMN cells_json"))
}
