package sqlstore

import (
	"context"
	"database/sql"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/gouji/gouji/stages/report"
)

// Report is a document of a list of reports. Pointers are nil where it does not say.
type Report struct {
	// ID is of the list, for cursors; Verdict is the id of the newest verdict on it.
	ID, Verdict int64
	Doc         string
	// Current says that it counts among the versions and copies of its report.
	Current bool
	// Issuer and Place say whose report it is, as columns of the database.
	Issuer, Place         string
	Year                  *int
	Region                string
	Agency, Title         *string
	Form                  report.Form
	File, URL, Producer   string
	Published             *string
	Submitted             *string
	Errors, Warnings      int
	Infos, Unread, weight int
}

// The states of a report by the decisions on it.
const (
	Undecided = "open" // it has findings and no decision
	Confirmed = "confirmed"
	Dismissed = "dismissed"
	Returned  = "returned"
)

// ReportFilter chooses current reports. Its zero value chooses all.
type ReportFilter struct {
	// Year, Region, Producer and Issuer choose those that have this value; the zero value all.
	Year                     int
	Region, Producer, Issuer string
	// Rule and Severity choose those with a finding that has both.
	Rule     string
	Severity report.Severity
	// State chooses by the decisions: Undecided, or with one that is Confirmed, Dismissed, Returned.
	State string
	// Search chooses those with these words in the names of issuer, title, region, file or
	// producer, or in what the findings say and quote.
	Search string
	// After is the cursor of the last report of the page before, see Cursor. Limit is how many
	// there are at most, 0 for all.
	After string
	Limit int
}

// Cursor is where a page that ends with the report ends.
func (r Report) Cursor() string {
	return base64.RawURLEncoding.EncodeToString([]byte(itoa(r.weight) + "." + strconv.FormatInt(r.ID, 10)))
}

// ErrCursor says that a cursor is not one that Cursor made.
var ErrCursor = errors.New("sqlstore: this is no cursor of a list")

func cursor(s string) (weight, id int64, err error) {
	b, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil {
		return 0, 0, ErrCursor
	}
	if _, err := fmt.Sscanf(string(b), "%d.%d", &weight, &id); err != nil {
		return 0, 0, ErrCursor
	}
	return weight, id, nil
}

const reportRow = "d.id, d.verdict_id, d.doc, d.is_current, d.issuer, d.place, d.year, d.region, d.agency, d.title, d.form, d.file, d.url, d.producer, d.published, d.submitted, d.errors, d.warnings, d.infos, d.unread, d.weight"

func (r *Report) fields() []any {
	return []any{&r.ID, &r.Verdict, &r.Doc, &r.Current, &r.Issuer, &r.Place, &r.Year, &r.Region, &r.Agency, &r.Title, &r.Form, &r.File, &r.URL, &r.Producer,
		&r.Published, &r.Submitted, &r.Errors, &r.Warnings, &r.Infos, &r.Unread, &r.weight}
}

// Reports returns the current reports that f chooses, those with the gravest findings first.
func (s *Store) Reports(ctx context.Context, f ReportFilter) ([]Report, error) {
	var out []Report
	err := s.EachReport(ctx, f, func(r Report) error { out = append(out, r); return nil })
	return out, err
}

// EachReport is Reports for lists that do not fit into memory. It ends with the first error of
// each. each must not write to the store: SQLite would wait for it.
func (s *Store) EachReport(ctx context.Context, f ReportFilter, each func(Report) error) error {
	c := s.chosen(f)
	if f.After != "" {
		weight, id, err := cursor(f.After)
		if err != nil {
			return err
		}
		c.after(weight, id)
	}
	query, args := "SELECT "+reportRow+c.String()+" ORDER BY "+strings.Join(c.order, " DESC, ")+" DESC", c.args
	if f.Limit > 0 {
		query, args = query+" LIMIT ?", append(args, f.Limit)
	}
	return s.eachReport(ctx, each, query, args...)
}

