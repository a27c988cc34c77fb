package narrative_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/narrative"
)

func TestFold(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"２０２３ 年，收到 1,295\n件。":   "2023年，收到1295件。",
		"28，390条,其中(一)":         "28，390条，其中（一）",
		"1,23 与 1234,567":       "1，23与1234，567",
		"增长12％；\u00a0好\u3000吗?": "增长12%；好吗？",
		"⼀、总体":                  "一、总体",
	} {
		if got := narrative.Fold(in).S; got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestSourceLeadsBack(t *testing.T) {
	t.Parallel()
	const s = "2023 年，收到申请 1,295\n件,办结(约) ３ 件?"
	f := narrative.Fold(s)
	for _, c := range []struct{ folded, want string }{
		{"1295件", "1,295\n件"}, {"2023年", "2023 年"}, {"件，办结", "件,办结"}, {"，", "，"}, {"3件？", "３ 件?"}, {"（约）", "(约)"},
	} {
		i := strings.Index(f.S, c.folded)
		got, from, to := f.Source(i, i+len(c.folded))
		if got != c.want || s[from:to] != got {
			t.Errorf("%q leads back to %q, want %q", c.folded, got, c.want)
		}
	}
}

type fact struct {
	kind narrative.Kind
	n    int64
}

func facts(t *testing.T, words string, year int) (out []fact) {
	t.Helper()
	p := narrative.ReadText(words)
	for _, f := range p.Facts(year) {
		out = append(out, fact{f.Kind, f.N})
	}
	return out
}

func TestFacts(t *testing.T) {
	t.Parallel()
	for words, want := range map[string][]fact{
		"2023年全区受理政府信息公开申请21件。": {{narrative.Received, 21}},
		"市政府共受理政府信息公开申请 1295 件，办结 1191 件（含上年结转 189 件），均在法定期限内答复。": {{narrative.Received, 1295}, {narrative.Answered, 1191}, {narrative.CarriedIn, 189}},
		"（二）依申请公开方面。本年度全区共收到70件申请，及时依法依规办结69件，1件结转下年度继续办理。":       {{narrative.Received, 70}, {narrative.Answered, 69}, {narrative.CarriedOut, 1}},
		"2025年，全区共收到政府信息公开申请154件，共办结148件，结转至2026年6件。":             {{narrative.Received, 154}, {narrative.Answered, 148}, {narrative.CarriedOut, 6}},
		"全年办理因政府信息公开申请引发的行政复议36起，行政诉讼9起。":                         {{narrative.Review, 36}, {narrative.Suit, 9}},
		"2022年，共收到政府信息公开申请3条。":                                    {{narrative.Received, 3}},
		"集中公开现行有效行政规范性文件698件，动态更新本年度制发的规范性文件88件。":                 {{narrative.NormativeValid, 698}, {narrative.NormativeMade, 88}},
		"依据办法，全市实际收取信息处理费共计400元。":                                 {{narrative.Fee, 400}},
		"共制发政府信息316条，其中不予公开67条。":                                  nil,
		"共公开51条疫情防控相关信息，组织开展6期问政，收到群众诉求348件，现场解决162件。":            nil,
		"主动公开政府信息5500余条。":                                         nil,
		"根据国办公开办函〔2021〕30号，请于7号楼14层联系，电话0591-23165370。":           nil,
		"转办各类事项82292件，办结81944件。":                                  nil,
	} {
		year := 2023
		if strings.Contains(words, "2025") {
			year = 2025
		}
		if strings.Contains(words, "2022") {
			year = 2022
		}
		got := facts(t, words, year)
		if len(got) != len(want) {
			t.Errorf("%s: %v, want %v", words, got, want)
			continue
		}
		for i := range want {
			if got[i] != want[i] {
				t.Errorf("%s: %v, want %v", words, got, want)
			}
		}
	}
}

func TestDenials(t *testing.T) {
	t.Parallel()
	for words, want := range map[string][]narrative.Kind{
		"我局2021年未受理政府信息公开的申请，未因政务公开工作被提起行政复议、行政诉讼。": {narrative.Received, narrative.Review, narrative.Suit},
		"2023年，未收到依申请公开情况，也不存在有关政府信息公开行政复议和行政诉讼情况。": {narrative.Received, narrative.Review, narrative.Suit},
		"2022年，未有政府信息公开行政复议及行政诉讼有关情况。":              {narrative.Review, narrative.Suit},
		"本年度未收到政府信息公开申请。":                           {narrative.Received},
		"全年未发生因依申请公开被行政复议纠错或败诉的情形。":                 nil,
		"2022年，无收取信息处理费情况。":                         nil,
		"无正当理由大量反复申请政府信息公开的，无法提供。":                  nil,
		"通过信函未收到政府信息公开申请。":                          {narrative.Received},
		"未收到法人提出的政府信息公开申请。":                         nil,
	} {
		p := narrative.ReadText(words)
		var got []narrative.Kind
		for _, d := range p.Denials() {
			got = append(got, d.Kind)
		}
		if len(got) != len(want) {
			t.Errorf("%s: %v, want %v", words, got, want)
			continue
		}
		for i := range want {
			if got[i] != want[i] {
				t.Errorf("%s: %v, want %v", words, got, want)
			}
		}
	}
}

// TestSumsOfRealReports are lists of published reports whose sums were checked by hand;
// the last two do not hold.
func TestSumsOfRealReports(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		words string
		holds []bool
	}{
		{"主动公开信息444条，其中动态118条、政策294条、公告32条。", []bool{true}},
		{"动态118条，其中图文70条、视频48条。", []bool{true}},
		{"发布25条，其中概况1条、动态12条、公告12条。", []bool{true}},
		{"发布464条，其中动态196条、公告268条。", []bool{true}},
		{"共37条，其中政策25条、动态10条、财政1条、其他1条。", []bool{true}},
		{"公开260条，其中动态110条、政策72条、公告78条。", []bool{true}},
		{"公开314条（机构3条，规划2条，统计1条，财政8条，采购12条，应急20条，其他268条）。", []bool{true}},
		{"发布945条，其中动态710条、政策235条。", []bool{true}},
		{"公开197条，其中政策34条、动态97条、公告66条。", []bool{true}},
		{"公开79603条，其中规范性文件220条、政策3302条、财政799条、人事2768条、其他72514条。", []bool{true}},
		{"公开275条，其中动态201条、公告74条。", []bool{true}},
		{"公开698条，其中动态407条（审计287条、党建106条、其他14条）、政策155条、财政19条、公告117条。", []bool{true, true}},
		{"公开276条，其中动态216条、政策50条。", []bool{false}},
		{"公布政府信息2602条(其中机构82条，政策80条，规划21条，许可40条，项目390条，民生69条，扶贫143条，环保208条，卫生246条，应急271条，其他1053条)。", []bool{false}},
	} {
		p := narrative.ReadText(c.words)
		lists := p.Lists()
		if len(lists) != len(c.holds) {
			t.Errorf("%s: %d lists, want %d", c.words, len(lists), len(c.holds))
			continue
		}
		for i, l := range lists {
			parts, whole, ok := l.Sum()
			if !ok || (parts == whole) != c.holds[i] {
				t.Errorf("%s: %d against %d, %v", c.words, parts, whole, ok)
			}
		}
	}
}

