package sqlstore

import (
	"errors"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// Transient reports whether an error of the database may pass without a change of ours: PostgreSQL
// cannot be reached, has too many connections, or starts up or shuts down; or the disk under
// SQLite is full, which is waited out as everywhere else. A wrong password or database does not
// pass, and no other error of SQLite does.
func Transient(err error) bool {
	var full *sqlite.Error
	if errors.As(err, &full) {
		return full.Code()&0xff == sqlite3.SQLITE_FULL
	}
	var state *pgconn.PgError
	if errors.As(err, &state) {
		return transientState(state.Code)
	}
	var dial *pgconn.ConnectError
	return errors.As(err, &dial)
}

// transientState reports whether an SQLSTATE of PostgreSQL is transient: connection exceptions
// (class 08), too many connections, and 57P01 to 57P03, shutting down and starting up.
// https://www.postgresql.org/docs/current/errcodes-appendix.html
func transientState(code string) bool {
	switch code {
	case "53300", "57P01", "57P02", "57P03":
		return true
	}
	return len(code) == 5 && code[:2] == "08"
}
