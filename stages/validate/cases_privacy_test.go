package validate_test

import (
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/report"
)

func privacyCases() []ruleCase {
	say := func(words string) func(*world) { return func(w *world) { w.say(2, words) } }
	return []ruleCase{
		{id: "P-01", trip: say("申请人身份证号：11010519491231002X。"), pass: say("统一社会信用代码：110105194912310025，索引号12620602MB1D858455/2023-05050。"), quote: "110105"},
		{id: "P-01", severity: report.Warning, trip: say("证件110105194912310021。"), pass: say("编号110105199913310021。")},
		{id: "P-02", trip: say("身份证号110105491231002。"), pass: say("号码123456789012345。")},
		{id: "P-03", severity: report.Warning, trip: say("联系电话：13812345678。"), pass: say("联系电话：138****1234，0517-87222589，传真02112345678。")},
		{id: "P-03", trip: say("申请人张建国，电话13812345678。"), quote: "138"},
		{id: "P-04", trip: say("开户银行账号6222021234567890128。"), pass: say("开户银行账号6222021234567890123。")},
		{id: "P-05", trip: say("申请人住城关村3组12号。"), pass: say("没有发现涉及公民住址、联系电话等信息2处。")},
		{id: "P-06", trip: say("申请人张建国要求公开征地批文。"), pass: say("申请人逾期不补正，为申请人方便快捷地获取信息。")},
		{id: "P-07", trip: say("公示低保户李小明的补助情况。"), pass: say("公开低保对象和资金、残疾人补贴。")},
		{id: "P-08", trip: say("联系人：王小明，电话13812345678。")},
	}
}

// TestPrivateValuesAreNotRepeated: no finding gives the number away.
func TestPrivateValuesAreNotRepeated(t *testing.T) {
	t.Parallel()
	v := newValidator(t)
	for _, secret := range []string{"11010519491231002X", "110105194912310021", "110105491231002", "13812345678", "6222021234567890128"} {
		w := clean()
		w.say(2, "申请人银行账号、联系人电话："+secret+"。")
		n := 0
		for _, f := range judge(t, v, w).Findings {
			n++
			all := f.Message + f.MessageEN + f.Want + f.Got + strings.Join(f.Quotes, "")
			if strings.Contains(all, secret) || strings.Contains(all, secret[4:]) {
				t.Errorf("%s repeats %s: %+v", f.Rule, secret, f)
			}
		}
		if n == 0 {
			t.Errorf("%s was not found", secret)
		}
	}
}
