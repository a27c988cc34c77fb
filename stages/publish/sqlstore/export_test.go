package sqlstore

import "database/sql"

// DB is the connection pool for reading, for tests that look at the rows.
func (s *Store) DB() *sql.DB { return s.read }
