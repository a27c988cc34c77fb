package generate

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/gouji/gouji/stages/report"
)

// Truth is what a careful reader finds in a sample. Its JSON is the format that the
// judge of the corpus reads: values stand as printed, also where the document is wrong.
type Truth struct {
	Document string `json:"document"`
	Layout   Layout `json:"layout"`
	// Title is nil where the document has none. AgencyAccept are the readings that count
	// as right.
	Title        *string  `json:"title"`
	Agency       *string  `json:"agency"`
	AgencyAccept []string `json:"agency_accept"`
	Year         int      `json:"year"`
	// Format is the contract's form: "2021" or "2019".
	Format    report.Form `json:"format"`
	Published *string     `json:"published"` // YYYY-MM-DD
	Signed    *string     `json:"signed"`    // YYYY-MM-DD
	// Sections are the numbers of the sections that the document has.
	Sections []int      `json:"sections"`
	Table2   Disclosure `json:"table2"`
	Table3   Rows       `json:"table3"`
	// Table4 has the groups review, direct and after_review.
	Table4     map[string][5]report.Number `json:"table4"`
	Violations []Violation                 `json:"violations"`
	// Printed has the text of the cells that print their number otherwise than in plain
	// digits, by cell path.
	Printed map[string]string `json:"printed,omitempty"`
	// Ambiguous are the cells of a glued text that its digits do not settle.
	Ambiguous []string `json:"ambiguous,omitempty"`
	// Control is true where the document is without fault, so that any arithmetic finding
	// is a false alarm.
	Control bool `json:"control,omitempty"`
	// Faults are the names of the faults and traps that were put in.
	Faults []string `json:"faults,omitempty"`
	Notes  string   `json:"notes"`
}

// Rows is table three: the seven cells of each row by its key; an invalid number is a
// cell that holds none.
type Rows struct {
	Rows map[string][7]report.Number `json:"rows"`
}

// Violation is one fault of the document itself.
type Violation struct {
	// Rule is the kind of violation, such as t3_balance; see Faults.
	Rule  string `json:"rule"`
	Where string `json:"where"`
	// Quote is verbatim, "" where something is missing.
	Quote string `json:"quote"`
	Why   string `json:"why"`
	// Cells are the paths of the cells it is about, such as proceedings.review.total.
	Cells []string `json:"cells,omitempty"`
}

// Disclosure is table two by its keys, those of package report.
type Disclosure map[string]report.Number

// The truth files call some cells of the 2019 form otherwise than package report.
const (
	amountKey      = "procurement_amount_yuan"
	truthAmountKey = "purchase_amount"
	truthItemsKey  = "purchase_items"
)

var groups2019 = []string{"rules", "normative", "licences", "other_services", "penalties", "coercions", "fees", "procurement"}

// MarshalJSON writes the keys as they are for the 2021 form, and nested by the kind of
// information for the 2019 form.
func (d Disclosure) MarshalJSON() ([]byte, error) {
	if _, old := d["rules_new_made"]; !old {
		return json.Marshal(map[string]report.Number(d))
	}
	nested := map[string]map[string]report.Number{}
	for key, n := range d {
		for _, g := range groups2019 {
			rest, ok := strings.CutPrefix(key, g+"_")
			if !ok {
				continue
			}
			switch {
			case key == amountKey:
				rest = truthAmountKey
			case g == "procurement":
				rest = truthItemsKey
			}
			if nested[g] == nil {
				nested[g] = map[string]report.Number{}
			}
			nested[g][rest] = n
		}
	}
	return json.Marshal(nested)
}

// UnmarshalJSON reads what MarshalJSON writes, and amounts as strings with their unit.
func (d *Disclosure) UnmarshalJSON(b []byte) error {
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(b, &raw); err != nil {
		return err
	}
	*d = Disclosure{}
	for key, v := range raw {
		if len(v) == 0 || v[0] != '{' {
			if err := d.put(key, v); err != nil {
				return err
			}
			continue
		}
		var inner map[string]json.RawMessage
		if err := json.Unmarshal(v, &inner); err != nil {
			return err
		}
		for k, v := range inner {
			switch k {
			case truthAmountKey:
				k = "amount_yuan"
			case truthItemsKey:
				k = "items"
			}
			if err := d.put(key+"_"+k, v); err != nil {
				return err
			}
		}
	}
	return nil
}

func (d Disclosure) put(key string, v json.RawMessage) error {
	text := string(v)
	if len(v) > 0 && v[0] == '"' {
		if err := json.Unmarshal(v, &text); err != nil {
			return err
		}
		text = strings.TrimSuffix(strings.TrimSpace(text), "元")
	}
	if text == "null" || text == "" {
		d[key] = report.Number{}
		return nil
	}
	n, err := report.ParseNumber(text)
	if err != nil {
		return fmt.Errorf("generate: truth of %s: %w", key, err)
	}
	d[key] = n
	return nil
}

// Cells are all cells that the truth speaks of, by the contract's path without "tables.",
// such as applications.granted.total; an invalid number is a cell that holds none.
func (t Truth) Cells() map[string]report.Number {
	out := map[string]report.Number{}
	for k, n := range t.Table2 {
		out["disclosure."+k] = n
	}
	for row, cells := range t.Table3.Rows {
		for i, c := range report.ApplicantColumns() {
			out["applications."+row+"."+c.Key] = cells[i]
		}
	}
	for g, cells := range t.Table4 {
		for i, c := range report.ProceedingOutcomes() {
			out["proceedings."+g+"."+c.Key] = cells[i]
		}
	}
	return out
}
