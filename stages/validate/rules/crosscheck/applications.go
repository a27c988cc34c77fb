package crosscheck

import (
	"slices"
	"sync"

	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/narrative"
	"github.com/gouji/gouji/stages/validate/rule"
	"github.com/gouji/gouji/stages/validate/rules/form"
	"github.com/gouji/gouji/stages/validate/rules/prose"
)

var sense = rule.Source{Document: "常识：同一份报告的正文与表格说的是同一件事", From: 2019}

// applicationNarrativeRules compare the text with table three.
func applicationNarrativeRules() []rule.Rule {
	return []rule.Rule{
		{
			ID:    "N-01",
			Title: rule.Text{ZH: "正文的收到申请数与表格一致", EN: "the text's number of applications is the table's"},
			Doc: rule.Text{
				ZH: "正文“收到（受理）政府信息公开申请 N 件”应等于表三新收数的总计；写明含上年结转的，也可以等于新收与结转之和。正文只代表一部分机构时只作提醒。按申请人类别分列的件数和占比与表三各列比较，不符的作提醒。",
				EN: "收到 N 件 must be the total of row one, or of rows one and two where the words include what was carried in. Where the text speaks for a part of the issuer, it is only a warning. Counts and shares by kinds of applicants are compared with the columns of table three, also as warnings.",
			},
			Severity: report.Error,
			Source:   rule.Source{Document: "参考：武威市2025年通知（数据准确）", From: 2019},
			Needs:    []string{form.NewTotal, form.InTotal, "section 1"},
			Trip:     "全区收到政府信息公开申请75件，表中新收 74", Pass: "全区受理政府信息公开申请50件（表中新收50）",
			Forms: form.Tabular, Check: func(p *rule.Pass) { checkReceived(p); checkApplicants(p) },
		},
		{
			ID:    "N-02",
			Title: rule.Text{ZH: "正文说没有收到申请，表格也为 0", EN: "no application in the text, none in the table"},
			Doc: rule.Text{
				ZH: "正文写“未收到政府信息公开申请”或“0 件”，表三的新收数就应是 0。",
				EN: "Where the text says that no application came in, row one is nought.",
			},
			Severity: report.Error, Source: sense,
			Needs: []string{form.NewTotal, "section 1"},
			Trip:  "未收到政府信息公开申请，表中新收 3", Pass: "全区收到政府信息公开申请50件（表中新收50）",
			Forms: form.Tabular, Check: checkNoneReceived,
		},
		{
			ID:    "N-03",
			Title: rule.Text{ZH: "收到申请的，正文有数字", EN: "applications are given in numbers"},
			Doc: rule.Text{
				ZH: "表三有新收数而第一部分没有给出任何申请数量，读者无从核对。",
				EN: "The table has applications and section one gives no number of them.",
			},
			Severity: report.Info,
			Source:   rule.Source{Document: "参考：武威市2025年通知", From: 2019},
			Needs:    []string{form.NewTotal, "section 1"},
			Trip:     "依法办理政府信息公开申请，规范办理程序（表中有新收申请）。", Pass: "全年收到政府信息公开申请50件",
			Forms: form.Tabular, Check: checkMentioned,
		},
		{
			ID:    "N-04",
			Title: rule.Text{ZH: "正文的结转数与表格一致", EN: "the text's carried numbers are the table's"},
			Doc: rule.Text{
				ZH: "“上年结转 N 件”应等于表三第二项总计，“结转下年 N 件”应等于第四项总计。写明收到的申请全部办结的，第四项应为 0。",
				EN: "上年结转 is the total of row two, 结转下年 that of the last row, which is nought where all applications are said to be done.",
			},
			Severity: report.Error, Source: sense,
			Needs: []string{form.InTotal, form.OutTotal, "section 1"},
			Trip:  "另有103件顺延，表中结转 100", Pass: "3件结转下年度继续办理（表中 3）",
			Forms: form.Tabular, Check: func(p *rule.Pass) { checkCarried(p); checkAllDone(p) },
		},
		{
			ID:    "N-05",
			Title: rule.Text{ZH: "正文的答复数与表格一致", EN: "the text's number of answers is the table's"},
			Doc: rule.Text{
				ZH: "“答复（办结）N 件”应等于表三（七）总计；只说本年新收部分时可以扣除上年结转。",
				EN: "The number dealt with is row (七), or that less what was carried in where only this year's are meant.",
			},
			Severity: report.Error, Source: sense,
			Needs: []string{form.SumTotal, form.InTotal, "section 1"},
			Trip:  "答复3050件，表中总计 3005", Pass: "收到政府信息公开申请50件，办结49件（表中总计 49）",
			Forms: form.Tabular, Check: checkAnswered,
		},
		{
			ID:    "N-06",
			Title: rule.Text{ZH: "正文的办理结果分类与表格一致", EN: "the text's result classes are the table's"},
			Doc: rule.Text{
				ZH: "正文列出的予以公开、部分公开、不予公开、无法提供、不予处理、其他处理件数应等于表三相应各行之和；两类合写时与两类之和比较。写明没有某类答复的，该类各行应为 0；按表中理由写出件数的，与该行比较。",
				EN: "The classes listed in the text equal the sums of their rows; where two are given as one number, of both. A class that the text denies has rows of nought, and a count for a reason of the form is that of its row.",
			},
			Severity: report.Error, Source: sense,
			Needs: []string{"applications.*.total", "section 1"},
			Trip:  "不予公开60件，表中八行之和 20", Pass: "予以公开及部分公开29件（表中 20＋9）",
			Forms: form.Tabular, Check: func(p *rule.Pass) { checkClasses(p); checkClassDenials(p); checkReasons(p) },
		},
		{
			ID:    "N-14",
			Title: rule.Text{ZH: "“均在法定期限内答复”与结转数相称", EN: "all in time, and yet many carried over"},
			Doc: rule.Text{
				ZH: "正文说全部按期答复，而结转下年超过全部申请的四分之一。期限最长 40 个工作日，年末集中收到时可以成立，仅供参考。",
				EN: "All were answered in time, yet more than a quarter was carried over. Possible when many came in at the end of the year.",
			},
			Severity: report.Info,
			Source:   rule.Source{Document: form.Regulation, Clause: "第三十三条", From: 2019},
			Needs:    []string{form.NewTotal, form.InTotal, form.OutTotal, "section 1"},
			Trip:     "均在法定期限内答复，收到 50 件而结转 20 件", Pass: "均在法定期限内答复，收到 1484 件而结转 293 件",
			Forms: form.Tabular, Check: checkInTime,
		},
	}
}

