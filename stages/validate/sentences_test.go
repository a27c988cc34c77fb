package validate_test

import (
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/report"
)

// sentence is prose as agencies write it, put into the clean report in place of a
// section, and what the N and A rules should say to it: "" is nothing, else the ids of
// the rules, with a ? where it is only a warning. The tables have 50 received, 2 carried
// in, 49 dealt with (20 granted, 9 partial, 6 denied, 9 unable, 3 rejected, 2 other), 3
// carried out; 5 reviews (3 upheld, 1 corrected, 1 other), 2 suits at once and 1 after
// review; 3 normative documents made, 1 repealed, 12 valid; 2310 licences, 415 penalties,
// 17 coercions.
type sentence struct{ say, want string }

// TestSentencesOfSectionOne: what is said of applications under （二）依申请公开.
func TestSentencesOfSectionOne(t *testing.T) {
	t.Parallel()
	runSentences(t, 1, "2023年，全区公开工作有序推进。\n（二）依申请公开情况。", applicationSentences)
}

// TestSentencesOfProceedings: what is said in section four.
func TestSentencesOfProceedings(t *testing.T) {
	t.Parallel()
	runSentences(t, 4, "", proceedingSentences)
}

// TestSentencesOfDisclosure: what is said under （一）主动公开 and of other work.
func TestSentencesOfDisclosure(t *testing.T) {
	t.Parallel()
	runSentences(t, 1, "（一）主动公开情况。", disclosureSentences)
}

func runSentences(t *testing.T, section int, head string, all []sentence) {
	t.Helper()
	v := newValidator(t)
	for _, c := range all {
		w := clean()
		w.write(section, head+c.say)
		var got []string
		for _, f := range judge(t, v, w).Findings {
			if (f.Rule[0] != 'N' && f.Rule[0] != 'A') || f.Severity == report.Info {
				continue
			}
			if f.Severity == report.Warning {
				f.Rule += "?"
			}
			got = append(got, f.Rule)
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%s\n\tgot %q, want %q", c.say, s, c.want)
		}
	}
}

// TestUpheldAgainstNone: that all were upheld is a contradiction where table four has none, a
// question where it has some, and right where it has all.
func TestUpheldAgainstNone(t *testing.T) {
	t.Parallel()
	v := newValidator(t)
	rows := func(upheld, other string) func(*world) {
		return func(w *world) {
			w.set("proceedings.review.upheld", upheld, "proceedings.review.corrected", "0", "proceedings.review.other", other, "proceedings.review.total", "5")
		}
	}
	none, some, all := rows("0", "5"), rows("3", "2"), rows("5", "0")
	for _, c := range []struct {
		say  string
		with func(*world)
		want report.Severity
	}{
		{"行政复议5件，均获维持。", none, report.Error}, {"行政复议5件，均获维持。", some, report.Warning}, {"行政复议5件，均获维持。", all, ""},
		{"行政复议5件。均予以维持。", none, report.Error}, {"行政复议案件5件全部维持。", none, report.Error}, {"5件行政复议均被复议机关维持。", none, report.Error},
		{"行政复议5件，均无纠错。", none, report.Error}, {"行政复议5件，均为其他结果。", none, ""}, {"行政复议5件，数量与上年维持不变。", none, ""},
		{"行政复议5件，办理时间均维持在60日内。", none, ""}, {"行政复议5件，均未维持。", none, ""}, {"去年行政复议均获维持，今年5件。", none, ""},
		{"行政复议均获维持。", func(w *world) {
			w.set("proceedings.review.upheld", "0", "proceedings.review.corrected", "0", "proceedings.review.other", "0", "proceedings.review.total", "0")
		}, report.Warning},
	} {
		w := clean()
		c.with(w)
		w.write(4, c.say)
		var got report.Severity
		for _, f := range judge(t, v, w).Findings {
			if f.Rule == "N-07" {
				got = f.Severity
			}
		}
		if got != c.want {
			t.Errorf("%s: N-07 is %q, want %q", c.say, got, c.want)
		}
	}
}

