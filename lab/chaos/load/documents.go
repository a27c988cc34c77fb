package load

import (
	"bytes"
	"fmt"
	"iter"
	"strings"

	"github.com/nats-io/nats.go"

	"github.com/gouji/gouji/generate"
	"github.com/gouji/gouji/stages/report"
)

// OfSample submits a sample.
func OfSample(s generate.Sample) iter.Seq[Submission] {
	return func(yield func(Submission) bool) {
		yield(Submission{ID: report.DocumentID(s.Data), Data: s.Data, Header: nats.Header{"Gouji-Filename": {s.Name}}})
	}
}

// Heavy makes a report too large to travel in one message of the log: much more text
// behind it, as some offices have.
func Heavy(d Submission) Submission {
	var b strings.Builder
	b.Write(d.Data)
	for i := range 1200 {
		fmt.Fprintf(&b, "\n%d. 本机关按时主动公开政府信息，依法办理申请，做好平台建设与监督保障。", i)
	}
	d.Data = []byte(b.String())
	d.ID = report.DocumentID(d.Data)
	return d
}

// Submission is one document on its way in.
type Submission struct {
	// ID is the document id of Data, Header what comes with it.
	ID     string
	Data   []byte
	Header nats.Header
	// Subject is gouji.submit.chaos unless set.
	Subject string
	// Bad is set for what must be refused.
	Bad bool
}

// Samples makes n generated reports; those that are PDF files are left out, because they
// are read in a child process of their own, which is another thing to break.
func Samples(n int, seed uint64) iter.Seq[Submission] {
	return func(yield func(Submission) bool) {
		made := 0
		for s := range generate.Many(2*n+10, seed) {
			if made == n {
				return
			}
			if s.Layout == generate.PDF {
				continue
			}
			made++
			one := Submission{ID: report.DocumentID(s.Data), Data: s.Data, Header: nats.Header{"Gouji-Filename": {s.Name}}}
			if !yield(one) {
				return
			}
		}
	}
}

// Light makes n reports that cost little to read, for runs whose size is what counts: one in
// twenty is a generated one with all its tables, the others say that there is nothing to
// tell. One in ten is of an issuer whose report of another year is there too.
func Light(n int, seed uint64) iter.Seq[Submission] {
	layouts := []generate.Layout{generate.Pipes, generate.CellsPipe, generate.Tabs, generate.Markdown, generate.HTMLClean}
	return func(yield func(Submission) bool) {
		for i := range n {
			data, name := []byte(nothingToTell(seed, i)), "report.txt"
			if i%20 == 0 {
				s, err := generate.One(generate.Options{Seed: seed<<32 + uint64(i), Layout: layouts[i/20%len(layouts)], Year: 2023})
				if err != nil { // options that the generator knows
					panic(err)
				}
				data, name = OwnIssuer(s, seed, i), s.Name
			}
			if !yield(Submission{ID: report.DocumentID(data), Data: data, Header: nats.Header{"Gouji-Filename": {name}}}) {
				return
			}
		}
	}
}

// OwnIssuer is a generated report in the name of an issuer that no other one has: the
// generator knows few, and the hundredth version of a report is held against all the others.
func OwnIssuer(s generate.Sample, seed uint64, i int) []byte {
	if s.Truth.Agency == nil {
		return s.Data
	}
	return bytes.ReplaceAll(s.Data, []byte(*s.Truth.Agency), fmt.Appendf(nil, "云溪市石渡县第%d-%d中学", seed, i))
}

// nothingToTell is the report of a small school. Most have an issuer of their own: the many
// reports of few issuers that a generator makes are judged anew again and again.
func nothingToTell(seed uint64, i int) string {
	school, year := i, 2023
	if i%20 == 19 {
		school, year = i-1, 2024
	}
	return fmt.Sprintf(`云溪市石渡县第%d-%d小学%d年政府信息公开工作年度报告

一、总体情况
%d年，本校主动公开政府信息%d条，未收到政府信息公开申请。

二、主动公开政府信息情况
无。

三、收到和处理政府信息公开申请情况
无。

四、政府信息公开行政复议、行政诉讼情况
无。

五、存在的主要问题及改进情况
公开内容还不够丰富，下一步将加强培训。

六、其他需要报告的事项
无。
`, seed, school, year, year, i%97)
}