// anyEqual reports whether a claim of the kind gives this number.
func anyEqual(p *rule.Pass, k narrative.Kind, n int64) bool {
	for _, c := range form.Claims(p) {
		if c.Kind == k && c.N == n {
			return true
		}
	}
	return false
}

func checkReceived(p *rule.Pass) {
	var equal func() bool
	for _, c := range form.Claims(p) {
		if c.Kind != narrative.Received || c.N == 0 {
			continue
		}
		received, cells, ok := form.RowTotal(p, form.NewTotal)
		carried, _, ok2 := form.RowTotal(p, form.InTotal)
		if !ok {
			return
		}
		if equal == nil {
			equal = sync.OnceValue(func() bool { return anyEqual(p, narrative.Received, received) })
		}
		if c.WithCarried && ok2 && c.N == received+carried {
			p.Judged()
			continue
		}
		if ok2 && c.N == received+carried && ownBalance(p, c) {
			p.Judged()
			continue // what the text calls received is what was to be dealt with
		}
		if c.Office && equal() {
			p.Judged()
			continue // the office's own share, beside the number of the whole
		}
		// another sentence gives the table's number: this one may speak of something else
		c.Sure = c.Sure && !equal()
		c.Sure = c.Sure && len(cells) == 1
		c.Against(p, received, report.Warning, "收到申请", cells...)
	}
}

// ownBalance reports whether the text divides what it calls received into what was answered
// and what was carried over.
func ownBalance(p *rule.Pass, c form.Claim) bool {
	all := form.Claims(p)
	done, out := form.FirstOf(all, narrative.Answered), form.FirstOf(all, narrative.CarriedOut)
	return done != nil && out != nil && form.FirstOf(all, narrative.CarriedIn) == nil && done.Part == c.Part && c.N == done.N+out.N
}

func checkNoneReceived(p *rule.Pass) {
	find := func(d rule.Draft, weak bool) {
		received, cells, ok := form.RowTotal(p, form.NewTotal)
		if !ok {
			return
		}
		p.Judged()
		weak = weak || len(cells) > 1
		if received == 0 {
			// the total may be nought and the columns not
			if cells, received = receivedColumns(p.Report()); received == 0 {
				return
			}
		}
		if weak {
			d.Severity = report.Warning
		}
		d.Cells, d.Got, d.Want = cells, "0", prose.Itoa(received)
		d.ZH = "正文说没有收到申请，表格新收 " + d.Want + " 件"
		d.EN = "the text says that no application came in, the table has " + d.Want
		p.Find(d)
	}
	some := false
	for _, c := range form.Claims(p) {
		some = some || (c.Kind == narrative.Received && c.N > 0)
	}
	for _, d := range form.Denials(p) {
		if d.Kind == narrative.Received {
			find(prose.SpanDraft(d.Part, d.Start, d.End), d.Office || some)
		}
	}
	for _, c := range form.Claims(p) {
		if c.Kind == narrative.Received && c.N == 0 {
			find(c.Draft(), c.Office || some || !c.Sure)
		}
	}
}

