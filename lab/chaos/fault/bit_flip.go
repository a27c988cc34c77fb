package fault

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
)

// FlipBehind flips bits in the byte that stands so far behind the subject.
func FlipBehind(blocks []string, subject string, behind int, bits byte) (where string, err error) {
	for _, path := range blocks {
		data, err := os.ReadFile(path)
		if err != nil {
			return "", err
		}
		i := bytes.Index(data, []byte(subject))
		if i < 0 || i+behind >= len(data) {
			continue
		}
		at := int64(i + behind)
		f, err := os.OpenFile(path, os.O_WRONLY, 0)
		if err != nil {
			return "", err
		}
		_, err = f.WriteAt([]byte{data[at] ^ bits}, at)
		if e := f.Close(); err == nil {
			err = e
		}
		return fmt.Sprintf("byte %d of %s", at, filepath.Base(path)), err
	}
	return "", fmt.Errorf("no block holds %s", subject)
}
