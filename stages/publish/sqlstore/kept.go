package sqlstore

import (
	"context"
	"fmt"

	"github.com/gouji/gouji/stages/publish"
)

// Kept returns how many verdicts there are, on whatever basis and with those of documents that
// were erased, and the key of the newest one, the zero value where there is none. Both are of one
// moment, and on disk.
func (s *Store) Kept(ctx context.Context) (n int64, newest publish.Key, err error) {
	err = s.read.QueryRowContext(ctx, "SELECT (SELECT COUNT(*) FROM verdicts) + (SELECT CAST(COALESCE(SUM(verdicts), 0) AS BIGINT) FROM erased),"+
		" COALESCE(v.doc, ''), COALESCE(v.parser, ''), COALESCE(v.rules, ''), COALESCE(v.basis, '')"+
		" FROM (SELECT 1 AS one) a LEFT JOIN (SELECT doc, parser, rules, basis FROM verdicts ORDER BY id DESC LIMIT 1) v ON 1 = 1").
		Scan(&n, &newest.Doc, &newest.Parser, &newest.Rules, &newest.Basis)
	if err != nil {
		return 0, publish.Key{}, fmt.Errorf("sqlstore: count: %w", err)
	}
	return n, newest, nil
}

// Holds reports whether there is a verdict under a key, or was one before its document was erased.
func (s *Store) Holds(ctx context.Context, k publish.Key) (bool, error) {
	var n int
	err := s.read.QueryRowContext(ctx, s.bind("SELECT (SELECT COUNT(*) FROM verdicts WHERE doc = ? AND parser = ? AND rules = ? AND basis = ?) + (SELECT COUNT(*) FROM erased WHERE doc = ?)"),
		k.Doc, k.Parser, k.Rules, k.Basis, k.Doc).Scan(&n)
	if err != nil {
		return false, fmt.Errorf("sqlstore: look for the verdict on %s: %w", k.Doc, err)
	}
	return n > 0, nil
}

// Newest returns a mark that is another one as soon as a verdict or a decision has been added.
func (s *Store) Newest(ctx context.Context) (string, error) {
	var verdict, decision int64
	err := s.read.QueryRowContext(ctx, "SELECT COALESCE((SELECT MAX(id) FROM verdicts), 0), COALESCE((SELECT MAX(id) FROM decisions), 0)").Scan(&verdict, &decision)
	if err != nil {
		return "", fmt.Errorf("sqlstore: the newest verdict: %w", err)
	}
	return fmt.Sprintf("%d-%d", verdict, decision), nil
}