// receivedColumns are the columns of row one above nought, and their sum.
func receivedColumns(r *report.Report) (cells []string, sum int64) {
	for _, c := range report.ApplicantColumns() {
		path := "applications.new_received." + c.Key
		if n, ok := form.CellNumber(r, path); ok && n > 0 && path != form.NewTotal {
			cells, sum = append(cells, path), sum+n
		}
	}
	return cells, sum
}

func checkMentioned(p *rule.Pass) {
	received, ok := form.Sum(p, form.NewTotal)
	if !ok || form.SectionNumbered(p.Report(), 1) == nil {
		return
	}
	p.Judged()
	if received == 0 {
		return
	}
	parts := p.Narrative().Parts
	for i := range parts {
		if parts[i].Section != 1 && parts[i].Section != 3 {
			continue
		}
		for _, s := range parts[i].Sentences {
			for _, n := range s.Numbers {
				p.Step()
				if n.Unit != "年" && prose.ContainsAny(parts[i].Words(s), "申请") {
					return
				}
			}
		}
	}
	d := rule.Draft{Section: 1, Cells: []string{form.NewTotal}, Want: prose.Itoa(received)}
	d.ZH = "表格新收申请 " + d.Want + " 件，第一部分没有写明数量"
	d.EN = "the table has " + d.Want + " applications, section one gives no number"
	p.Find(d)
}

func checkCarried(p *rule.Pass) {
	for _, c := range form.Claims(p) {
		path, name := form.InTotal, "上年结转"
		switch c.Kind {
		case narrative.CarriedIn:
		case narrative.CarriedOut:
			path, name = form.OutTotal, "结转下年"
		default:
			continue
		}
		if n, cells, ok := form.RowTotal(p, path); ok {
			c.Sure = c.Sure && len(cells) == 1
			c.Against(p, n, report.Warning, name, cells...)
		}
	}
	for _, d := range form.Denials(p) {
		path, name := form.InTotal, "上年结转"
		switch d.Kind {
		case narrative.CarriedIn:
		case narrative.CarriedOut:
			path, name = form.OutTotal, "结转下年"
		default:
			continue
		}
		n, cells, ok := form.RowTotal(p, path)
		if !ok {
			continue
		}
		p.Judged()
		if n == 0 {
			continue
		}
		f := prose.SpanDraft(d.Part, d.Start, d.End)
		if d.Office || len(cells) > 1 {
			f.Severity = report.Warning
		}
		f.Cells, f.Want, f.Got = cells, prose.Itoa(n), "0"
		f.ZH, f.EN = "正文说没有"+name+"，表格为 "+prose.Itoa(n), "the text denies what the table counts: "+prose.Itoa(n)
		p.Find(f)
	}
}

// allDone are the ways to say that nothing is left to do, and whatTime words by which only what was due is done.
var (
	allDone  = []string{"均已办结", "均办结", "全部办结", "均已办理完毕", "全部办理完毕", "均已答复完毕", "全部答复完毕"}
	whatTime = []string{"按时", "按期", "期限", "限期", "到期", "法定", "及时", "依法", "上年", "去年", "复议", "诉讼", "未", "除", "热线", "信访", "留言", "工单"}
)

// checkAllDone holds 收到申请50件，均已办结 against what table three carries over.
func checkAllDone(p *rule.Pass) {
	prose.EachPart(p, func(part *narrative.Part) {
		if part.Section != 1 || !part.Has(allDone...) {
			return
		}
		for i, s := range part.Sentences {
			words := part.Words(s)
			at := prose.FirstIndex(words, allDone...)
			if at < 0 || !prose.ContainsAny(words[:at], "信息公开申请", "依申请公开", "公开申请") || prose.ContainsAny(words, whatTime...) {
				continue
			}
			own := func(c form.Claim) bool {
				return c.Kind == narrative.Received && c.Part == part && c.Sentence == i && !c.Office && c.Sure
			}
			out, cells, ok := form.RowTotal(p, form.OutTotal)
			if !ok || !slices.ContainsFunc(form.Claims(p), own) {
				continue
			}
			p.Judged()
			if out == 0 || p.Full() {
				continue
			}
			d := prose.SpanDraft(part, s.Start, s.End)
			d.Severity, d.Cells, d.Want, d.Got = report.Warning, cells, prose.Itoa(out), "0"
			d.ZH, d.EN = "正文说申请全部办结，表格结转下年 "+d.Want+" 件", "the text says that all is done, the table carries over "+d.Want
			p.Find(d)
		}
	})
}

