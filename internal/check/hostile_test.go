package check

import (
	"context"
	"errors"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate"
)

// hostileLine is the longest line that ingest lets through, hostileBytes the largest text
// and hostileLines the most lines of it, see docs/limits.md.
const (
	hostileLine  = 1 << 20
	hostileBytes = 20_000_000
	hostileLines = 200_000
	// hostileProse is nearly what parse lets through to validate, where the work is.
	hostileProse = 2_090_000
)

// opening makes a report of what follows.
const opening = "某局2023年政府信息公开工作年度报告\n一、总体情况\n"

// tabled is an opening with a table three, so that the text is held against it.
func tabled() string {
	var b strings.Builder
	b.WriteString("某局2023年政府信息公开工作年度报告\n三、收到和处理政府信息公开申请情况\n")
	for _, r := range report.ApplicationRows(report.Form2021) {
		b.WriteString("|" + r.Label + "|1|0|0|0|0|0|1|\n")
	}
	b.WriteString("五、存在的主要问题及改进情况\n")
	return b.String()
}

// endless are units that make a hostile document when they are repeated up to the limits
// of ingest, each in lines of its own (short) or in lines of 1 MiB (long).
func endless() (short, long map[string]string) {
	const glue = "信息内容本年制发件数本年废止件数第二十条第（一）项"
	short = map[string]string{
		"ids":       "申请人身份证号11010519491231002X，联系电话13812345678，办理中。",
		"headings":  "一、总体情况\n二、主动公开政府信息情况\n三、收到和处理政府信息公开申请情况\n四、政府信息公开行政复议、行政诉讼情况",
		"rows":      "三、收到和处理政府信息公开申请情况\n（一）予以公开 1 0 0 0 0 0 1\n1.属于国家秘密 0 0 0 0 0 0 0\n属于国家机密 1 1 2",
		"pipes":     "三、收到和处理政府信息公开申请情况\n|（一）予以公开|1|0|0|0|0|0|1|\n|二次申请公开|1|2|3|4|5|6|7|8|9|\n",
		"cells":     "（一）予以公开\n1.属于国家秘密\n1\n2\n3",
		"two":       "二、主动公开政府信息情况\n第二十条第（一）项\n信息内容 本年制发件数\n规章 1 2\n行政规范性文伴 1 2 3 4",
		"four":      "四、政府信息公开行政复议、行政诉讼情况\n结果维持\n结果纠正\n其他结果\n尚未审结\n总计\n1 2 3 4 5 6",
		"stats":     "政府信息公开统计表 计量单位",
		"sentence":  "2023年共收到政府信息公开申请12件，办结10件，办结率99.66%，结转下年度继续办理2件。",
		"dates":     "统计期限自2023年1月1日起至2023年12月31日止，今年2022年我局开展工作12次",
		"marks":     "制度,,流程 ,及时、 《华人民共和国政府信息公开条例》〔202130号 ",
		"templates": "XX局××件某某请填写末收到己经",
		"ordinals":  "（三）加强管理。（1）完善制度。五是加强。一是规范",
		"problems":  "五、存在的主要问题及改进情况\n一是不断提升，三是取得成绩。",
		"published": "发布日期：",
		"glued":     glue + "规章123456789012345678901234567890行政规范性文件000000重复申请12345678901234567890",
	}
	long = map[string]string{
		"digits": "1", "ids": "11010519491231002X，", "one": "一", "stops": "。", "percents": "1%", "numbers": "1件，", "many": "12件占3%，",
		"brackets": "（", "nested": "10件（", "nested2": "10件（其中2件、3件）", "titles": "《", "titles2": "《条例》", "quotes": "“", "pipes": "|", "wide": "｜", "tabs": "\t1",
		"headings": "一、", "headings2": "。一、总体情况", "period": "统计2023年1月1日至", "signs": "1-", "glued": "第二十条第一项信息内容本年1-1",
		"gluedcells": "属于国家秘密1", "spaces": " ", "figures": "1 ", "lists": "276条，其中216条、50条，", "names": "申请人张三的", "crosses": "X", "crosses2": "×件",
		"doubled": "审核审核", "shares": "1592条，占76.9%，", "rates": "受理82292件，办结81944件，办结率99.66%，", "facts": "收到申请1件，", "denials": "未收到申请，无复议，",
		"received": "收到政府信息公开申请1件。", "answered": "收到政府信息公开申请1件，办结7件。", "shares2": "1条（1%，", "rounded": "约1%", "named": "办结率1%", "marked": "“2022年”，",
		"codes": "6222021234567890128，", "ahead": "2099年", "missing": "率%、", "office": "无，收到代表本级收到1件复议申请", "carried": "上年结转1件，全区区政府办共收到1件", "notes": "未收到政府信息公开申请。",
		"all": "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己美再采转更单风切打白教速花带安场身车例真务具万每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集温传土许步群广石记需段研界拉林律叫且究观越织装影算低持音众书布复容儿须际商非验连断深难近矿千周委素技备半办青省列习响约支般史感劳便团往酸历市克何除消构府称太准精值号率族维划选标写存候毛亲快效斯院查江型眼王按格养易置派层片始却专状育厂京识适属圆包火住调满县局照参红细引听该铁价严龙飞",
	}
	return short, long
}

