package report

import (
	"encoding/json"
	"testing"
)

func TestOutcomesAreAnObject(t *testing.T) {
	var r Rules
	for _, o := range []RuleOutcome{{"A-01", Met}, {"S-10", Broken}, {"T4-01", Inconclusive}} {
		r.Count(o.Rule, o.Outcome)
	}
	data, err := json.Marshal(r)
	want := `{"set":"","met":1,"broken":1,"not_applicable":0,"inconclusive":1,"outcomes":{"A-01":"met","S-10":"broken","T4-01":"inconclusive"}}`
	if err != nil || string(data) != want {
		t.Fatalf("%s, %v", data, err)
	}
	var back Rules
	shuffled := `{"outcomes":{"T4-01":"inconclusive","A-01":"met","S-10":"broken"}}`
	if err := json.Unmarshal([]byte(shuffled), &back); err != nil {
		t.Fatal(err)
	}
	for rule, want := range map[string]Outcome{"A-01": Met, "S-10": Broken, "T4-01": Inconclusive, "S-1": "", "Z": ""} {
		if got := back.Outcomes.Of(rule); got != want {
			t.Errorf("%s is %q, want %q", rule, got, want)
		}
	}
	if data, err := json.Marshal(Rules{}); err != nil || string(data) != `{"set":"","met":0,"broken":0,"not_applicable":0,"inconclusive":0}` {
		t.Errorf("without outcomes: %s, %v", data, err)
	}
	if _, err := json.Marshal(Outcomes{{"B", Met}, {"A", Met}}); err == nil {
		t.Error("outcomes out of order are written")
	}
	if err := json.Unmarshal([]byte(`[1]`), &back.Outcomes); err == nil {
		t.Error("a list is taken")
	}
}
