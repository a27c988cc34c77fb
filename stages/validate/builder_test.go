package validate_test

import (
	"maps"
	"strconv"
	"strings"

	"github.com/gouji/gouji/stages/neighbour/peer"
	"github.com/gouji/gouji/stages/report"
)

// world is what a test case may change: a clean report and the one on the year before.
type world struct {
	*report.Report
	last *report.Report
	// alone leaves the neighbour out.
	alone bool
	// peers are the other reports and what the list of members says.
	peers peer.Group
}

// clean returns a report on 2023 that meets every rule, with its neighbour of 2022.
func clean() *world {
	return &world{Report: newReport(2023, cleanText(2023), cleanTables()), last: newReport(2022, cleanText(2022), lastTables())}
}

type tables struct {
	two   map[string]string
	three map[string]string // natural, company, …, total
	four  map[string]string
}

func cleanTables() tables {
	return tables{
		two: map[string]string{
			"rules_made": "0", "rules_repealed": "0", "rules_valid": "0",
			"normative_made": "3", "normative_repealed": "1", "normative_valid": "12",
			"licences": "2310", "penalties": "415", "coercions": "17", "fees_10k_yuan": "7730.28",
		},
		three: map[string]string{
			"new_received": "40 6 1 1 1 1 50", "carried_in": "1 1 0 0 0 0 2",
			"granted": "16 4 0 0 0 0 20", "partial": "7 1 0 0 1 0 9",
			"denied_state_secret": "1 0 0 0 0 0 1", "denied_law": "1 0 0 0 0 0 1", "denied_safety": "1 0 0 0 0 0 1",
			"denied_third_party": "1 0 0 0 0 0 1", "denied_internal": "1 0 0 0 0 0 1", "denied_process": "0 0 0 0 0 1 1",
			"unable_not_held": "5 1 0 1 0 0 7", "unable_needs_creation": "1 0 0 0 0 0 1", "unable_unclear": "1 0 0 0 0 0 1",
			"rejected_petition": "1 0 1 0 0 0 2", "rejected_duplicate": "1 0 0 0 0 0 1",
			"other_overdue_correction": "1 0 0 0 0 0 1", "other_misc": "0 1 0 0 0 0 1",
			"result_total": "38 7 1 1 1 1 49", "carried_out": "3 0 0 0 0 0 3",
		},
		four: map[string]string{"review": "3 1 1 0 5", "direct": "1 0 0 1 2", "after_review": "1 0 0 0 1"},
	}
}

// lastTables are those of the year before: 12 = 10 + 3 - 1 in force, two carried out.
func lastTables() tables {
	t := cleanTables()
	maps.Copy(t.two, map[string]string{"normative_made": "2", "normative_repealed": "0", "normative_valid": "10", "licences": "2100", "penalties": "402"})
	maps.Copy(t.three, map[string]string{
		"new_received": "30 5 0 0 0 0 35", "carried_in": "0 0 0 0 0 0 0", "granted": "12 4 0 0 0 0 16", "partial": "4 0 0 0 0 0 4",
		"denied_process": "0 0 0 0 0 0 0", "unable_not_held": "3 0 0 0 0 0 3", "rejected_petition": "1 0 0 0 0 0 1",
		"other_misc": "0 0 0 0 0 0 0", "result_total": "29 4 0 0 0 0 33", "carried_out": "1 1 0 0 0 0 2",
	})
	t.four = map[string]string{"review": "1 0 0 1 2", "direct": "0 0 0 0 0", "after_review": "0 0 0 0 0"}
	return t
}

func cleanText(year int) [7]string {
	y := strconv.Itoa(year)
	if year != 2023 {
		return [7]string{
			"根据《中华人民共和国政府信息公开条例》要求，编制本报告。统计期限自" + y + "年1月1日起至" + y + "年12月31日止。",
			"清河区认真做好政务公开各项基础工作，围绕群众关心的教育、医疗、养老公开信息，推进机关依法行政，组织了业务培训和专项检查。", "", "", "",
			"当时的短板主要在目录编制：部分单位目录更新慢。后来通过调整目录、明确责任人加以解决。",
			y + "年，全区收取信息处理费0元。",
		}
	}
	return [7]string{
		"本报告根据《中华人民共和国政府信息公开条例》（国令第711号，以下简称《条例》）和《中华人民共和国政府信息公开工作年度报告格式》（国办公开办函〔2021〕30号）要求编制，由总体情况、主动公开政府信息情况、收到和处理政府信息公开申请情况、政府信息公开行政复议和行政诉讼情况、存在的主要问题及改进情况、其他需要报告的事项六部分组成。报告中所列数据的统计期限自2023年1月1日起至2023年12月31日止。如有疑问，请与清河区人民政府办公室联系（地址：清河区人民路9号，电话：0517-87222589）。",
		"2023年，清河区人民政府认真贯彻落实《条例》，扎实推进政府信息公开工作。\n" +
			"（一）主动公开情况。全年主动公开政府信息1200条，其中，门户网站发布800条、政务新媒体发布400条。全年制发行政规范性文件3件，废止行政规范性文件1件，现行有效行政规范性文件12件。\n" +
			"（二）依申请公开情况。全年全区收到政府信息公开申请50件，上年结转2件，办结49件，结转下年度继续办理3件。办理结果中，予以公开20件，部分公开9件，不予公开6件，无法提供9件，不予处理3件，其他处理2件。\n" +
			"（三）政府信息管理情况。落实“三审三校”制度，规范政府信息管理，动态清理规范性文件。\n" +
			"（四）平台建设情况。加强政府网站和政务新媒体等公开平台建设，受理12345转办事项2000件，办结1990件，办结率99.5%。\n" +
			"（五）监督保障情况。将政务公开纳入年度工作考核，开展社会评议，满意率96.2%，全年没有发生需要责任追究的情形。",
		"", "",
		"2023年，全区因政府信息公开引发的行政复议5件，行政诉讼3件。",
		"2023年，全区政府信息公开工作还有不足：一是政策解读形式有待丰富，二是目录更新有待加快。下一步，将做好以下工作：一是丰富政策解读形式，增加图解和短视频；二是加快目录更新，明确专人负责。",
		"2023年，全区收取信息处理费0元。",
	}
}

