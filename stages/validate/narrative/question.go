package narrative

// question is what the reader of a number asks about the whole of its sentence. A sentence
// of 6 KiB may have a thousand numbers, so each question is answered once.
type question int

const (
	anyApplication question = iota
	application
	documents
	anyDisclosure
	disclosure
	otherCases
	suitsToo
	questions // how many there are
)

// asked are the words that each question looks for.
var asked = [questions][]string{
	anyApplication: {"信息公开申请", "依申请公开", "公开申请"},
	application:    {"信息公开申请", "公开申请"},
	documents:      {"属性", "公文"},
	anyDisclosure:  {"信息公开", "依申请公开", "政务公开"},
	disclosure:     {"信息公开"},
	otherCases:     {"结转", "上年", "新收", "新增", "作为复议机关", "审理", "纠错", "败诉"},
	suitsToo:       {"诉讼", "上年", "结转"},
}

// answer is that to a question.
type answer uint8

const (
	unasked answer = iota
	yes
	no
)

// says reports whether one of the words of a question stands in the sentence.
func (r *factReader) says(q question) bool {
	if r.answers[q] == unasked {
		r.answers[q] = no
		if r.p.HasIn(r.words, asked[q]...) {
			r.answers[q] = yes
		}
	}
	return r.answers[q] == yes
}
