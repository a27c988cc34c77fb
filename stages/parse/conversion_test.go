package parse_test

import (
	"context"
	"fmt"
	"strings"

	"github.com/gouji/gouji/stages/parse"
	"github.com/gouji/gouji/stages/report"
	"pgregory.net/rapid"
)

// conversion is a report in words and the ways in which a program, or a person with a clipboard,
// made a text of it. Every figure is known, so that a reading can be judged cell by cell.
type conversion struct {
	form   report.Form
	want   map[string]string // by path; "" for a cell without a number
	tables [3][]printedRow   // two to four

	between string // between the cells of a row
	end     string // behind the last
	style   string // how a figure is printed
	blank   string // what stands in a cell that nobody filled in
	gap     string // between lines
	cutAt   int    // lines are cut at so many characters, 0 for not
	columns bool   // they are cut at columns of print
	page    func(n int) string
	every   int // a page ends every so many rows
	heads   bool
	labelAt int // labels go over lines of so many characters, 0 for not
	spaced  bool
	wraps   bool    // some figures go on in the next line of their cell
	moved   [3]bool // the columns of table three, the groups and the outcomes of table four
}

// printedRow is a row of cells as the form has it.
type printedRow struct {
	labels []string
	paths  []string // of the figures behind the labels
	head   bool
}

// drawConversion draws a report and what became of it.
func drawConversion(t *rapid.T) *conversion {
	c := &conversion{form: report.Form2021, want: map[string]string{}}
	if rapid.IntRange(0, 5).Draw(t, "older") == 0 {
		c.form = report.Form2019
	}
	c.between = rapid.SampledFrom([]string{"|", " | ", "\t", " ", "  ", "    ", "\n", "\n", "\n\n", " |\n", "｜", "\u3000", "\t\n", "\n\t\n"}).Draw(t, "between")
	if rapid.Bool().Draw(t, "ends") || c.between == " |\n" { // a blank cell at the end has no trace else
		c.end = strings.TrimRight(c.between, "\n")
	}
	c.style = rapid.SampledFrom([]string{"plain", "plain", "plain", "wide", "thousands", "wide thousands", "counted", "padded"}).Draw(t, "style")
	c.blank = rapid.SampledFrom([]string{"", "", "-", "/", "—", "——", "无", "0", "0"}).Draw(t, "blank")
	c.gap = rapid.SampledFrom([]string{"\n", "\n", "\n\n"}).Draw(t, "gap")
	if rapid.IntRange(0, 2).Draw(t, "cut") == 0 {
		c.cutAt, c.columns = rapid.IntRange(20, 80).Draw(t, "cut at"), rapid.Bool().Draw(t, "columns")
	}
	c.page = rapid.SampledFrom([]func(n int) string{
		func(int) string { return "" },
		func(n int) string { return fmt.Sprintf("- %d -", n) },
		func(n int) string { return fmt.Sprintf("— %d —", n) },
		func(n int) string { return fmt.Sprint(n) },
		func(n int) string { return fmt.Sprintf("第%d页 共9页", n) },
		func(n int) string { return fmt.Sprintf("%d / 9", n) },
		func(n int) string { return fmt.Sprintf("第 %d 页", n) },
	}).Draw(t, "page")
	c.every = rapid.SampledFrom([]int{0, 0, 3, 7, 11}).Draw(t, "every")
	if c.page(3) == "3" && c.blank == "" {
		c.page = func(int) string { return "" } // a figure alone and a cell that nothing shows: no reader can tell
	}
	c.heads = rapid.Bool().Draw(t, "heads again")
	c.wraps = rapid.IntRange(0, 2).Draw(t, "wraps") == 0
	c.labelAt = rapid.SampledFrom([]int{0, 0, 0, 4, 7, 10}).Draw(t, "label at")
	c.spaced = rapid.IntRange(0, 7).Draw(t, "spaced") == 0
	c.drawTwo(t)
	c.drawThree(t)
	c.drawFour(t)
	return c
}