func newReport(year int, text [7]string, t tables) *report.Report {
	y := strconv.Itoa(year)
	title, agency := "清河区人民政府"+y+"年政府信息公开工作年度报告", "清河区人民政府"
	published := strconv.Itoa(year+1) + "-02-20"
	r := &report.Report{
		Schema: report.Schema, ID: "id" + y, Title: &title, Agency: &agency, Year: &year, Form: report.Form2021, Published: &published,
		Period: &report.Period{Start: y + "-01-01", End: y + "-12-31"},
		Evidence: map[string]report.Quote{
			"title": {Text: title}, "agency": {Text: agency}, "published": {Text: published}, "year": {Text: y},
			"period": {Text: y + "年1月1日起至" + y + "年12月31日止"},
		},
	}
	r.Preamble = section(0, "", text[0])
	for i, h := range report.SectionHeadings() {
		r.Sections = append(r.Sections, *section(i+1, h, text[i+1]))
	}
	r.Tables.Disclosure = cellsOf(t.two)
	r.Tables.Applications = map[string]map[string]report.Cell{}
	for _, row := range report.ApplicationRows(report.Form2021) {
		values := t.three[row.Key]
		if values == "" {
			values = "0 0 0 0 0 0 0"
		}
		r.Tables.Applications[row.Key] = rowOf(report.ApplicantColumns(), values)
	}
	r.Tables.Proceedings = map[string]map[string]report.Cell{}
	for _, g := range report.ProceedingGroups() {
		r.Tables.Proceedings[g.Key] = rowOf(report.ProceedingOutcomes(), t.four[g.Key])
	}
	return r
}

// section makes a section whose lines know where they stand.
func section(n int, heading, text string) *report.Section {
	s := &report.Section{Number: n, Heading: heading, Text: text, At: report.Place{Kind: report.PlaceText, Start: 100_000 * n, End: 100_000*n + len(heading)}}
	at := 0
	for line := range strings.SplitSeq(text, "\n") {
		place := report.Place{Kind: report.PlaceText, Start: 100_000*n + 1000 + at, End: 100_000*n + 1000 + at + len(line)}
		s.Lines = append(s.Lines, report.Line{Start: at, End: at + len(line), At: place})
		at += len(line) + 1
	}
	return s
}

func rowOf(cols []report.Column, values string) map[string]report.Cell {
	out := map[string]report.Cell{}
	for i, v := range strings.Fields(values) {
		out[cols[i].Key] = printed(v)
	}
	return out
}

func cellsOf(values map[string]string) map[string]report.Cell {
	out := map[string]report.Cell{}
	for k, v := range values {
		out[k] = printed(v)
	}
	return out
}

// printed is a cell with this text; "" is blank, / is a dash, ? unread.
func printed(text string) report.Cell {
	c := report.Cell{State: report.Printed, Text: text, At: report.Place{Kind: report.PlaceText, Start: 900_000, End: 900_000 + len(text)}}
	switch text {
	case "":
		c.State = report.Blank
	case "/":
		c.State = report.Dash
	case "?":
		c.State = report.Unread
	default:
		v, err := report.ParseNumber(strings.ReplaceAll(text, ",", ""))
		if err != nil {
			panic(err)
		}
		c.Value = v
	}
	return c
}

// set puts texts into cells: set("disclosure.licences", "3", …).
func (w *world) set(pairs ...string) {
	for i := 0; i < len(pairs); i += 2 {
		setCell(w.Report, pairs[i], printed(pairs[i+1]))
	}
}

// say appends a sentence to a section, replace changes its words.
func (w *world) say(n int, words string) {
	s := w.section(n)
	*s = *section(n, s.Heading, s.Text+words)
}

func (w *world) replace(n int, old, words string) {
	s := w.section(n)
	if !strings.Contains(s.Text, old) {
		panic("the clean report does not say " + old)
	}
	*s = *section(n, s.Heading, strings.Replace(s.Text, old, words, 1))
}

func (w *world) write(n int, words string) {
	s := w.section(n)
	*s = *section(n, s.Heading, words)
}

func (w *world) section(n int) *report.Section {
	if n == 0 {
		return w.Preamble
	}
	for i := range w.Sections {
		if w.Sections[i].Number == n {
			return &w.Sections[i]
		}
	}
	panic("no such section")
}

func (w *world) see(kind, table, key, quote string) {
	w.Observations = append(w.Observations, report.Observation{Kind: kind, Table: table, Key: key, Quote: report.Quote{Text: quote}})
}

func (w *world) as(agency string) {
	w.Agency = &agency
	title := agency + "2023年政府信息公开工作年度报告"
	w.Title = &title
}

// setCell puts a cell at a path.
func setCell(r *report.Report, path string, c report.Cell) {
	parts := strings.Split(path, ".")
	switch parts[0] {
	case "disclosure":
		r.Tables.Disclosure[parts[1]] = c
	case "applications":
		if r.Tables.Applications[parts[1]] == nil {
			r.Tables.Applications[parts[1]] = map[string]report.Cell{}
		}
		r.Tables.Applications[parts[1]][parts[2]] = c
	case "proceedings":
		r.Tables.Proceedings[parts[1]][parts[2]] = c
	}
}
