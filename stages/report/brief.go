package report

import (
	"encoding/json"
	"fmt"
	"slices"
)

// Brief is what became of a document in a few words: for an answer to a duplicate, and for
// those who are told when a document ends.
type Brief struct {
	// State is published, dead, in_flight, archived or erased.
	State string `json:"state"`
	// Findings counts the findings of a published document, nil for any other.
	Findings *Counts `json:"findings,omitempty"`
	// Rules are the ids of the rules broken, each once, in the order of the catalogue's names.
	Rules []string `json:"rules,omitempty"`
	// Class, Message and MessageZH say why a document died, Dead is its letter's id.
	Class     string `json:"class,omitempty"`
	Message   string `json:"message,omitempty"`
	MessageZH string `json:"message_zh,omitempty"`
	Dead      string `json:"dead,omitempty"`
}

// Counts are numbers of findings by severity.
type Counts struct {
	Error   int `json:"error"`
	Warning int `json:"warning"`
	Info    int `json:"info"`
}

// BriefOf is the brief of a check object as a door gives it, nil for a document that has
// none yet. It fails where check is no such object.
func BriefOf(state string, check json.RawMessage) (Brief, error) {
	b := Brief{State: state}
	if len(check) == 0 {
		return b, nil
	}
	var got struct {
		Outcome   string
		Findings  []Finding
		Rejection struct {
			Class, Message, Dead string
			MessageZH            string `json:"message_zh"`
		}
	}
	if err := json.Unmarshal(check, &got); err != nil {
		return b, fmt.Errorf("a check object: %w", err)
	}
	if got.Outcome != Checked {
		r := got.Rejection
		b.Class, b.Message, b.MessageZH, b.Dead = r.Class, r.Message, r.MessageZH, r.Dead
		return b, nil
	}
	return Summary(state, got.Findings), nil
}

// Summary is the brief of a document with findings.
func Summary(state string, findings []Finding) Brief {
	b := Brief{State: state, Findings: &Counts{}}
	for _, f := range findings {
		switch f.Severity {
		case Error:
			b.Findings.Error++
		case Warning:
			b.Findings.Warning++
		default:
			b.Findings.Info++
		}
		b.Rules = append(b.Rules, f.Rule)
	}
	slices.Sort(b.Rules)
	b.Rules = slices.Compact(b.Rules)
	return b
}