// lined is a document of lines as ingest reads a text.
func lined(text string) report.Document {
	doc := report.Document{Schema: report.DocumentSchema, ID: "abcdefghijklmnopqrstuvwxyz", Format: report.FormatText, Charset: "UTF-8"}
	at := 0
	for line := range strings.SplitSeq(text, "\n") {
		if line != "" {
			doc.Blocks = append(doc.Blocks, report.Block{Line: report.Text{S: line, At: report.Place{Kind: report.PlaceText, Start: at, End: at + len(line)}}})
		}
		at += len(line) + 1
	}
	return doc
}

// hostile are documents of about so many bytes, cut at the other limits of ingest.
func hostile(size int) map[string]func() report.Document {
	out := map[string]func() report.Document{}
	short, long := endless()
	for name, unit := range short {
		out["lines of "+name] = func() report.Document {
			n := min(size/(len(unit)+1), hostileLines/(strings.Count(unit, "\n")+1)-2)
			return lined(opening + strings.Repeat(unit+"\n", n))
		}
	}
	for name, unit := range long {
		out["long lines of "+name] = func() report.Document {
			line := strings.Repeat(unit, min(hostileLine, size/2)/len(unit)) + "\n"
			return lined(tabled() + strings.Repeat(line, (size+hostileLine-1)/hostileLine))
		}
	}
	for name, doc := range hostileOther(size) {
		out[name] = doc
	}
	return out
}

// hostileOther are documents that no text is.
func hostileOther(size int) map[string]func() report.Document {
	words := min(hostileLines, size/20)
	return map[string]func() report.Document{
		"grid": func() report.Document {
			doc := lined(opening + "三、收到和处理政府信息公开申请情况")
			g := &report.Grid{Rows: min(50_000, size/20) / 25, Cols: 25}
			for i := range g.Rows * g.Cols {
				s := "1"
				if i%25 < 12 {
					s = "1.属于国家秘密及其他"
				}
				g.Cells = append(g.Cells, report.GridCell{Row: i / 25, Col: i % 25, RowSpan: 1, ColSpan: 1, Text: report.Text{S: s, At: report.Place{Kind: report.PlaceText, Start: i, End: i + len(s)}}})
			}
			doc.Blocks = append(doc.Blocks, report.Block{Grid: g})
			return doc
		},
		"titles that end once": func() report.Document {
			return lined(opening + strings.Repeat("《", min(size, hostileLine)/3-300) + "某局2022年" + strings.Repeat("报", 200) + "》\n" + strings.Repeat(strings.Repeat("《", 100_000)+"》\n", size/400_000))
		},
		"signs in a table": func() report.Document {
			return lined(opening + "第二十条第（一）项信息内容本年制发件数规章" + strings.Repeat("1-", min(size, hostileLine)/2-200) + "1年属于国家秘密1")
		},
		"words in one row": func() report.Document { return printed(words, words, 0) },
		"words in lines":   func() report.Document { return printed(words, 5, 0) },
		"words in columns": func() report.Document { return printed(words, words, 1) },
		"title of dashes": func() report.Document {
			doc := lined(opening)
			doc.Head = []report.Field{{Name: "title", Text: report.Text{S: strings.Repeat(" -", min(size, 8<<20)/2)}}, {Name: "pubdate", Text: report.Text{S: strings.Repeat("一", min(size, 8<<20)/3)}}}
			return doc
		},
	}
}