// TestOtherWordsOfSectionOne: placeholders, stale years and marks, in words that a template
// or an editor leaves and in those that only look like them.
func TestOtherWordsOfSectionOne(t *testing.T) {
	t.Parallel()
	v := newValidator(t)
	for _, c := range []sentence{
		{"全年组织专题培训XX次。", "W-04"},
		{"共公开信息××条。", "W-04"},
		{"20XX年，我区公开信息120条。", "W-04"},
		{"XX县人民政府办公室负责。", "W-04"},
		{"截至X月底共受理X件。", "W-04"},
		{"申请人李XX、张××的申请已答复。", ""},
		{"联系电话138XXXX1234。", ""},
		{"网址www.xx.gov.cn，邮箱xxgk@163.com。", ""},
		{"采用XML和XLSX格式公开。", ""},
		{"2022年组织专题培训5次。", "Y-03"},
		{"2022年组织专题培训XX次。", "W-04 Y-03"},
		{"2021年开展培训3场。", "Y-03"},
		{"2022年组织培训3次，2023年组织培训5次。", ""},
		{"2022年制定的3件规范性文件继续有效。", ""},
		{"2022年发布的12件政策文件均已解读。", ""},
		{"较2022年组织培训增加2次。", ""},
		{"2022年以来组织培训12次。", ""},
		{"落实任务，，组织培训。", "W-05"},
		{"落实任务,,组织培训。", "W-05"},
		{"《中華人民共和國政府信息公開條例》施行以來，工作有序開展。", ""},
	} {
		w := clean()
		w.say(1, "\n"+c.say)
		var got []string
		for _, f := range judge(t, v, w).Findings {
			if f.Rule == "W-04" || f.Rule == "Y-03" || f.Rule == "W-05" || f.Rule == "W-02" {
				if len(got) == 0 || got[len(got)-1] != f.Rule {
					got = append(got, f.Rule)
				}
			}
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%s\n\tgot %q, want %q", c.say, s, c.want)
		}
	}
}

// TestTraditionalLabelsAreTheForms: a heading or label in Traditional characters is the
// form's.
func TestTraditionalLabelsAreTheForms(t *testing.T) {
	t.Parallel()
	w := clean()
	for i, h := range []string{"一、總體情況", "二、主動公開政府信息情況", "三、收到和處理政府信息公開申請情況", "四、政府信息公開行政復議、行政訴訟情況", "五、存在的主要問題及改進情況", "## 六、其他需要報告的事項"} {
		w.Sections[i].Heading = h
	}
	w.see(report.SeenLabel, "applications", "carried_out", "四、結轉下年度繼續辦理")
	w.Observations[0].Want = "四、结转下年度继续办理"
	for _, f := range judge(t, newValidator(t), w).Findings {
		if f.Rule[0] == 'S' || f.Rule[0] == 'W' {
			t.Errorf("%s: %s", f.Rule, f.Message)
		}
	}
}

// TestScopesByIssuer: whom a number is about depends on who says it. The table has 50.
func TestScopesByIssuer(t *testing.T) {
	t.Parallel()
	v := newValidator(t)
	for _, c := range []struct{ agency, say, want string }{
		{"清河县财政局", "县财政局收到政府信息公开申请75件。", "error"},
		{"清河县财政局", "我局收到政府信息公开申请75件。", "error"},
		{"清河县财政局", "全县收到政府信息公开申请75件。", "warning"},
		{"清河市人民政府", "全市收到政府信息公开申请75件。", "error"},
		{"清河市人民政府", "全省收到政府信息公开申请75件。", ""},
		{"清河市人民政府", "市财政局收到政府信息公开申请75件。", ""},
		{"清河县柳塘镇人民政府", "全县收到政府信息公开申请75件。", ""},
		{"清河县柳塘镇人民政府", "全镇收到政府信息公开申请75件。", "error"},
		{"清河县人民政府办公室", "县政府办公室收到政府信息公开申请75件。", "error"},
		{"清河县人民政府", "县政府办公室收到政府信息公开申请75件。", "warning"},
	} {
		w := clean()
		w.as(c.agency)
		w.write(1, "2023年，公开工作有序推进。\n（二）依申请公开情况。"+c.say)
		got := ""
		for _, f := range findingsOf(judge(t, v, w), "N-01") {
			got = string(f.Severity)
		}
		if got != c.want {
			t.Errorf("%s says %s: %q, want %q", c.agency, c.say, got, c.want)
		}
	}
}