// checkHandled judges 办理申请N件, which may be what came in or what was dealt with, with or
// without what was carried in.
func checkHandled(p *rule.Pass, c form.Claim) {
	received, cells, ok := form.RowTotal(p, form.NewTotal)
	done, _, ok2 := form.RowTotal(p, form.SumTotal)
	carried, _, ok3 := form.RowTotal(p, form.InTotal)
	if !ok || !ok2 || !ok3 {
		return
	}
	for _, n := range [...]int64{received, received + carried, done, done - carried} {
		if c.N == n {
			p.Judged()
			return
		}
	}
	c.Sure = false
	c.Against(p, done, report.Warning, "办理申请", append([]string{form.SumTotal}, cells...)...)
}

func checkAnswered(p *rule.Pass) {
	var equal func() bool
	for _, c := range form.Claims(p) {
		if c.Kind == narrative.Handled {
			checkHandled(p, c)
		}
		if c.Kind != narrative.Answered {
			continue
		}
		done, cells, ok := form.RowTotal(p, form.SumTotal)
		carried, _, ok2 := form.RowTotal(p, form.InTotal)
		if !ok {
			return
		}
		if equal == nil {
			equal = sync.OnceValue(func() bool { return anyEqual(p, narrative.Answered, done) })
		}
		if ok2 && c.N == done-carried {
			p.Judged()
			continue
		}
		c.Sure = c.Sure && !equal() && len(cells) == 1
		c.Against(p, done, report.Warning, "办结（答复）", cells...)
	}
}

func checkClasses(p *rule.Pass) {
	for _, c := range form.Claims(p) {
		cells := form.ClassRows[c.Kind]
		if cells == nil {
			continue
		}
		name := form.ClassName[c.Kind]
		if c.And != narrative.Unknown {
			cells = append(cells[:len(cells):len(cells)], form.ClassRows[c.And]...)
			name = form.ClassName[c.And] + "及" + name
		}
		if form.RowsLost(p, cells) {
			p.Doubt()
			continue
		}
		if n, ok := form.Sum(p, cells...); ok {
			c.Against(p, n, report.Warning, name, cells...)
			continue
		}
		if least := form.LeastOf(p.Report(), cells); c.N < least && c.Sure && !c.Office {
			c.Against(p, least, report.Warning, name+"（总计列空白，按各列已填之和至少）", form.ColumnsOf(p.Report(), cells)...)
		}
	}
}

// checkClassDenials compares that there was none of a class with its rows.
func checkClassDenials(p *rule.Pass) {
	for _, d := range form.Denials(p) {
		cells := form.ClassRows[d.Kind]
		if cells == nil || d.Office || form.RowsLost(p, cells) {
			continue
		}
		n, ok := form.Sum(p, cells...)
		if !ok {
			continue
		}
		p.Judged()
		if n == 0 {
			continue
		}
		f := prose.SpanDraft(d.Part, d.Start, d.End)
		f.Severity = report.Warning
		f.Cells, f.Want, f.Got = form.Present(p.Report(), cells), prose.Itoa(n), "0"
		f.ZH, f.EN = "正文说没有"+form.ClassName[d.Kind]+"的，表格为 "+f.Want, "the text denies what the table counts: "+f.Want
		p.Find(f)
	}
}

var inTime = []string{"均在法定期限内", "均已在法定期限内", "全部在法定期限内", "均按时", "均按期", "全部按时", "全部按期", "按时答复率100%", "按时办结率100%"}

func checkInTime(p *rule.Pass) {
	parts, said := p.Narrative().Parts, p.Narrative().Pieces(inTime...)
	for i := range parts {
		if !parts[i].In(said) || !parts[i].Has(inTime...) {
			continue
		}
		for _, s := range parts[i].Sentences {
			words := parts[i].Words(s)
			if !prose.ContainsAny(words, inTime...) || !prose.ContainsAny(words, "申请", "答复", "办结") {
				continue
			}
			received, ok := form.Sum(p, form.NewTotal, form.InTotal)
			out, ok2 := form.Sum(p, form.OutTotal)
			if !ok || !ok2 {
				return
			}
			p.Judged()
			if 4*out <= received {
				continue
			}
			d := prose.SpanDraft(&parts[i], s.Start, s.End)
			d.Cells = []string{form.NewTotal, form.InTotal, form.OutTotal}
			d.ZH = "正文说均按期答复，而 " + prose.Itoa(received) + " 件中有 " + prose.Itoa(out) + " 件结转下年，请核对"
			d.EN = "all answered in time, yet " + prose.Itoa(out) + " of " + prose.Itoa(received) + " were carried over"
			p.Find(d)
		}
	}
}
