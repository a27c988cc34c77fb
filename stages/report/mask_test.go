package report_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/report"
)

func TestMaskText(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]string{
		"身份证号11010519491231002X。":                    "身份证号110105********002X。",
		"身份证号110105194912310021":                     "身份证号110105********0021", // a wrong check digit is a person's all the same
		"旧证110105491231002号":                         "旧证110105******002号",
		"电话13812345678":                              "电话138****5678",
		"电话１３８１２３４５６７８":                              "电话１３８＊＊＊＊５６７８",
		"卡号6222021234567890128":                      "卡号6222***********0128",
		"索引号 11341702486344515H/2023":                "索引号 11341702486344515H/2023",
		"12620602MB1D858455":                         "12620602MB1D858455",
		"http://a.gov.cn/t20230131512345678901.html": "http://a.gov.cn/t20230131512345678901.html",
		"0517-87222589":                              "0517-87222589",
		"138****1234":                                "138****1234",
		"99999999999":                                "99999999999",
		"123456789012345":                            "123456789012345",
		"收费 98000000000 元":                           "收费 98000000000 元",
	} {
		if got := report.MaskText(s); got != want {
			t.Errorf("%s becomes %s, want %s", s, got, want)
		}
		if got := report.MaskText(s); len(got) != len(s) {
			t.Errorf("%s changes its length", s)
		}
	}
}

func TestMaskJSONLeavesNumbersAndFrame(t *testing.T) {
	t.Parallel()
	raw, err := json.Marshal(map[string]any{"value": 13812345678, "text": "引号\"与反斜\\ 13812345678", "更多": []string{"13812345678", "\n13912345678"}})
	if err != nil {
		t.Fatal(err)
	}
	masked := report.MaskJSON(raw)
	var back struct {
		Value int64
		Text  string
		More  []string `json:"更多"`
	}
	if err := json.Unmarshal(masked, &back); err != nil {
		t.Fatal(err)
	}
	if back.Value != 13812345678 || back.Text != "引号\"与反斜\\ 138****5678" || back.More[0] != "138****5678" || back.More[1] != "\n139****5678" {
		t.Errorf("got %s", masked)
	}
	if !strings.Contains(string(raw), `"13812345678"`) {
		t.Error("the original was written over")
	}
}

// FuzzMask: whatever stands around a number, the length stays, what is masked once stays as
// it is, and a number between Han characters is hidden.
func FuzzMask(f *testing.F) {
	for _, s := range []string{"", "电话", "\x00", "１３８", "\\u00", "\"", "X"} {
		f.Add(s, s)
	}
	f.Fuzz(func(t *testing.T, before, after string) {
		for _, number := range []string{"11010519491231002X", "13812345678", "110105491231002"} {
			s := before + "号" + number + "。" + after
			got := report.MaskText(s)
			if len(got) != len(s) || report.MaskText(got) != got || strings.Contains(got, "号"+number+"。") {
				t.Errorf("%q becomes %q", s, got)
			}
			raw, err := json.Marshal(s)
			if err != nil {
				t.Fatal(err)
			}
			if masked := report.MaskJSON(raw); !json.Valid(masked) || strings.Contains(string(masked), "号"+number+"。") {
				t.Errorf("%s becomes %s", raw, masked)
			}
		}
	})
}
