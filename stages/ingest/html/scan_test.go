package html

import (
	"errors"
	"io"
	"strings"
	"testing"
)

// FuzzScan holds the scanner against the tokenizer: a page that it passes keeps the limits,
// and it has counted no less.
func FuzzScan(f *testing.F) {
	for _, s := range scanned() {
		f.Add(s)
	}
	lim := Limits{Elements: 40, Attributes: 60, ElementAttributes: 8, Token: 1 << 16, Work: 200}
	f.Fuzz(func(t *testing.T, page string) {
		fast, slow := counter{lim: lim}, counter{lim: lim}
		if len(page) >= lim.Token || !fast.scan(page) {
			return
		}
		if err := slow.run(t.Context(), page); !errors.Is(err, io.EOF) {
			t.Fatalf("the scanner passed what the tokenizer refuses: %v", err)
		}
		if fast.elements != slow.elements || fast.attributes < slow.attributes || fast.work < slow.work || slow.foreign {
			t.Errorf("the scanner counted %+v, the tokenizer %+v", fast, slow)
		}
	})
}

func scanned() []string {
	return []string{
		"<!DOCTYPE html><p class=a id='b>'>x</p><br/>", "<!-- <b> --><b>", "<script>if(a<b)</x></SCRIPT ><i>",
		"<style></sty></style/><u a = \"<b>\" c>", "<p a=b=\"c>d\"e/f / =g>", "<a x='</a>'><title></a></title></a >",
		"<![if !x]><?xml a?><o:p></o:p>", "<script><!--\n</script>--></script><textarea></textareas></textarea>",
		"a<1<<b><xmp><i></xmp><plaintext><b>",
	}
}

// TestScanIsCertain has what ordinary pages hold: it must not need the tokenizer.
func TestScanIsCertain(t *testing.T) {
	for _, page := range scanned() {
		c := counter{lim: Limits{Elements: 40, Attributes: 60, ElementAttributes: 8, Token: 1 << 16, Work: 200}}
		if !c.scan(page) {
			t.Errorf("left to the tokenizer: %s", page)
		}
	}
}

// TestScanLeavesToTokenizer has what the two could see differently.
func TestScanLeavesToTokenizer(t *testing.T) {
	for _, page := range []string{
		"<!-->-->", "<!--->", "<!-- --!> -->", "<!-- x", "</>", "</ b>", "<svg>", "<p a='", "<p", "<!x", "<?x",
		"<script><!--<script></script>--></script>", strings.Repeat("<b>", 50),
	} {
		c := counter{lim: Limits{Elements: 40, Attributes: 60, ElementAttributes: 8, Token: 1 << 16, Work: 200}}
		if c.scan(page) {
			t.Errorf("not left to the tokenizer: %s", page)
		}
	}
}
