package charset_test

import (
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/gouji/gouji/stages/ingest/charset"
)

// TestNamesAreTextOfOneLine: UTF-8 stays, GBK is decoded, also where the second byte of a
// character is a backslash (乗), and what is neither, or controls a terminal, is escaped.
func TestNamesAreTextOfOneLine(t *testing.T) {
	t.Parallel()
	gbk, err := simplifiedchinese.GBK.NewEncoder().String("乗县年报.html")
	if err != nil {
		t.Fatal(err)
	}
	for in, want := range map[string]string{
		"年报.html": "年报.html", gbk: "乗县年报.html", "": "",
		"a\xff\xffb": "a%FF%FFb", "a\x1b[31mb": "a%1B[31mb", "a\u009bb": "a%C2%9Bb", "a\nb": "a%0Ab",
	} {
		if got := charset.Escaped(charset.Name(in)); got != want {
			t.Errorf("%q becomes %q, want %q", in, got, want)
		}
	}
}
