package sqlstore

import (
	"errors"

	"github.com/jackc/pgx/v5/pgconn"
)

// Transient reports whether an error of PostgreSQL may pass without anybody's help: it cannot
// be reached, has too many connections, or starts up or shuts down. A wrong password or
// database does not pass, and no error of SQLite does.
func Transient(err error) bool {
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
