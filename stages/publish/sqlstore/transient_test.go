package sqlstore_test

import (
	"errors"
	"net"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/gouji/gouji/stages/publish/sqlstore"
)

func TestWhatIsTransient(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		err  error
		want bool
	}{
		{&pgconn.PgError{Code: "57P03", Message: "the database system is starting up"}, true},
		{&pgconn.PgError{Code: "08006"}, true},
		{&pgconn.PgError{Code: "53300"}, true},
		{&pgconn.PgError{Code: "28P01", Message: "password authentication failed"}, false},
		{&pgconn.PgError{Code: "3D000", Message: "database does not exist"}, false},
		{errors.New("sqlstore: a store is sqlite:PATH or postgres://…"), false},
	} {
		if got := sqlstore.Transient(c.err); got != c.want {
			t.Errorf("%v: transient is %v", c.err, got)
		}
	}
	// PostgreSQL that is away, and a name that nobody has.
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	free := l.Addr().String()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	for _, url := range []string{"postgres://gouji@" + free + "/gouji", "postgres://gouji@nobody.invalid:5432/gouji"} {
		if _, err := sqlstore.Open(t.Context(), url); err == nil || !sqlstore.Transient(err) {
			t.Errorf("%s: %v does not pass", url, err)
		}
	}
}
