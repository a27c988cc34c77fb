package pdf

import (
	"fmt"
	"html"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/gouji/gouji/pipeline/fault"
	"pgregory.net/rapid"
)

func wordLimits() Limits { return Limits{Pages: 3, Words: 40} }

// listed writes a list of words as poppler does.
func listed(words ...string) string {
	var b strings.Builder
	b.WriteString("<head>\n<title>\xfe</title>\n</head>\n<body>\n<doc>\n  <page width=\"595.32\" height=\"841.92\">\n    <flow>\n" +
		"      <block xMin=\"1.0\" yMin=\"2.0\" xMax=\"3.0\" yMax=\"4.0\">\n        <line xMin=\"1.0\" yMin=\"2.0\" xMax=\"3.0\" yMax=\"4.0\">\n")
	for i, w := range words {
		fmt.Fprintf(&b, "          <word xMin=\"%d.000000\" yMin=\"2.500000\" xMax=\"%d.123456\" yMax=\"14.5\">%s</word>\n", 10*i, 10*i+9, w)
	}
	b.WriteString("        </line>\n      </block>\n    </flow>\n  </page>\n</doc>\n</body>\n</html>\n")
	return b.String()
}

// FuzzParseWords holds the reader of a child's output against encoding/xml: what it
// accepts, both read alike.
func FuzzParseWords(f *testing.F) {
	for _, s := range []string{
		listed("12", "一、总计", "&amp;&lt;&#39;", "a\u00a0b", "\x01\xff", "政府"), listed(strings.Split(strings.Repeat("x,", 60), ",")...),
		strings.Repeat("<doc><page></page>", 1) + strings.Repeat("<page>\n</page>", 4) + "</doc>",
		`<doc><page><word xMin="1" yMin="-2" xMax="3" yMax="40">一二</word></page></doc>`,
		`<doc><page width="nan"><word xMin="1e3" yMin="2" xMax="3" yMax="4">12</word></page></doc>`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, out []byte) {
		got, err := ParseWords(out, wordLimits())
		if err != nil {
			if _, ok := fault.ClassOf(err); !ok {
				t.Fatalf("an error without class: %v", err)
			}
			return
		}
		want, err := parseXML(out, wordLimits())
		if err != nil {
			t.Fatalf("accepted what XML is not: %v", err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	})
}

// TestParseWordsLikeXML has words of any characters in the form that children write.
func TestParseWordsLikeXML(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(rapid.String(), 1, 8).Draw(t, "words")
		for i, w := range words {
			words[i] = html.EscapeString(w)
		}
		out := []byte(listed(words...))
		want, wantErr := parseXML(out, wordLimits())
		got, err := ParseWords(out, wordLimits())
		if err != nil || wantErr != nil {
			t.Fatalf("got %v, XML %v", err, wantErr)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	})
}

func TestParseWordsRefuses(t *testing.T) {
	word := func(box, rest string) string { return "<page><word " + box + ">" + rest + "</page>" }
	const box = `xMin="1" yMin="2" xMax="3" yMax="4"`
	for name, c := range map[string]struct {
		list string
		want fault.Class
	}{
		"no end of a page":      {"<page>", fault.Malformed},
		"a word alone":          {"<word " + box + ">1</word>", fault.Malformed},
		"text between":          {"<page>1</page>", fault.Malformed},
		"another element":       {"<page><image></image></page>", fault.Malformed},
		"a page in a page":      {"<page><page></page></page>", fault.Malformed},
		"wrong end":             {"<page><flow></page></flow>", fault.Malformed},
		"a comment":             {"<page><!-- x --></page>", fault.Malformed},
		"no box":                {word("", "1</word>"), fault.Malformed},
		"three sides":           {word(`xMin="1" yMin="2" xMax="3"`, "1</word>"), fault.Malformed},
		"five sides":            {word(box+` xMin="1"`, "1</word>"), fault.Malformed},
		"not a number":          {word(`xMin="nan" yMin="2" xMax="3" yMax="4"`, "1</word>"), fault.Malformed},
		"far away":              {word(`xMin="1000001" yMin="2" xMax="3" yMax="4"`, "1</word>"), fault.Malformed},
		"no end of a word":      {word(box, "1"), fault.Malformed},
		"an element in a word":  {word(box, "<b>1</b></word>"), fault.Malformed},
		"unknown reference":     {word(box, "&nbsp;</word>"), fault.Malformed},
		"reference without end": {word(box, "&amp</word>"), fault.Malformed},
		"too many pages":        {strings.Repeat("<page></page>", 4), fault.LimitPages},
		"too many words":        {"<page>" + strings.Repeat("<word "+box+">1</word>", 41) + "</page>", fault.LimitCells},
	} {
		_, err := ParseWords([]byte("<doc>"+c.list+"</doc>"), wordLimits())
		if got, _ := fault.ClassOf(err); got != c.want {
			t.Errorf("%s: got %v, want class %s", name, err, c.want)
		}
	}
}