func (c *conversion) drawTwo(t *rapid.T) {
	title := ""
	for _, r := range report.DisclosureRows(c.form) {
		if r.Title != title {
			title = r.Title
			heads := []string{"信息内容"}
			for _, k := range r.Cells {
				heads = append(heads, k.Label)
			}
			c.tables[0] = append(c.tables[0], printedRow{labels: []string{title}, head: true}, printedRow{labels: heads, head: true})
		}
		row := printedRow{labels: []string{r.Label}}
		for _, k := range r.Cells {
			path := "disclosure." + k.Key
			row.paths = append(row.paths, path)
			c.want[path] = fmt.Sprint(rapid.SampledFrom([]int{0, 0, 3, 14, 207, 1035, 71600}).Draw(t, k.Key))
		}
		c.tables[0] = append(c.tables[0], row)
	}
}

func (c *conversion) drawThree(t *rapid.T) {
	order := []int{0, 1, 2, 3, 4, 5, 6}
	if rapid.IntRange(0, 3).Draw(t, "columns moved") == 0 {
		c.moved[0] = true
		order = rapid.Permutation(order).Draw(t, "columns in order")
	}
	columns := report.ApplicantColumns()
	head := printedRow{labels: []string{"申请人情况"}, head: true}
	for _, k := range order {
		head.labels = append(head.labels, columns[k].Label)
	}
	c.tables[1] = append(c.tables[1], head)
	rows := c.figures(t)
	group := ""
	for _, r := range report.ApplicationRows(c.form) {
		row := printedRow{labels: []string{r.Label}}
		if r.Group != "" && r.Group != group {
			row.labels = []string{r.Group, r.Label}
		}
		group = r.Group
		for _, k := range order {
			path := "applications." + r.Key + "." + columns[k].Key
			row.paths = append(row.paths, path)
			c.want[path] = fmt.Sprint(rows[r.Key][k])
		}
		c.tables[1] = append(c.tables[1], row)
	}
}

// figures draws a table three whose sums hold.
func (c *conversion) figures(t *rapid.T) map[string][7]int {
	most := rapid.SampledFrom([]int{1, 12, 400, 3000}).Draw(t, "most")
	out := map[string][7]int{}
	var total [7]int
	for _, r := range report.ApplicationRows(c.form) {
		var row [7]int
		switch r.Key {
		case "new_received", "carried_in", "result_total", "carried_out":
			continue
		}
		if rapid.IntRange(0, 2).Draw(t, "some") == 0 {
			for i := range 6 {
				row[i] = rapid.IntRange(0, most).Draw(t, "n") * rapid.IntRange(0, 1).Draw(t, "on")
				row[6] += row[i]
			}
		}
		out[r.Key] = row
		for i := range row {
			total[i] += row[i]
		}
	}
	out["result_total"] = total
	in, over := total, [7]int{}
	for i := range 6 {
		n := rapid.IntRange(0, 3).Draw(t, "over")
		over[i], over[6] = n, over[6]+n
		in[i], in[6] = in[i]+n, in[6]+n
	}
	out["new_received"], out["carried_in"], out["carried_out"] = in, [7]int{}, over
	return out
}

func (c *conversion) drawFour(t *rapid.T) {
	groups, outcomes := report.ProceedingGroups(), report.ProceedingOutcomes()
	order := []int{0, 1, 2}
	inside := []int{0, 1, 2, 3, 4}
	if rapid.IntRange(0, 3).Draw(t, "groups moved") == 0 {
		c.moved[1] = true
		order = rapid.SampledFrom([][]int{{0, 2, 1}, {1, 2, 0}, {2, 1, 0}}).Draw(t, "groups in order")
	}
	if rapid.IntRange(0, 3).Draw(t, "outcomes moved") == 0 {
		c.moved[2] = true
		inside = rapid.Permutation(inside).Draw(t, "outcomes in order")
	}
	top, second, third := []string{}, []string{}, []string{}
	row := printedRow{}
	for _, g := range order {
		name := "行政诉讼"
		if g == 0 {
			name = "行政复议"
		}
		if len(top) == 0 || top[len(top)-1] != name {
			top = append(top, name)
		}
		n := [5]int{}
		for i := range 4 {
			n[i] = rapid.SampledFrom([]int{0, 0, 0, 1, 2, 12, 31}).Draw(t, "n")
			n[4] += n[i]
		}
		if g > 0 {
			second = append(second, groups[g].Label)
		}
		for _, o := range inside {
			if g == 0 && order[0] == 0 {
				second = append(second[:len(second):len(second)], outcomes[o].Label)
			} else {
				third = append(third, outcomes[o].Label)
			}
			path := "proceedings." + groups[g].Key + "." + outcomes[o].Key
			row.paths = append(row.paths, path)
			c.want[path] = fmt.Sprint(n[o])
		}
	}
	for _, l := range [][]string{top, second, third} {
		c.tables[2] = append(c.tables[2], printedRow{labels: l, head: true})
	}
	c.tables[2] = append(c.tables[2], row)
}