var applicationSentences = []sentence{
	// the table's own numbers, in many words
	{"2023年共收到政府信息公开申请50件，办结49件。", ""},
	{"全年新收政府信息公开申请50件，上年结转2件，办结49件，结转下年度3件。", ""},
	{"全区共受理依申请公开50件，均已按期答复。", ""},
	{"收到申请52件（含上年结转2件），办结49件，结转下年3件。", ""},
	{"共办理政府信息公开申请52件，其中新收50件、上年结转2件。", ""},
	{"2023年，全区各级行政机关共收到政府信息公开申请50件，其中自然人申请40件，法人或其他组织申请10件。", ""},
	{"共收到申请50件，其中网上申请35件，信函申请10件，当面申请5件。", ""},
	{"收到政府信息公开申请50件，与上年相比增加15件，增长42.9%。", ""},
	{"收到政府信息公开申请50件，同比增长42.86%。", ""},
	{"2022年收到政府信息公开申请35件，2023年收到50件。", ""},
	{"2022年共收到申请35件，2023年共收到申请50件，增长42.9%。", ""},
	{"2021年、2022年、2023年分别收到申请20件、35件、50件。", ""},
	{"较2022年的35件增加15件。", ""},
	{"去年同期为35件。", ""},
	{"全年收到政府信息公开申请五十件。", ""},
	{"共收到政府信息公开申请约50余件。", ""},
	{"收到政府信息公开申请近60件。", ""},
	{"全年收到申请超过40件。", ""},
	{"2023年收到政府信息公开申请50件，按时答复率100%。", ""},
	{"收到政府信息公开申请50件，已答复49件，正在办理3件（含上年结转）。", ""},
	{"共答复政府信息公开申请49件，其中予以公开20件、部分公开9件、不予公开6件、无法提供9件、不予处理3件、其他处理2件。", ""},
	{"予以公开20件，占40.8%；部分公开9件，占18.4%。", ""},
	{"予以公开和部分公开29件。", ""},
	{"其中，予以公开20件（占比40.8%），不予公开6件（占比12.2%）。", ""},
	{"作出予以公开决定20件，无法提供决定9件。", ""},
	{"不予公开6件（其中涉及国家秘密1件、其他法律行政法规禁止公开1件、危及“三安全一稳定”1件、保护第三方合法权益1件、内部事务信息1件、过程性信息1件）。", ""},
	{"本机关不掌握相关政府信息7件、没有现成信息需要另行制作1件、补正后申请内容仍不明确1件。", ""},
	{"结转至2024年继续办理3件。", ""},
	{"另有3件顺延至下一年度办理。", ""},
	{"3件结转下年度继续办理。", ""},
	// other things counted
	{"受理12345政务服务热线工单1286件，办结1286件，办结率100%。", ""},
	{"全年办理人大代表建议12件、政协提案25件，办结率100%，满意率100%。", ""},
	{"收到信访事项34件，办结30件。", ""},
	{"收到网民留言128条，答复128条。", ""},
	{"受理行政许可申请230件，办结228件。", ""},
	{"受理投诉举报72件，均已办结。", ""},
	{"接受群众咨询电话300余次，答复咨询56件。", ""},
	{"其中区政府办公室受理17件。", ""},
	{"区政府办公室代表区政府受理政府信息公开申请17件。", "N-01?"},
	{"全区共收到申请50件，其中区政府办公室收到17件，区住建局收到12件。", ""},
	{"区住建局、区自然资源局、区公安局收到申请数量居前三，分别为12件、9件、7件。", ""},
	{"通过信函方式收到政府信息公开申请15件。", ""},
	{"网上申请渠道收到政府信息公开申请35件。", ""},
	{"向申请人发出补正通知8件，延期答复5件，征求第三方意见3件。", ""},
	{"全年制作政府信息公开答复书49份，出具补正告知书8份。", ""},
	{"指导镇（街道）办理依申请公开事项21件。", ""},
	{"全年组织依申请公开业务培训3次，培训120人次。", ""},
	{"办理上级转办的信息公开申请3件。", ""},
	{"协助市政府办理依申请公开协查函6件。", ""},
	{"截至2022年底累计收到申请420件。", ""},
	{"自《条例》施行以来，累计受理政府信息公开申请680件。", ""},
	{"2019年以来共受理政府信息公开申请260件。", ""},
	{"上半年收到申请23件，下半年收到申请27件。", ""},
	{"一季度收到政府信息公开申请11件。", ""},
	{"全市共收到政府信息公开申请1286件，我区收到50件。", ""},
	{"平均每件申请办理时限为12个工作日，较法定时限缩短8个工作日。", ""},
	{"申请内容主要集中在征地拆迁（21件）、城市规划（9件）和社会保障（6件）等领域。", ""},
	{"申请人申请公开的内容涉及征地补偿31件、财政预算7件。", ""},
	{"全市共收到政府信息公开申请1286件。其中，予以公开480件，部分公开96件。", ""},
	{"区住建局收到政府信息公开申请12件，数量居首。", ""},
	{"区政府办公室代表区政府受理申请17件。其中予以公开8件，不予公开2件。", "N-01? N-06? N-06?"},
	{"不予受理政府信息公开申请2件。", ""},
	{"申请人撤回申请3件。", ""},
	{"受理低保申请120件、残疾人补贴申请86件。", ""},
	{"收到行政复议申请9件。", ""},
	{"12月份收到申请9件。", ""},
	{"部分镇街未收到政府信息公开申请。", ""},
	{"2022年未收到政府信息公开申请。", ""},
	{"上半年未收到政府信息公开申请。", ""},
	{"全年未收到通过传真提交的政府信息公开申请。", ""},
	{"自然人申请中，予以公开16件，部分公开7件。", "N-06? N-06?"},
	{"受理留言100件（其中重复20件），办结80件，办结率100%。", ""},
	{"受理建议100件，办结90件；受理提案50件，办结50件，办结率93.3%。", ""},
	{"收到建议50件，办结49件，1件未到期结转，办结率100%。", ""},
	{"共办理事项100件，其中办结95件、满意90件、回访88件。", ""},
	{"公文公开属性中，主动公开80件，依申请公开20件，不予公开12件。", ""},
	// faults
	{"全年收到政府信息公开申请75件。", "N-01"},
	{"全区收到政府信息公开申请75件。", "N-01"},
	{"我区全年受理申请75件。", "N-01"},
	{"全年共收到政府信息公开申请49件，办结49件。", "N-01"},
	{"2023年未收到政府信息公开申请。", "N-02"},
	{"全年收到政府信息公开申请0件。", "N-02"},
	{"收到政府信息公开申请50件，办结47件。", ""}, // the 49 less the two carried in
	{"收到政府信息公开申请50件，办结46件。", "N-05"},
	{"收到政府信息公开申请50件，上年结转4件，办结49件。", "N-04"},
	{"收到政府信息公开申请50件，上年结转2件，办结49件，结转下年度5件。", "A-07 N-04"},
	{"予以公开22件，部分公开9件。", "N-06"},
	{"收到政府信息公开申请50件，办结49件，办结率95%。", "A-01"},
}

