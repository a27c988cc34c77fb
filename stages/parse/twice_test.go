package parse_test

import (
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/report"
)

// numbersOfRows are the numbers of rows of table three of a text, "." for none, joined by spaces.
func numbersOfRows(t *testing.T, text string, keys ...string) string {
	t.Helper()
	table := mustParse(t, textDocument(text)).Tables.Applications
	var out []string
	for _, key := range keys {
		for _, c := range report.ApplicantColumns() {
			if v := table[key][c.Key].Value; v.Valid() {
				out = append(out, v.String())
			} else {
				out = append(out, ".")
			}
		}
	}
	return strings.Join(out, " ")
}

// tableText is the text of a sample with its table three in pipes.
func tableText() string {
	return sample{table: balanced(someResults), layout: "pipes"}.text()
}

// TestTableTwice: of a table that stands twice with other figures nothing is read, also where the
// figures of the first one cannot be read; only one of dashes and blank cells gives way.
func TestTableTwice(t *testing.T) {
	t.Parallel()
	text := tableText()
	begin := strings.Index(text, "| 一、本年新收")
	if begin < 0 {
		begin = strings.Index(text, "一、本年新收")
	}
	end := strings.Index(text, "四、政府信息公开行政复议")
	if begin < 0 || end < begin {
		t.Fatalf("the sample has another form:\n%s", text)
	}
	one := text[begin:end]
	figures := func(f func(string) string) string {
		var b strings.Builder
		for line := range strings.SplitSeq(one, "\n") {
			cells := strings.Split(line, "|")
			for i, c := range cells {
				if s := strings.TrimSpace(c); s != "" && strings.Trim(s, "0123456789") == "" {
					cells[i] = " " + f(s) + " "
				}
			}
			b.WriteString(strings.Join(cells, "|") + "\n")
		}
		return b.String()
	}
	circled := figures(func(s string) string {
		return strings.NewReplacer("0", "⓪", "1", "①", "2", "②", "3", "③", "4", "④", "5", "⑤", "6", "⑥", "7", "⑦", "8", "⑧", "9", "⑨").Replace(s)
	})
	others := figures(func(s string) string { return "1" + s })
	right := numbersOfRows(t, text, "new_received", "granted")
	const none = ". . . . . . . . . . . . . ."
	for name, c := range map[string]struct{ first, want string }{
		"the same again":  {one, right},
		"other figures":   {others, none},
		"circled figures": {circled, none},
		"letters":         {figures(func(string) string { return "x" }), none},
		"dashes":          {figures(func(string) string { return "—" }), right},
		"blank cells":     {figures(func(string) string { return "" }), right},
	} {
		doubled := text[:begin] + c.first + "另表\n" + one + text[end:]
		if got := numbersOfRows(t, doubled, "new_received", "granted"); got != c.want {
			t.Errorf("%s first: %s, want %s", name, got, c.want)
		}
	}
}

// TestNumberApartInARow: a row with a figure too many is not read as if the figure were padding where
// the sums of the columns hold only if a number came apart over two cells.
func TestNumberApartInARow(t *testing.T) {
	t.Parallel()
	text := tableText()
	at := strings.Index(text, "一、本年新收")
	line, _, _ := strings.Cut(text[at:], "\n")
	right := strings.Fields(numbersOfRows(t, text, "new_received"))
	head, _, _ := strings.Cut(line, "|")
	row := func(figures ...string) string {
		return strings.Replace(text, line, head+"| "+strings.Join(figures, " | ")+" |", 1)
	}
	if got := numbersOfRows(t, row(right...), "new_received"); got != strings.Join(right, " ") {
		t.Fatalf("the row as it is: %s", got)
	}
	apart := make([]string, 0, len(right)+2)
	for _, f := range right {
		if len(f) == 2 {
			apart = append(apart, f[:1], f[1:])
		} else {
			apart = append(apart, f)
		}
	}
	if len(apart) == len(right) {
		t.Fatalf("no number of two digits in %v", right)
	}
	got := strings.Fields(numbersOfRows(t, row(apart...), "new_received"))
	for i := range got {
		if got[i] != "." && got[i] != right[i] {
			t.Errorf("%v is read as %v", apart, got)
		}
	}
}

// TestSentenceAboveTheTable: what a sentence of section three tells of the outcomes is no second table.
func TestSentenceAboveTheTable(t *testing.T) {
	t.Parallel()
	text := tableText()
	at := strings.Index(text, "三、收到和处理政府信息公开申请情况")
	if at < 0 {
		t.Fatalf("the sample has no heading of section three:\n%s", text)
	}
	at += strings.Index(text[at:], "\n") + 1
	said := "6件申请的办理结果：予以公开2件，不予公开2件（属于行政执法案卷和保护第三方合法权益），无法提供1件（本机关不掌握相关政府信息），不予处理1件（重复申请）；结转下年度0件。\n"
	want := numbersOfRows(t, text, "new_received", "granted")
	if got := numbersOfRows(t, text[:at]+said+text[at:], "new_received", "granted"); got != want {
		t.Errorf("%s, without the sentence %s", got, want)
	}
}