// figure prints one figure; what is blank is no number any more.
func (c *conversion) figure(t *rapid.T, path string) string {
	s := c.want[path]
	if s == "0" && c.blank != "0" && rapid.IntRange(0, 1).Draw(t, "blank") == 0 {
		c.want[path] = ""
		return c.blank
	}
	if strings.Contains(c.style, "thousands") && len(s) > 3 {
		s = s[:len(s)-3] + "," + s[len(s)-3:]
	}
	switch {
	case strings.HasPrefix(c.style, "wide"):
		s = strings.NewReplacer("0", "０", "1", "１", "2", "２", "3", "３", "4", "４", "5", "５", "6", "６", "7", "７", "8", "８", "9", "９", ",", "，").Replace(s)
	case c.style == "counted":
		s += "件"
	case c.style == "padded":
		s = " " + s + " "
	}
	return s
}

// label prints a label, over several lines or with spaces inside where labels are.
func (c *conversion) label(s string) string {
	if c.spaced && len([]rune(s)) > 3 {
		r := []rune(s)
		s = string(r[:2]) + " " + string(r[2:])
	}
	if c.labelAt > 0 && strings.Contains(c.between, "\n") {
		return cutLine(s, c.labelAt, false)
	}
	return s
}

// print is a table as the conversion left it.
func (c *conversion) print(t *rapid.T, rows []printedRow) string {
	var out []string
	var heads []string
	n := 0
	for _, r := range rows {
		var cells, below []string
		for _, l := range r.labels {
			cells, below = append(cells, c.label(l)), append(below, "")
		}
		wrapped := false
		for _, p := range r.paths {
			f := c.figure(t, p)
			if f == "" && strings.Trim(c.between, " \n\u3000") == "" {
				continue // nothing shows the cell
			}
			rest := ""
			if digits := []rune(f); c.wraps && len(digits) > 1 && strings.Trim(f, "0123456789０１２３４５６７８９") == "" && rapid.IntRange(0, 3).Draw(t, "wrap") == 0 {
				at := rapid.IntRange(1, len(digits)-1).Draw(t, "at")
				f, rest, wrapped = string(digits[:at]), string(digits[at:]), true
			}
			cells, below = append(cells, f), append(below, rest)
		}
		line := strings.Join(cells, c.between) + c.end
		switch {
		case wrapped && strings.Contains(c.between, "\n"): // each cell has its own lines
			for i := range cells {
				if below[i] != "" {
					cells[i] += "\n" + below[i]
				}
			}
			line = strings.Join(cells, c.between) + c.end
		case wrapped && strings.Trim(c.between, " \u3000") == "":
			line += "\n" + strings.Join(strings.Fields(strings.Join(below, " ")), c.between)
		case wrapped:
			line += "\n" + strings.Join(below, c.between) + c.end
		}
		out = append(out, line)
		if r.head {
			heads = append(heads, line)
			continue
		}
		if n++; c.every > 0 && n%c.every == 0 {
			if p := c.page(n/c.every + 1); p != "" {
				out = append(out, p)
			}
			if c.heads && len(rows) > 20 {
				out = append(out, heads...)
			}
		}
	}
	return strings.Join(out, c.gap)
}