var proceedingSentences = []sentence{
	{"2023年行政复议5件，其中维持3件、纠正1件、其他结果1件；行政诉讼3件。", ""},
	{"行政复议5件，其中结果维持3件，结果纠正1件，其他1件；未经复议直接起诉2件，复议后起诉1件。", ""},
	{"全区因政府信息公开引发行政复议5件、行政诉讼3件。", ""},
	{"发生行政复议案件5件，行政诉讼案件3件（一审2件、二审1件）。", ""},
	{"行政复议和行政诉讼共8件。", ""},
	{"行政复议、行政诉讼共计8件。", ""},
	{"以区政府为被申请人的行政复议案件2件。", ""},
	{"区政府作为复议机关受理行政复议案件36件。", ""},
	{"2022年发生行政复议3件，2023年发生行政复议5件。", ""},
	{"行政复议较上年减少2件。", ""},
	{"未发生行政诉讼败诉案件。", ""},
	{"全年未发生行政复议被纠错的情形。", ""},
	{"行政机关负责人出庭应诉率100%。", ""},
	{"全年行政负责人出庭应诉2次。", ""},
	{"因政府信息公开引发的行政诉讼3件，均判决驳回原告诉讼请求。", ""},
	{"行政复议5件，已审结5件，尚未审结0件。", ""},
	{"二审行政诉讼1件。", ""},
	{"未发生行政复议后起诉的案件。", ""},
	{"除上述案件外，未发生其他行政复议、行政诉讼。", ""},
	{"2022年未发生行政复议、行政诉讼。", ""},
	{"没有因信息公开行政复议决定不服提起的诉讼。", ""},
	{"全市发生政府信息公开行政复议128件、行政诉讼96件。", ""},
	{"行政诉讼结果维持2件、尚未审结1件。", ""},
	{"全年办理行政复议答复5件，行政应诉3件。", ""},
	// faults
	{"2023年未发生因政府信息公开引起的行政复议、行政诉讼。", "N-09 N-09"},
	{"因政府信息公开引起的行政复议7件。", "N-07"},
	{"行政复议3件，其中维持2件、纠正1件；行政诉讼0件。", "N-07 N-07? N-08"},
	{"2023年因政府信息公开引起行政诉讼9件。", "N-08"},
}

