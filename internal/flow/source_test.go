package flow

import (
	"strings"
	"testing"

	"github.com/gouji/gouji/internal/check"
	"github.com/gouji/gouji/pipeline"
)

// A year that is no number is left out and noted; the bytes are read all the same.
func TestBadYearCostsNothing(t *testing.T) {
	t.Parallel()
	c, err := check.New(check.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	const text = "某某县2023年政府信息公开工作年度报告\n一、总体情况\n2023年，本机关主动公开政府信息。\n"
	for _, year := range []string{"二〇二三", "2023.0", "99999999999999999999", "-", "1066"} {
		doc, err := Flow{Checker: c}.ingest(t.Context(), pipeline.Raw{Data: []byte(text), Producer: "p", Header: map[string]string{"Gouji-Year": year}})
		if err != nil {
			t.Errorf("%q: %v", year, err)
		} else if !strings.Contains(string(doc), "Gouji-Year") {
			t.Errorf("%q is not noted: %s", year, doc)
		}
	}
}