// Prose of the usual length.
const (
	proseOne = "2023年，我局认真贯彻落实《中华人民共和国政府信息公开条例》，坚持以公开为常态、不公开为例外，主动公开政府信息1136条，" +
		"其中通过门户网站公开900条，通过政务新媒体公开236条，内容涉及机构职能、政策文件、行政审批、财政预决算、重点领域等方面。" +
		"依申请公开方面，全年收到申请21件，其中重复申请2件，均已按照规定的期限答复申请人，没有因此引起的行政复议和行政诉讼。" +
		"政府信息管理方面，严格执行保密审查制度，坚持先审查、后公开，做到一事一审，全年没有发生失密泄密的情况。" +
		"平台建设方面，对门户网站的栏目重新作了梳理，及时维护和更新，并在办事大厅设立查阅点，方便群众查询。" +
		"监督保障方面，把政府信息公开列入年度考核，由分管领导负责，办公室具体承办，开展业务培训两次，社会评议结果良好。"
	proseFive = "一是工作人员的业务能力还有待提高，培训不够；二是部分信息的公开不够及时，内容的深度不够；三是政策解读的形式比较单一。" +
		"下一步，我局将加强学习培训，提高工作人员的业务能力和水平；进一步细化公开的内容，明确责任科室和时限；" +
		"丰富政策解读的形式，采用图表、问答等群众喜闻乐见的方式，不断提高政府信息公开工作的质量和实效。"
)

// text is the whole report.
func (c *conversion) text(t *rapid.T) string {
	lines := []string{
		"临江市某某局2023年政府信息公开工作年度报告",
		"根据《中华人民共和国政府信息公开条例》编制本报告。所列数据的统计期限自2023年1月1日起至2023年12月31日止。",
		"一、总体情况", proseOne,
		"二、主动公开政府信息情况", c.print(t, c.tables[0]),
		"三、收到和处理政府信息公开申请情况", c.print(t, c.tables[1]),
		"四、政府信息公开行政复议、行政诉讼情况", c.print(t, c.tables[2]),
		"五、存在的主要问题及改进情况", proseFive,
		"六、其他需要报告的事项", "无。",
	}
	whole := strings.Join(lines, c.gap)
	if c.cutAt == 0 {
		return whole
	}
	var out []string
	for l := range strings.SplitSeq(whole, "\n") {
		out = append(out, cutLine(l, c.cutAt, c.columns))
	}
	return strings.Join(out, "\n")
}

// cutLine ends a line after every n characters, or columns of print.
func cutLine(line string, n int, columns bool) string {
	var b strings.Builder
	at := 0
	for _, r := range line {
		w := 1
		if columns && r >= 0x1100 {
			w = 2
		}
		if at+w > n {
			b.WriteByte('\n')
			at = 0
		}
		b.WriteRune(r)
		at += w
	}
	return b.String()
}

// reading is what became of the figures of a conversion.
type conversionReading struct {
	right, unread int
	bad           []string
}

// judge reads a text and holds every number against what is printed.
func (c *conversion) judge(p *parse.Parser, text string) (out conversionReading, err error) {
	rep, err := p.Parse(context.Background(), textDocument(text))
	if err != nil {
		return out, err
	}
	got := map[string]report.Cell{}
	for key, cell := range rep.Tables.Disclosure {
		got["disclosure."+key] = cell
	}
	for name, rows := range map[string]map[string]map[string]report.Cell{"applications": rep.Tables.Applications, "proceedings": rep.Tables.Proceedings} {
		for key, row := range rows {
			for col, cell := range row {
				got[name+"."+key+"."+col] = cell
			}
		}
	}
	for path, cell := range got {
		want, known := c.want[path]
		switch {
		case cell.Value.Valid() && (!known || cell.Value.String() != want):
			out.bad = append(out.bad, fmt.Sprintf("%s is %s (%s %q), not %q", path, cell.Value, cell.State, cell.Text, want))
		case cell.Value.Valid():
			out.right++
		}
	}
	for path, want := range c.want {
		if want != "" && !got[path].Value.Valid() {
			out.unread++
		}
	}
	return out, nil
}