var disclosureSentences = []sentence{
	{"全年制发行政规范性文件3件，废止1件，现行有效12件。", ""},
	{"本年度制发规范性文件3件，现行有效规范性文件12件。", ""},
	{"清理行政规范性文件36件，其中保留24件、修改7件、废止5件。", ""},
	{"办理行政许可2310件，作出行政处罚决定415件，行政强制17件。", ""},
	{"公开行政许可信息1986条、行政处罚信息388条。", ""},
	{"公示双公示信息2698条，其中行政许可2310条、行政处罚388条。", ""},
	{"主动公开政府信息1200条，其中政务动态680条、信息公开目录520条。", ""},
	{"门户网站发布信息12856条，较上年增长12.5%。", ""},
	{"发布信息1200余条，其中微信公众号700余条、微博400余条。", ""},
	{"发布信息600条，其中微信500条、微博300条，部分内容同时发布。", "A-02?"},
	{"组织培训3场次，参训人员260人次，覆盖率达98.5%。", ""},
	{"全年解读政策文件16件，解读率100%，其中图文解读10件、视频解读4件、新闻发布会解读2件。", ""},
	{"发布政策文件16件，解读材料32篇，解读比例200%。", ""},
	{"召开新闻发布会12场，主要负责人出席6场，占50%。", ""},
	{"网站总访问量568.3万次，独立用户访问量42万个。", ""},
	{"第三方评估得分96.5分，全市排名第2。", ""},
	{"全市制发行政规范性文件126件。", ""},
	{"2022年制发行政规范性文件5件。", ""},
	{"财政预决算公开率100%，部门公开56家，其中一级预算单位56家。", ""},
	{"办理留言1286件，办结1271件，办结率98.8%。", ""},
	{"收到留言1286件，办结1271件，按时办结率100%。", ""},
	{"受理12345热线82292件，办结81944件，办结率99.66%。", "A-01"},
	{"主动公开信息276条，其中门户网站216条、其他60条。", ""},
	{"新增公开类事项51项，其中行政许可类31项、公共服务类20项，累计公开1126项。", ""},
	{"公开各类信息444条，其中概况类信息更新8条、政务动态信息发布118条、信息公开目录发布318条。", ""},
	{"清单共计26个领域、312项，其中乡镇88项。", ""},
	{"共主动公开条，其中门户网站公开信息条。", "A-09 A-09"},
	{"共发布信息500条，其中工作动态300条、通知公告250条。", "A-02"},
}