func TestRates(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		words string
		off   int64
		want  string
	}{
		{"受理82292件，办结81944件，办结率99.66%。", 8, "99.58"},
		{"受理2000件，办结1990件，办结率为99.5%。", 0, "99.5"},
		{"公开2069条。其中部门1592条，占76.9%。", 0, "76.9"},
		{"办结1191件，予以公开208件（17.46%）。", 0, "17.46"},
		{"受理3件，办结2件，办结率67%。", 0, "67"},
	} {
		p := narrative.ReadText(c.words)
		rates := p.Rates()
		if len(rates) != 1 {
			t.Errorf("%s: %d rates", c.words, len(rates))
			continue
		}
		off, want, ok := rates[0].Off(rates[0].Wholes[0])
		if !ok || off != c.off || want != c.want {
			t.Errorf("%s: off by %d, should be %s", c.words, off, want)
		}
	}
}

// FuzzRead wants every sentence, number and fact to lead back to words of the text.
func FuzzRead(f *testing.F) {
	for _, s := range []string{"", "收到申请1,295件（含上年结转 2 件），其中：10件。", "一是，二是；（三）", "》《“１２％”\xff〔2021〕", "占3%,（1条，2条）1条（"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if !utf8.ValidString(s) {
			return
		}
		p := narrative.ReadText(s)
		at := 0
		for _, x := range p.Sentences {
			if x.Start != at || x.End <= x.Start {
				t.Fatalf("sentence %d to %d after %d", x.Start, x.End, at)
			}
			at = x.End
			for _, n := range x.Numbers {
				if n.Start < x.Start || n.UnitEnd > x.End || !n.Value.Valid() {
					t.Fatalf("number %+v outside its sentence", n)
				}
			}
		}
		if at != len(p.S) {
			t.Fatalf("the sentences end at %d of %d", at, len(p.S))
		}
		for _, x := range p.Facts(2023) {
			if words, _ := p.Quote(x.Start, x.End); !strings.Contains(s, words) {
				t.Fatalf("quote %q is not in the text", words)
			}
		}
		p.Denials()
		p.Applicants()
		p.Reasons()
		p.Totals()
		p.Lists()
		p.Rates()
	})
}

// TestIndexFindsWhatStringsIndexFinds: the quick look never hides a word.
func TestIndexFindsWhatStringsIndexFinds(t *testing.T) {
	t.Parallel()
	r := narrative.Read(&report.Report{Sections: []report.Section{
		{Number: 1, Heading: "一、总体情况", Text: "政府信息公开，截至12月31日，http://www.x.cn/，渠道（一）。"}, {Number: 2, Text: "受理渠。XX局"},
		{}, {}, {}, {}, {}, {Text: "收到申请三件"}, {Text: "已经答复两件"},
	}})
	for i := range r.Parts {
		p := &r.Parts[i]
		for from := range p.S {
			for to := from + 1; to <= len(p.S); to++ {
				word := p.S[from:to]
				if got, want := p.Index(word), strings.Index(p.S, word); got != want {
					t.Fatalf("%q: %d, want %d", word, got, want)
				}
			}
		}
		for k := range r.Parts {
			for _, word := range strings.Split(p.S, "") {
				if strings.Contains(r.Parts[k].S, word) && !r.Parts[k].In(r.Pieces("渠道的", word)) {
					t.Errorf("part %d has %s", k, word)
				}
			}
		}
		if p.Has("政府信公开", "渠，") || p.Index("局XX") >= 0 {
			t.Error("found what is not there")
		}
	}
}
