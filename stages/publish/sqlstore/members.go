package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"
)

// MemberRow is a row of the list of members that the office keeps, as in the table form of a
// members file: see members.Load. ID is of this list, 0 for a row that is not in it yet.
type MemberRow struct {
	ID                          int64
	Region, Name, Code, Aliases string
	Vertical                    bool
}

func (m MemberRow) String() string {
	parts := []string{m.Region, m.Name}
	for _, s := range []string{m.Code, m.Aliases} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	if m.Vertical {
		parts = append(parts, "垂直管理 vertical")
	}
	return strings.Join(parts, " · ")
}

// The kinds of changes of the list of members.
const (
	MemberAdded    = "added"
	MemberChanged  = "changed"
	MemberRemoved  = "removed"
	MembersTaken   = "imported"  // the whole list anew
	MembersDropped = "discarded" // the whole list
)

// MemberChange is a change of the list of members: who made it, when, and the rows before and
// after in words.
type MemberChange struct {
	// ID is the revision of the list that the change made.
	ID            int64
	At            time.Time
	Who, Kind     string
	Before, After string
}

// ErrRevision says that the list of members was changed by somebody else meanwhile.
var ErrRevision = errors.New("sqlstore: the list of members is not that any more which was to be changed")

// Members returns the list of members that the office keeps, in the order of regions and of
// their entry, and the change that made it. Without a list both are empty.
func (s *Store) Members(ctx context.Context) ([]MemberRow, MemberChange, error) {
	changes, err := s.MemberChanges(ctx, 1)
	if err != nil || len(changes) == 0 {
		return nil, MemberChange{}, err
	}
	rows, err := s.read.QueryContext(ctx, "SELECT id, region, name, code, aliases, vertical FROM members ORDER BY region, id")
	if err != nil {
		return nil, MemberChange{}, fmt.Errorf("sqlstore: members: %w", err)
	}
	defer rows.Close()
	var out []MemberRow
	for rows.Next() {
		var m MemberRow
		if err := rows.Scan(&m.ID, &m.Region, &m.Name, &m.Code, &m.Aliases, &m.Vertical); err != nil {
			return nil, MemberChange{}, fmt.Errorf("sqlstore: members: %w", err)
		}
		out = append(out, m)
	}
	if err := rows.Err(); err != nil {
		return nil, MemberChange{}, fmt.Errorf("sqlstore: members: %w", err)
	}
	return out, changes[0], nil
}

// MemberChanges returns the last changes of the list of members, the newest first.
func (s *Store) MemberChanges(ctx context.Context, most int) ([]MemberChange, error) {
	rows, err := s.read.QueryContext(ctx, s.bind("SELECT id, at, who, kind, before, after FROM member_changes ORDER BY id DESC LIMIT ?"), most)
	if err != nil {
		return nil, fmt.Errorf("sqlstore: changes of members: %w", err)
	}
	defer rows.Close()
	var out []MemberChange
	for rows.Next() {
		var c MemberChange
		var at string
		if err := rows.Scan(&c.ID, &at, &c.Who, &c.Kind, &c.Before, &c.After); err != nil {
			return nil, fmt.Errorf("sqlstore: changes of members: %w", err)
		}
		if c.At, err = time.Parse(time.RFC3339, at); err != nil {
			return nil, fmt.Errorf("sqlstore: changes of members: %w", err)
		}
		out = append(out, c)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("sqlstore: changes of members: %w", err)
	}
	return out, nil
}

// MemberEdit changes the list of members.
type MemberEdit struct {
	// Revision is that of the list that is changed, see MemberChange; 0 is no list.
	Revision int64
	// All removes every row, Remove those with these ids. Put are written then: in the place of
	// one that has an id, else as new ones.
	All    bool
	Remove []int64
	Put    []MemberRow
	// Change says what was done; its ID is not read.
	Change MemberChange
}

// EditMembers makes a change of the list, and keeps who made it and when, in one transaction. It
// is ErrRevision, and nothing is changed, if the list is of another revision.
func (s *Store) EditMembers(ctx context.Context, e MemberEdit) (err error) {
	ctx, cancel := context.WithTimeout(ctx, s.limit)
	defer cancel()
	return s.inTx(ctx, func(tx *sql.Tx) error {
		if err := s.lock(ctx, tx, "members"); err != nil {
			return err
		}
		now, err := column[int64](ctx, tx, "SELECT COALESCE(MAX(id), 0) FROM member_changes")
		if err != nil {
			return err
		}
		if now[0] != e.Revision {
			return ErrRevision
		}
		exec := func(query string, args ...any) error {
			if _, err := tx.ExecContext(ctx, s.bind(query), args...); err != nil {
				return fmt.Errorf("sqlstore: change the list of members: %w", err)
			}
			return nil
		}
		if e.All {
			err = exec("DELETE FROM members")
		}
		for _, id := range e.Remove {
			err = errors.Join(err, exec("DELETE FROM members WHERE id = ?", id))
		}
		for _, m := range e.Put {
			if err != nil {
				return err
			}
			values := []any{clean(m.Region), clean(m.Name), clean(m.Code), clean(m.Aliases), m.Vertical}
			if m.ID != 0 {
				err = exec("UPDATE members SET region = ?, name = ?, code = ?, aliases = ?, vertical = ? WHERE id = ?", append(values, m.ID)...)
			} else {
				err = exec("INSERT INTO members (region, name, code, aliases, vertical) VALUES "+tuples(1, 5), values...)
			}
		}
		if err != nil {
			return err
		}
		c := e.Change
		if err := exec("INSERT INTO member_changes (at, who, kind, before, after) VALUES "+tuples(1, 5), c.At.UTC().Format(time.RFC3339), clean(c.Who), c.Kind, clean(c.Before), clean(c.After)); err != nil {
			return err
		}
		return nil
	})
}