func (s *Store) eachReport(ctx context.Context, each func(Report) error, query string, args ...any) error {
	rows, err := s.read.QueryContext(ctx, s.bind(query), args...)
	if err != nil {
		return fmt.Errorf("sqlstore: list: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var r Report
		if err := rows.Scan(r.fields()...); err != nil {
			return fmt.Errorf("sqlstore: list: %w", err)
		}
		if err := each(r); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("sqlstore: list: %w", err)
	}
	return nil
}

// CountReports counts the reports that f chooses, up to most: more than that says that there
// are more. After and Limit are ignored.
func (s *Store) CountReports(ctx context.Context, f ReportFilter, most int) (int, error) {
	c := s.chosen(f)
	var n int
	query := "SELECT COUNT(*) FROM (SELECT 1" + c.String() + " LIMIT ?) x"
	if err := s.read.QueryRowContext(ctx, s.bind(query), append(c.args, most+1)...).Scan(&n); err != nil {
		return 0, fmt.Errorf("sqlstore: count: %w", err)
	}
	return n, nil
}

// choice is which reports a list has.
type choice struct {
	from       string
	order      []string // the columns of the order, from the greatest value on
	conditions []string
	args       []any
}

func (c *choice) add(condition string, values ...any) {
	c.conditions, c.args = append(c.conditions, condition), append(c.args, values...)
}

// after chooses what stands behind a document in the order.
func (c *choice) after(weight, id int64) {
	if len(c.order) == 1 {
		c.add(c.order[0]+" < ?", ranked(weight, id))
		return
	}
	c.add("("+strings.Join(c.order, ", ")+") < (?, ?)", weight, id)
}

func (c *choice) String() string {
	return " FROM " + c.from + " WHERE " + strings.Join(c.conditions, " AND ")
}

// byRule is a choice that goes through the documents with findings of a rule, in the order of
// the list, by the index of document_rules. The join is of the left, so that what only counts
// reads no document.
func byRule(f ReportFilter) *choice {
	c := &choice{from: "document_rules r LEFT JOIN documents d ON d.id = r.document_id", order: []string{"r.weight", "r.document_id"}}
	c.add("r.is_current")
	c.add("r.rule = ?", valid(f.Rule))
	if f.Year != 0 {
		c.add("r.year = ?", f.Year)
	}
	if f.Producer != "" {
		c.add("r.producer = ?", valid(f.Producer))
	}
	if column := severityColumn(f.Severity); column != "" {
		c.add("r." + column + " > 0")
	}
	return c
}

// byDocument is a choice that goes through the documents.
func byDocument(f ReportFilter) *choice {
	c := &choice{from: "documents d", order: []string{"d.weight", "d.id"}}
	c.add("d.is_current")
	if f.Year != 0 {
		c.add("d.year = ?", f.Year)
	}
	if f.Producer != "" {
		c.add("d.producer = ?", valid(f.Producer))
	}
	severity := ""
	if column := severityColumn(f.Severity); column != "" {
		severity = column + " > 0"
	}
	switch {
	case f.Rule != "" && severity != "":
		c.add("EXISTS (SELECT 1 FROM document_rules r WHERE r.document_id = d.id AND r.rule = ? AND r."+severity+")", valid(f.Rule))
	case f.Rule != "":
		c.add("EXISTS (SELECT 1 FROM document_rules r WHERE r.document_id = d.id AND r.rule = ?)", valid(f.Rule))
	case severity != "":
		c.add("d." + severity)
	}
	return c
}

// severityColumn counts the findings of a severity, "" for every severity.
func severityColumn(s report.Severity) string {
	switch s {
	case "":
		return ""
	case report.Error:
		return "errors"
	case report.Warning:
		return "warnings"
	}
	return "infos"
}

// chosen makes the choice of a filter. A rule leads where nothing else chooses fewer.
func (s *Store) chosen(f ReportFilter) *choice {
	var c *choice
	if f.Rule != "" && f.Region == "" && f.Issuer == "" && strings.TrimSpace(f.Search) == "" {
		c = byRule(f)
	} else {
		c = byDocument(f)
	}
	if f.Region != "" {
		c.add("d.region = ?", valid(f.Region))
	}
	if f.Issuer != "" {
		c.add("d.issuer = ?", valid(f.Issuer))
	}
	// Two places of one issuer are one where either is not known, see identity.Same.
	decided := "EXISTS (SELECT 1 FROM decisions e WHERE e.issuer = d.issuer AND e.year = COALESCE(d.year, 0) AND (e.place = d.place OR e.place = '' OR d.place = '') AND e.is_last"
	switch f.State {
	case "":
	case Undecided:
		c.add("d.errors + d.warnings > 0 AND NOT " + decided + ")")
	default:
		c.add(decided+" AND e.kind = ?)", f.State)
	}
	if strings.TrimSpace(f.Search) != "" {
		s.search(c, f)
	}
	return c
}

// search chooses those with the words, in SQLite by going through the index of words, which is
// in the order of the list.
func (s *Store) search(c *choice, f ReportFilter) {
	list := phrases(f)
	switch {
	case len(list) == 0:
		c.add("1 = 0")
	case s.Name() == "postgres":
		c.add("d.words @@ CAST(? AS TSQUERY)", matchTSQuery(list))
	default:
		c.from, c.order = "search CROSS JOIN documents d ON d.id = "+unranked, []string{"search.rowid"}
		c.add("search MATCH ?", matchFTS5(list))
	}
}

// ReportOf returns the row of a document, ErrNotFound if there is none.
func (s *Store) ReportOf(ctx context.Context, doc string) (Report, error) {
	var r Report
	err := s.read.QueryRowContext(ctx, s.bind("SELECT "+reportRow+" FROM documents d WHERE d.doc = ?"), doc).Scan(r.fields()...)
	if errors.Is(err, sql.ErrNoRows) {
		return r, ErrNotFound
	}
	if err != nil {
		return r, fmt.Errorf("sqlstore: read the document %s: %w", doc, err)
	}
	return r, nil
}

// Related returns the documents of the report's issuer: versions and copies of the report
// itself, and the current reports of other years, the newest first.
func (s *Store) Related(ctx context.Context, of Report) (versions, years []Report, err error) {
	err = s.eachReport(ctx, func(r Report) error {
		switch {
		case !sameReport(of.Issuer, of.Place, r.Place):
		case r.Year != nil && of.Year != nil && *r.Year != *of.Year:
			if r.Current {
				years = append(years, r)
			}
		default:
			versions = append(versions, r)
		}
		return nil
	}, "SELECT "+reportRow+" FROM documents d WHERE d.issuer = ? ORDER BY d.year DESC, d.published DESC, d.id DESC", valid(of.Issuer))
	return versions, years, err
}

// History returns the verdicts on a document in the order in which they were written.
func (s *Store) History(ctx context.Context, doc string) ([]Verdict, error) {
	rows, err := s.read.QueryContext(ctx, s.bind("SELECT "+summaryColumns+", v.check_json FROM verdicts v WHERE v.doc = ? ORDER BY v.id"), doc)
	if err != nil {
		return nil, fmt.Errorf("sqlstore: history: %w", err)
	}
	defer rows.Close()
	var out []Verdict
	for rows.Next() {
		var v Verdict
		if err := rows.Scan(append(v.fields(), &v.JSON)...); err != nil {
			return nil, fmt.Errorf("sqlstore: history: %w", err)
		}
		if v.JSON, err = unpacked(v.JSON); err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("sqlstore: history: %w", err)
	}
	return out, nil
}
