package export

import (
	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/report"
)

// English returns the words in English. Labels of the form are translated; headings
// and quotes of a document stay as printed.
func English() Words {
	labels := labelsEN()
	return Words{
		Lang: "en", english: true,
		File: "File", ID: "ID", Title: "Title", Agency: "Agency", Year: "Year", Form: "Form", Published: "Published", Outcome: "Outcome",
		Rule: "Rule", Severity: "Severity", Section: "Section", Message: "Finding", Cells: "Cells", Quote: "Quote", Want: "Expected", Got: "Found",
		Place: "Place", Source: "Source", Table: "Table", Row: "Row", Column: "Column", State: "State", Value: "Value", Text: "As printed", Why: "Why",
		Documents: "Documents", Findings: "Findings", Data: "Data",
		None: "no findings", Whole: "Whole document", NoTable: "The document does not have this table", Unknown: "not stated", Rules: "rules", CellCount: "cells",
		PageTitle: "Government information disclosure annual reports: results",
		More:      "%d more", Total: "%d documents: %d checked, %d of them with errors; %d rejected", Stop: "; ",
		MoreHints: "%d hints are not listed (--hints lists all)",
		Same:      "same cause", Reference: "See", FileFault: "(file) ",
		PageNumber: "page %d", Norm: "The rule",
		Note:       "Note",
		severities: map[report.Severity]string{report.Error: "error", report.Warning: "warning", report.Info: "info"},
		outcomes:   map[report.Outcome]string{report.Met: "met", report.Broken: "broken", report.NotApplicable: "not applicable", report.Inconclusive: "inconclusive"},
		checks:     map[string]string{report.Checked: "checked", report.Rejected: "rejected"},
		states: map[report.State]string{
			report.Printed: "printed", report.Blank: "blank", report.Dash: "dash", report.Derived: "derived", report.Unread: "unread",
		},
		forms: map[report.Form]string{
			report.Form2021: "2021 (国办公开办函〔2021〕30号)", report.Form2019: "2019 (国办公开办函〔2019〕60号)",
			report.FormPre2019: "before 2019", report.FormUnknown: "unknown",
		},
		tables:  map[string]string{tableTwo: "Table 2", tableThree: "Table 3", tableFour: "Table 4"},
		classes: classesEN(),
		label: func(key, printed string) string {
			if s, ok := labels[key]; ok {
				return s
			}
			return printed
		},
	}
}

func classesEN() map[fault.Class]string {
	return map[fault.Class]string{
		fault.Empty:             "the file is empty",
		fault.TooLarge:          "the file is too large",
		"unreadable_input":      "the file could not be opened", // by `gouji check`, which has no door
		fault.UnsupportedType:   "this type of file is not supported",
		fault.TypeMismatch:      "the declared type is not that of the content",
		fault.CharsetUnknown:    "the character encoding could not be decided",
		fault.EmptyDocument:     "the document has no content",
		fault.NoText:            "the document has no readable text (a scan, perhaps)",
		fault.NotAReport:        "not an annual report on government information disclosure",
		fault.SeveralReports:    "several annual reports in one file",
		fault.LinksOnly:         "a page that only links its report",
		fault.Malformed:         "the file is damaged",
		fault.Encrypted:         "the file is encrypted",
		fault.AmbiguousPackage:  "the package can be read in two ways",
		fault.LimitDepth:        "nested too deeply",
		fault.LimitCells:        "too many cells",
		fault.LimitAttributes:   "too many attributes",
		fault.LimitToken:        "a token is too long",
		fault.LimitInflate:      "too large when unpacked",
		fault.LimitParts:        "too many parts",
		fault.LimitPages:        "too many pages",
		fault.LimitTime:         "took too long",
		fault.LimitMemory:       "needs too much memory",
		fault.BadMetadata:       "wrong metadata",
		fault.BadHeader:         "a bad header",
		fault.BadSubjectToken:   "a bad producer name",
		fault.DigestMismatch:    "the content does not match its digest",
		fault.Unauthorized:      "no valid token",
		fault.Forbidden:         "not allowed",
		fault.RateLimited:       "too many requests, try again later",
		fault.SchemaVersion:     "another schema version",
		fault.SchemaInvalid:     "does not follow the schema",
		fault.AttemptsExhausted: "failed after many attempts",
		fault.Erased:            "this document was erased and is not taken in again",
		fault.Panic:             "a defect of the program",
	}
}

// labelsEN translates the labels of the form, by the key of the row, column or cell.
// A key of several tables (other, total) has the same meaning in each.
func labelsEN() map[string]string {
	return map[string]string{
		"natural": "natural persons", "company": "companies", "research": "research institutes", "ngo": "public welfare organisations",
		"legal": "legal service providers", "other": "other", "total": "total",
		"new_received": "received this year", "carried_in": "carried over from last year", "granted": "granted", "partial": "granted in part",
		"denied_state_secret": "denied: state secret", "denied_law": "denied: other law", "denied_safety": "denied: safety and stability",
		"denied_third_party": "denied: third party's rights", "denied_internal": "denied: internal affairs", "denied_process": "denied: process information",
		"denied_enforcement_file": "denied: enforcement file", "denied_inquiry": "denied: administrative inquiry",
		"unable_not_held": "unable: not held", "unable_needs_creation": "unable: would have to be made", "unable_unclear": "unable: still unclear after correction",
		"rejected_petition": "not handled: petition or complaint", "rejected_duplicate": "not handled: duplicate", "rejected_publication": "not handled: publication",
		"rejected_mass": "not handled: repeated in mass", "rejected_reconfirm": "not handled: confirmation of what was obtained",
		"other_overdue_correction": "other: correction overdue", "other_overdue_fee": "other: fee overdue", "other_misc": "other: miscellaneous",
		"result_total": "results, total", "carried_out": "carried over to next year",
		"review": "administrative review", "direct": "lawsuit without review", "after_review": "lawsuit after review",
		"upheld": "upheld", "corrected": "corrected", "pending": "pending",
		"rules_made": "rules: made", "rules_repealed": "rules: repealed", "rules_valid": "rules: in force",
		"normative_made": "normative documents: made", "normative_repealed": "normative documents: repealed", "normative_valid": "normative documents: in force",
		"licences": "licences", "penalties": "penalties", "coercions": "coercive measures", "fees_10k_yuan": "fees (10,000 yuan)",
		"rules_new_made": "rules: newly made", "rules_new_published": "rules: newly published", "rules_total_published": "rules: published in all",
		"normative_new_made": "normative documents: newly made", "normative_new_published": "normative documents: newly published",
		"normative_total_published": "normative documents: published in all",
		"licences_prev_items":       "licences: items last year", "licences_change": "licences: change", "licences_decisions": "licences: decisions",
		"other_services_prev_items": "other services: items last year", "other_services_change": "other services: change", "other_services_decisions": "other services: decisions",
		"penalties_prev_items": "penalties: items last year", "penalties_change": "penalties: change", "penalties_decisions": "penalties: decisions",
		"coercions_prev_items": "coercive measures: items last year", "coercions_change": "coercive measures: change", "coercions_decisions": "coercive measures: decisions",
		"fees_prev_items": "fees: items last year", "fees_change": "fees: change",
		"procurement_items": "procurement: items", "procurement_amount_yuan": "procurement: amount (yuan)",
	}
}
