package about

import "github.com/gouji/gouji/stages/report"

// Source says where in a document a fact is named. The order is that of trust: of two
// candidates the one with the later source counts.
type Source uint8

// The sources of titles, dates and issuers.
const (
	FromNowhere   Source = iota
	FromSubject          // the subject of the sentences of section one
	FromQuote            // book-title marks in the text above the first section
	FromPage             // the title of the page
	FromBare             // a line that reads as a title and names no issuer
	FromByline           // a date beside 来源, without a label
	FromGeneric          // a label that says no more than 时间 or 日期
	FromField            // a field of the page: 发布机构, contentsource
	FromContact          // the sentence that says whom to ask
	FromPreamble         // the sentence that announces the report
	FromOwner            // a body's name on a line of its own under the title
	FromNamed            // a line that reads as a title and names its issuer
	FromOwn              // what the page calls itself, or its h1
	FromSignature        // beside the date of signature
	FromLabel            // behind its own label: 发布日期, 发布机构
	FromMeta             // a meta element for just this: ArticleTitle, PubDate
	FromMarked           // behind 标题: or 信息名称
	FromTitle            // the title of the report
)

// candidate is a find: its words, what they mean, and where they were found.
type candidate struct {
	text  report.Text
	value string // a date, "" for a title or a body
	from  Source
	after int // the line behind a title
	// against is set for what contradicts better evidence, such as the title of another
	// year; it counts only where there is nothing else.
	against bool
}

// best is the candidate that counts: one that contradicts nothing before one that does, the
// later source before the earlier one, and of equals the first. It is nil if there is none.
func best(list []candidate) *candidate {
	var top *candidate
	for i := range list {
		c := &list[i]
		if top == nil || top.against && !c.against || top.against == c.against && c.from > top.from {
			top = c
		}
	}
	return top
}
