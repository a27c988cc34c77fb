package gouji_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"

	"github.com/gouji/gouji"
	"github.com/gouji/gouji/generate"
	"github.com/gouji/gouji/stages/report"
)

// sample is a generated report, here with a sum in table three that does not hold.
func sample() generate.Sample {
	f, ok := generate.FaultNamed("t3_row_sum")
	if !ok {
		log.Fatal("no such fault")
	}
	s, err := generate.One(generate.Options{Seed: 3, Layout: generate.HTMLClean, Faults: []generate.Fault{f}})
	if err != nil {
		log.Fatal(err)
	}
	return s
}

// A generated report is checked: a sum in its table three does not hold.
func ExampleCheck() {
	s := sample()
	c, err := gouji.Check(context.Background(), s.Data, gouji.Source{Filename: s.Name})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(c.Outcome, *c.Report.Agency, *c.Report.Year)
	for _, f := range c.Findings {
		if f.Severity == report.Error {
			fmt.Printf("%s: %s is %s and should be %s\n", f.Rule, f.Cells[len(f.Cells)-1], f.Got, f.Want)
		}
	}
	// Output:
	// checked 石笋县人民政府 2023
	// T3-17: applications.result_total.total is 3 and should be 0
	// T3-28: applications.denied_third_party.total is 3 and should be 0
}

// A cell has a state, a value and a place, and its place leads back to its text.
func ExampleCell() {
	ctx, s := context.Background(), sample()
	c, err := gouji.Check(ctx, s.Data, gouji.Source{})
	if err != nil {
		log.Fatal(err)
	}
	cell, ok := gouji.Cell(c.Report, "applications.new_received.total")
	fmt.Println(ok, cell.State, cell.Value)
	fmt.Println(cell.At.Kind, cell.At.Path)
	text, err := gouji.Reread(ctx, s.Data, cell.At)
	fmt.Println(text, err)
	// Output:
	// true printed 22
	// html /html/body/table[2]/tbody[1]/tr[4]/td[8]
	// 22 <nil>
}

// Two years of one issuer are judged together: the second must take over what the first
// carried forward.
func ExampleChecker_CheckTogether() {
	pair, err := generate.PairOf(1, 2022, generate.HTMLClean, true, false)
	if err != nil {
		log.Fatal(err)
	}
	c, err := gouji.NewChecker(gouji.CheckerOptions{})
	if err != nil {
		log.Fatal(err)
	}
	defer c.Close()
	results, err := c.CheckTogether(context.Background(),
		gouji.Document{Name: "2022", Data: pair.Old.Data}, gouji.Document{Name: "2023", Data: pair.New.Data})
	if err != nil {
		log.Fatal(err)
	}
	for _, r := range results {
		fmt.Println(r.File, r.Rules.Outcomes.Of("X-01"))
	}
	// Output:
	// 2022 not_applicable
	// 2023 broken
}

// A pipeline inside the program takes a document and publishes its result.
func ExampleOpen() {
	dir, err := os.MkdirTemp("", "gouji")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	p, err := gouji.Open(gouji.Options{Dir: dir})
	if err != nil {
		log.Fatal(err)
	}
	ctx, s := context.Background(), sample()
	id, err := p.Submit(ctx, s.Data, gouji.Source{Filename: s.Name})
	if err != nil {
		log.Fatal(err)
	}
	c, err := p.Wait(ctx, id)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(c.Outcome, c.File, *c.Report.Year)
	fmt.Println("closed:", p.Close())
	// Output:
	// checked g3_2023_html-clean.t3-row-sum.html 2023
	// closed: <nil>
}

// A document that is no report ends as a dead letter, and the error says why.
func ExamplePipeline_Wait() {
	dir, err := os.MkdirTemp("", "gouji")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	p, err := gouji.Open(gouji.Options{Dir: dir})
	if err != nil {
		log.Fatal(err)
	}
	defer p.Close()
	ctx := context.Background()
	id, err := p.Submit(ctx, []byte("今天天气很好。"), gouji.Source{})
	if err != nil {
		log.Fatal(err)
	}
	_, err = p.Wait(ctx, id)
	var dead *gouji.DeadError
	if errors.As(err, &dead) {
		fmt.Println(dead.Class)
	}
	// Output:
	// not_a_report
}
