package flow

import (
	"testing"
	"time"

	"github.com/gouji/gouji/pipeline"
	"github.com/gouji/gouji/stages/report"
)

// TestAVerdictHasItsReportWhereThatMayLeave the log before the verdict is read.
func TestAVerdictHasItsReportWhereThatMayLeave(t *testing.T) {
	hop := pipeline.Hop{Partition: "p0", Kind: pipeline.KindParsed, Parser: "1", Year: "2023", Agency: "a", Doc: "doc"}
	v := report.Verdict{Report: report.Report{ID: "doc", Source: report.Source{Producer: "p"}}, Basis: "0"}
	for ttl, inside := range map[time.Duration]bool{0: false, time.Hour: true} {
		m, err := verdictOn(hop, v, pipeline.Topology{HopTTL: ttl})
		if err != nil || (m.At == "") != inside || (m.Report.ID == "doc") != inside || (m.Source.Producer == "p") == inside {
			t.Errorf("hops that stay %s: %+v, %v", ttl, m, err)
		}
	}
}
