package custom_test

import (
	"os"
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/validate/custom"
	"github.com/gouji/gouji/stages/validate/rule"
)

func BenchmarkRule(b *testing.B) {
	for name, assert := range map[string]string{
		"compare": `num("applications.carried_out.total") <= num("applications.new_received.total")`,
		"sum":     `2 * sum("applications.denied_*.total") <= num("applications.result_total.total")`,
		"decimal": `num("disclosure.fees_10k_yuan") <= 96171.6`,
		"text":    `section(5) contains "改进" or section(5) contains "下一步"`,
		"unread":  `num("applications.carried_in.total") == 0`,
	} {
		b.Run(name, func(b *testing.B) {
			rules := load(b, one(block(assert))).Rules()
			r := zeros()
			set(r, "applications.carried_in.total", "?")
			set(r, "disclosure.fees_10k_yuan", "96171.6")
			s := rule.NewSubject(r, nil)
			b.ReportAllocs()
			for b.Loop() {
				rules[0].Check(rule.NewPass(s, &rules[0]))
			}
		})
	}
}

func BenchmarkLoad(b *testing.B) {
	raw, err := os.ReadFile("testdata/office.yaml")
	if err != nil {
		b.Fatal(err)
	}
	base := book()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := custom.Load(strings.NewReader(string(raw)), "office.yaml", base); err != nil {
			b.Fatal(err)
		}
	}
}