// printed is a page with n words, some in each line; all stand in one row of print, or each
// line is a row.
func printed(n, inLine int, apart float64) report.Document {
	doc := report.Document{Schema: report.DocumentSchema, ID: "abcdefghijklmnopqrstuvwxyz", Format: report.FormatPDF}
	for at := 0; at < n; at += inLine {
		t := report.Text{At: report.Place{Kind: report.PlacePDF, Page: 1}}
		var b strings.Builder
		for i := range min(inLine, n-at) {
			w := [...]string{"申请", "12", "《"}[i%3]
			x, y := float64(i*30), float64(at)*apart
			t.Words = append(t.Words, report.Word{Start: b.Len(), End: b.Len() + len(w), Box: [4]float64{x, y, x + 10, y + 1}})
			b.WriteString(w)
		}
		t.S = b.String()
		doc.Blocks = append(doc.Blocks, report.Block{Line: t, Page: 1})
	}
	return doc
}

// TestHostileDocumentsKeepTheirTime: the promise is that a document takes at most 30 s of
// its worker, and that a worker which is told to end does so at once. The worst document
// that ingest lets through takes some seconds, and the context is looked at every few
// milliseconds; the bounds are generous because the machine that tests does other things.
// GOUJI_HOSTILE=1 takes documents of 20 MB, most of which parse refuses for their size.
func TestHostileDocumentsKeepTheirTime(t *testing.T) {
	const heard = 3 * time.Second
	size := hostileProse
	if os.Getenv("GOUJI_HOSTILE") != "" {
		size = hostileBytes
	}
	c := checker(t)
	for name, make := range hostile(size) {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), DocumentTime)
			defer cancel()
			doc := make()
			begin := time.Now()
			w := &watched{Context: ctx, last: begin}
			rep, err := c.parser.Parse(w, doc)
			parsed := time.Since(begin)
			if err == nil {
				_, err = c.Rules.Now().Compare(w, validate.Input{Report: rep})
			}
			if _, poison := fault.ClassOf(err); err != nil && !poison {
				t.Errorf("%v after %v", err, time.Since(begin))
			}
			if _ = w.Err(); w.widest > heard {
				t.Errorf("the context was not looked at for %v", w.widest)
			}
			t.Logf("TIME %-28s parse %4d ms, validate %4d ms, unheard %3d ms, %v", name, parsed.Milliseconds(), (time.Since(begin) - parsed).Milliseconds(), w.widest.Milliseconds(), err)
		})
	}
}

// watched is a context that notes how long nobody has asked whether it has ended. It ends
// by itself when it has been asked so many times as left says, 0 for never.
type watched struct {
	context.Context
	last   time.Time
	widest time.Duration
	left   int
}

// Err is that of the context.
func (w *watched) Err() error {
	w.widest = max(w.widest, time.Since(w.last))
	w.last = time.Now()
	if w.left > 0 {
		if w.left--; w.left == 0 {
			w.left = 1
			return context.Canceled
		}
	}
	return w.Context.Err()
}

// TestEndedWorkLeavesNothing: whenever the context ends the work ends with its error, and
// what was half read is not in the next document.
func TestEndedWorkLeavesNothing(t *testing.T) {
	t.Parallel()
	c := checker(t)
	short, _ := endless()
	doc := lined(tabled() + strings.Repeat(short["ids"]+"\n"+short["sentence"]+"\n"+short["marks"]+"\n", 300))
	both := func(ctx context.Context) (report.Verdict, error) {
		rep, err := c.parser.Parse(ctx, doc)
		if err != nil {
			return report.Verdict{}, err
		}
		return c.Rules.Now().Validate(ctx, validate.Input{Report: rep})
	}
	want, err := both(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ends := 0
	for left := 1; ; left += 1 + left/8 {
		_, err := both(&watched{Context: t.Context(), left: left})
		if err == nil {
			break
		}
		if ends++; !errors.Is(err, context.Canceled) {
			t.Fatalf("ended at look %d: %v", left, err)
		}
		if got, err := both(t.Context()); err != nil || !reflect.DeepEqual(got, want) {
			t.Fatalf("the document after one that ended at look %d is judged otherwise: %v", left, err)
		}
	}
	if ends < 20 {
		t.Errorf("the context was looked at %d times only", ends)
	}
}
