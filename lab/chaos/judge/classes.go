package judge

import (
	"fmt"

	"github.com/gouji/gouji/lab/chaos/ledger"
)

// WrongClasses compares how each document ended with how it had to; what is not in want
// must be published.
func WrongClasses(v Verdict, acks []ledger.Ack, want map[string]string) []string {
	published := map[string]bool{}
	for k := range v.Keys {
		published[k.Doc] = true
	}
	wrong, first := 0, ""
	for _, a := range acks {
		got := v.ClassOf[a.ID]
		if got == "" {
			got = v.ClassOf[fmt.Sprintf("gouji_submit.%d", a.Seq)]
		}
		if got == "" && published[a.ID] {
			got = "published"
		}
		should := want[a.ID]
		if should == "" {
			should = "published"
		}
		if got != should {
			if wrong++; first == "" {
				first = fmt.Sprintf("%s is %q and should be %q", a.ID, got, should)
			}
		}
	}
	if wrong == 0 {
		return nil
	}
	return []string{fmt.Sprintf("%d documents ended otherwise than they had to; %s", wrong, first)}
}
