package wire

import (
	"crypto/sha256"
	"encoding/base32"
	"strconv"
	"strings"
)

// What follows is the flow of the annual reports, which is the one that a Topology has when
// it names no other. Nothing else in the transport knows of it.

// The stages' names.
const (
	StageIngest   = "ingest"
	StageParse    = "parse"
	StageValidate = "validate"
	StagePublish  = "publish"
)

// The kinds of messages.
const (
	KindIngested  Kind = "ingested"
	KindParsed    Kind = "parsed"
	KindValidated Kind = "validated"
	KindResults   Kind = "published.results"
	KindReceipt   Kind = "published.receipt"
)

// The names of streams and buckets.
const (
	SubmitStream = "GOUJI_SUBMIT"
	DeadStream   = "GOUJI_DEAD"
	BlobBucket   = "gouji-blobs"
	LedgerBucket = "gouji-ledger"
	RulesBucket  = "gouji-rules"
	// WebhooksBucket has what a webhook was not told.
	WebhooksBucket = "gouji-webhooks"

	PendingBucket = "gouji-pending"
	WitnessBucket = "gouji-witness"
)

// Reports is the flow of the annual reports.
func Reports() Flow {
	judged := []TokenName{TokenRuleSet, TokenParser, TokenYear, TokenAgency, TokenDoc, TokenBasis}
	return Flow{
		Prefix: "gouji",
		Stages: []FlowStage{
			{Name: StageIngest, Writes: []FlowKind{{KindIngested, []TokenName{TokenDoc}}}},
			{Name: StageParse, Writes: []FlowKind{{KindParsed, []TokenName{TokenParser, TokenYear, TokenAgency, TokenDoc}}}},
			{Name: StageValidate, Writes: []FlowKind{{KindValidated, judged}}},
			{Name: StagePublish, Writes: []FlowKind{{KindResults, judged}, {KindReceipt, judged}}},
		},
		Buckets: []FlowBucket{
			{Name: LedgerBucket, Description: "Which parsed reports there are of each issuer; can be rebuilt from the log"},
			{Name: RulesBucket, Description: "The rules file in force, beside the book", History: 10},
			{Name: WebhooksBucket, Description: "Results that a webhook did not take, given up after many attempts", Passing: true},
			{Name: PendingBucket, Description: "Which reports are to be judged again because of others", Passing: true, Waiting: true},
		},
	}
}

// Stages returns the stages of the reports in the order of the data's way.
func Stages() []string { return Reports().StageNames() }

// Subject writes the subject of a hop of the reports, see Flow.Subject.
func (h Hop) Subject() (string, error) { return Reports().Subject(h) }

// ParseHop reads a subject of the reports' log, see Flow.ParseHop.
func ParseHop(subject string) (Hop, error) { return Reports().ParseHop(subject) }

// ParseDead reads the subject of a dead letter of the reports, see Flow.ParseDead.
func ParseDead(subject string) (DeadSubject, error) { return Reports().ParseDead(subject) }

// AgencyToken is the token of an agency: 12 characters of base32 over the SHA-256 of the
// name, NoToken for the empty name. A name itself never enters a subject.
func AgencyToken(name string) string {
	if name == "" {
		return NoToken
	}
	sum := sha256.Sum256([]byte(name))
	return strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(sum[:])[:12])
}

// YearToken is the token of a year, NoToken for 0.
func YearToken(year int) string {
	if year == 0 {
		return NoToken
	}
	return strconv.Itoa(year)
}
