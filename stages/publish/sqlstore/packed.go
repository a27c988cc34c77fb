package sqlstore

import (
	"fmt"

	"github.com/klauspost/compress/s2"
	"github.com/pressly/goose/v3"
)

// packFrom is the size in bytes from which a check object is packed.
const packFrom = 1 << 10

// packed is a check object as check_json has it. SQLite keeps it as an s2 block, a BLOB that is
// a quarter of the text; PostgreSQL compresses texts itself.
func (s *Store) packed(json []byte) any {
	if s.dialect != goose.DialectSQLite3 || len(json) < packFrom {
		return string(json)
	}
	return s2.EncodeBetter(nil, json)
}

// unpacked undoes packed, also for what an older version wrote: a JSON object begins with a
// brace, and the length that a block of packFrom bytes and more begins with has its top bit set.
func unpacked(column []byte) ([]byte, error) {
	if len(column) == 0 || column[0]&0x80 == 0 {
		return column, nil
	}
	out, err := s2.Decode(nil, column)
	if err != nil {
		return nil, fmt.Errorf("sqlstore: unpack a check object: %w", err)
	}
	return out, nil
}
