package publish

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/report"
)

// Key is what makes a verdict the same verdict: at most one is kept for each Key.
// All four parts are subject tokens and none is empty.
type Key struct {
	// Doc is the document id, see report.DocumentID.
	Doc string `json:"doc"`
	// Parser is the version of the parser that read the report.
	Parser string `json:"parser"`
	// Rules is the version of the rule set that judged it, as a subject token.
	Rules string `json:"rules"`
	// Basis is the digest of the neighbouring reports, "0" if there were none.
	Basis string `json:"basis"`
}

// String joins the parts with slashes, for logs.
func (k Key) String() string { return k.Doc + "/" + k.Parser + "/" + k.Rules + "/" + k.Basis }

// Input is what the stage takes: a verdict and the key it is kept under.
type Input struct {
	Key     Key
	Verdict report.Verdict
	// Submitted is when the document was taken in, zero where that is not known.
	Submitted time.Time
	// Region is where the list of members has its issuer, "" for none.
	Region string
	// Followed says that another verdict is about to come, see Record.
	Followed bool
}

// Record is what a sink is given. It must not be changed.
type Record struct {
	Key Key
	// Digest is the SHA-256 of JSON in lower-case hexadecimal.
	Digest string
	Check  report.Check
	// JSON is Check as Encode writes it, with the personal numbers masked; a sink that stores
	// the check stores these bytes, and masks what it takes from Check itself.
	JSON []byte
	// Submitted and Region are as in Input. They are no part of the check.
	Submitted time.Time
	Region    string
	// Followed says that another record is likely to come within milliseconds, so that a sink may wait
	// a moment to store both at once. It is false for one that is alone, and no promise.
	Followed bool
}

// Check returns the check object of a verdict. File is the producer's file name, "" if
// it gave none; Findings are never nil, so that none is [] in JSON.
func Check(v report.Verdict) report.Check {
	findings := v.Findings
	if findings == nil {
		findings = []report.Finding{}
	}
	return report.Check{
		Schema:   report.CheckSchema,
		File:     v.Report.Source.Filename,
		Outcome:  report.Checked,
		Report:   &v.Report,
		Findings: findings,
		Rules:    &v.Rules,
		// A correction is told wherever the verdict is.
		Correction: v.Correction,
	}
}

// Encode writes c as one line of JSON without the line's end. The same check always
// gives the same bytes; <, > and & stand as they are.
func Encode(c report.Check) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(c); err != nil {
		return nil, fmt.Errorf("publish: encode the check: %w", err)
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// NewRecord makes the record of in. An input whose key has an empty part, or whose key
// and verdict speak of different documents or bases, is poison.
func NewRecord(in Input) (Record, error) {
	k, v := in.Key, in.Verdict
	switch {
	case k.Doc == "" || k.Parser == "" || k.Rules == "" || k.Basis == "":
		return Record{}, fault.Poisonf(fault.SchemaInvalid, "publish: the key %q has an empty part", k)
	case k.Doc != v.Report.ID:
		return Record{}, fault.Poisonf(fault.SchemaInvalid, "publish: the key is of %q, the report of %q", k.Doc, v.Report.ID)
	case k.Basis != v.Basis:
		return Record{}, fault.Poisonf(fault.SchemaInvalid, "publish: the key has basis %q, the verdict %q", k.Basis, v.Basis)
	}
	c := Check(v)
	b, err := Encode(c)
	if err != nil {
		return Record{}, fault.Poison(fault.SchemaInvalid, err)
	}
	return RecordOf(k, c, b, in), nil
}

// RecordOf makes the record of a check that Encode has written as b.
func RecordOf(k Key, c report.Check, b []byte, in Input) Record {
	b = report.MaskJSON(b)
	sum := sha256.Sum256(b)
	return Record{Key: k, Digest: hex.EncodeToString(sum[:]), Check: c, JSON: b, Submitted: in.Submitted, Region: in.Region, Followed: in.Followed}
}

// ReadRecord makes the record of k anew from a check object's bytes, as Encode wrote them and
// as they stand in the log. What is no check object of the key's document is poison.
func ReadRecord(k Key, data []byte) (Record, error) {
	var c report.Check
	if err := json.Unmarshal(data, &c); err != nil {
		return Record{}, fault.Poison(fault.SchemaInvalid, fmt.Errorf("publish: the results of %s: %w", k, err))
	}
	if c.Report == nil || c.Rules == nil || c.Report.ID != k.Doc {
		return Record{}, fault.Poisonf(fault.SchemaInvalid, "publish: the results of %s are no verdict on it", k)
	}
	sum := sha256.Sum256(data)
	return Record{Key: k, Digest: hex.EncodeToString(sum[:]), Check: c, JSON: data}, nil
}
