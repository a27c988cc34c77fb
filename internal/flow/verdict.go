package flow

import (
	"context"
	"fmt"

	"github.com/gouji/gouji/pipeline"
	"github.com/gouji/gouji/pipeline/codec"
	"github.com/gouji/gouji/stages/report"
)

// verdict is the validated message: a report.Verdict whose report stands in the log already.
type verdict struct {
	// At is the subject of the parsed report. It is empty where the message has the report
	// itself, as those of earlier versions do.
	At     string        `json:"at,omitempty"`
	Report report.Report `json:"report,omitzero"`
	// Source is that of the report where At is: a dead letter tells it of its data alone.
	Source     report.Source      `json:"source,omitzero"`
	Findings   []report.Finding   `json:"findings"`
	Rules      report.Rules       `json:"rules"`
	Basis      string             `json:"basis"`
	Correction *report.Correction `json:"correction,omitempty"`
}

// verdictOn is the message of a verdict on the report of a parsed hop. It refers to the report
// unless that may leave the log before the verdict is read.
func verdictOn(parsed pipeline.Hop, v report.Verdict, t pipeline.Topology) (verdict, error) {
	out := verdict{Findings: v.Findings, Rules: v.Rules, Basis: v.Basis, Correction: v.Correction}
	if t.HopTTL > 0 {
		out.Report = v.Report
		return out, nil
	}
	var err error
	out.Source = v.Report.Source
	out.At, err = parsed.Subject()
	return out, err
}

// whole is the verdict with its report. A subject is written once, so that the report is the one
// that was judged. It is not read again where it was judged in this process a moment ago.
func (f Flow) whole(ctx context.Context, v verdict) (report.Verdict, error) {
	out := report.Verdict{Report: v.Report, Findings: v.Findings, Rules: v.Rules, Basis: v.Basis, Correction: v.Correction}
	if v.At == "" {
		return out, nil
	}
	if rep, ok := f.Judged.take(v.At); ok {
		out.Report = rep
		return out, nil
	}
	payload, err := f.Conn.Payload(ctx, v.At)
	if err == nil {
		out.Report, err = codec.Unmarshal[report.Report](payload)
	}
	if err != nil {
		return out, fmt.Errorf("the report of the verdict: %w", err)
	}
	return out, nil
}
