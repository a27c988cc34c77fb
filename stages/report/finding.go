package report

// Severity says how certain a finding is, and what it asks of its reader.
type Severity string

// The severities.
const (
	Error   Severity = "error"   // certainly wrong
	Warning Severity = "warning" // a person should look
	Info    Severity = "info"    // good to know
)

// Finding is one thing that is wrong with a report: data with a place. (That gouji
// itself failed is an error, never a finding.)
type Finding struct {
	// Rule is an id of the rule catalogue, such as T4-01.
	Rule     string   `json:"rule"`
	Severity Severity `json:"severity"`
	// Message is in Chinese, MessageEN says the same in English.
	Message   string `json:"message"`
	MessageEN string `json:"message_en"`
	// Cells are the cells it is about, such as proceedings.review.total: the first MaxCells of
	// them, where there are more.
	Cells []string `json:"cells"`
	// CellsTotal is how many cells it is about, where that is more than Cells has; else 0.
	CellsTotal int `json:"cells_total,omitempty"`
	// Evidence is EvidenceOf the whole finding where CellsTotal is not 0.
	Evidence string `json:"evidence,omitempty"`
	// Section is the section it is about, 1 to 6, or 0.
	Section int `json:"section"`
	// Quotes are verbatim pieces of the document.
	Quotes []string `json:"quotes"`
	// Want and Got are what the rule asks for and what stands there, "" where it
	// cannot be put so.
	Want string `json:"want"`
	Got  string `json:"got"`
	// At are the places of the quotes and cells.
	At []Place `json:"at"`
	// Where is the place in words.
	Where Where `json:"where,omitzero"`
	// Group is shared by the findings of one cause, "" for a finding by itself; the one
	// that speaks for them has Lead.
	Group string `json:"group,omitempty"`
	Lead  bool   `json:"lead,omitempty"`
	// About says whose fault it is, AboutReport or AboutFile.
	About string `json:"about,omitempty"`
}

// Whose fault a finding is.
const (
	AboutReport = "report"
	// AboutFile is a fault of the file: it hides, cuts or replaces what the report has.
	AboutFile = "file"
)

// Outcome is how a rule ended for a report.
type Outcome string

// The outcomes. A rule that could not be judged, because a cell it needs is not
// readable, is inconclusive and never met.
const (
	Met           Outcome = "met"
	Broken        Outcome = "broken"
	NotApplicable Outcome = "not_applicable"
	Inconclusive  Outcome = "inconclusive"
)

// Rules is how the rules ended for one report.
type Rules struct {
	// Set is the version of the rule set, such as 2026.1.
	Set           string `json:"set"`
	Met           int    `json:"met"`
	Broken        int    `json:"broken"`
	NotApplicable int    `json:"not_applicable"`
	Inconclusive  int    `json:"inconclusive"`
	// Outcomes has the outcome of each rule.
	Outcomes Outcomes `json:"outcomes,omitempty"`
}

// Count adds the outcome of a rule to the sums and to Outcomes. Rules are counted in the
// order of their ids.
func (r *Rules) Count(rule string, o Outcome) {
	r.Outcomes = append(r.Outcomes, RuleOutcome{rule, o})
	switch o {
	case Met:
		r.Met++
	case Broken:
		r.Broken++
	case NotApplicable:
		r.NotApplicable++
	case Inconclusive:
		r.Inconclusive++
	}
}

// CheckSchema names the wire form of Check.
const CheckSchema = "gouji.check/v1"

// The outcomes of a check.
const (
	Checked  = "checked"
	Rejected = "rejected"
)

// Check is the verdict on one document, as `gouji check` prints it and publish stores
// it: a report with its findings, or a rejection.
type Check struct {
	Schema string `json:"schema"`
	// File is the path or name the document was given under, "" if it had none.
	File string `json:"file"`
	// Outcome is Checked or Rejected.
	Outcome   string     `json:"outcome"`
	Rejection *Rejection `json:"rejection,omitempty"`
	Report    *Report    `json:"report,omitempty"`
	Findings  []Finding  `json:"findings,omitzero"`
	Rules     *Rules     `json:"rules,omitempty"`
	// Correction is what the report of the year before changed, nil where there was none.
	Correction *Correction `json:"correction,omitempty"`
}

// Correction says what a verdict with neighbouring reports changes in the one without.
type Correction struct {
	// ReplacesBasis is the basis of the verdict that this one takes the place of.
	ReplacesBasis string `json:"replaces_basis"`
	// Appeared are the findings that are new, Disappeared those that are gone; never nil.
	Appeared    []Changed `json:"appeared"`
	Disappeared []Changed `json:"disappeared"`
}

// Changed is a finding that appeared or disappeared, by its rule and cells.
type Changed struct {
	Rule  string   `json:"rule"`
	Cells []string `json:"cells"`
}

// Rejection says why a document was not read.
type Rejection struct {
	// Class is one of the classes of package fault.
	Class   string `json:"class"`
	Message string `json:"message"`
}

// Verdict is what validate hands to publish: the report and how the rules ended.
type Verdict struct {
	Report   Report    `json:"report"`
	Findings []Finding `json:"findings"`
	Rules    Rules     `json:"rules"`
	// Basis is the digest of the neighbouring reports it was judged against, "0" if
	// there were none; a subject token.
	Basis string `json:"basis"`
	// Correction is what the neighbouring reports changed, nil if there were none.
	Correction *Correction `json:"correction,omitempty"`
}
