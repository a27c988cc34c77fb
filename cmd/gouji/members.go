package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"github.com/gouji/gouji/pipeline"
	"github.com/gouji/gouji/stages/validate/custom"
	"github.com/gouji/gouji/stages/validate/members"
)

// membersOf reads the file of a --members flag; "" is no list.
func membersOf(path string) (*members.List, error) {
	if path == "" {
		return nil, nil
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, exit(exitUsage, fmt.Errorf("reading the members file: %w", err))
	}
	list, err := custom.LoadMembers(bytes.NewReader(data), path)
	if err != nil {
		return nil, exit(exitUsage, fmt.Errorf("成员名单有误 · the members file is refused:\n%w", err))
	}
	return list, nil
}

// membersSchema names the lines of `gouji members --format json`.
const membersSchema = "gouji.members_state/v1"

func newMembers(a *app) *cobra.Command {
	var year int
	var format string
	cmd := &cobra.Command{
		Use:   "members --members FILE --year YEAR [PATH...]",
		Short: "名单上哪些机关的报告已收到,哪些没有 · which organs of the list have a report, and which have none",
		Long: `给出文件或文件夹时离线核对;否则查询运行中的系统的台账。
With files or folders it looks there; without it asks the ledger of a running system.

退出码 · exit status: 0 全部收到 · none is missing; 1 有缺 · some are (垂直管理机关除外 · organs led from above apart); 2 用法错误 · wrong usage.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if year == 0 || a.conf.Members == "" || format != "text" && format != "json" {
				return exit(exitUsage, fmt.Errorf("members needs --members FILE, --year YEAR and --format text or json"))
			}
			list, err := membersOf(a.conf.Members)
			if err != nil {
				return err
			}
			rows, err := a.memberStates(cmd.Context(), list, year, args)
			if err != nil {
				return err
			}
			return a.printMembers(rows, format)
		},
	}
	cmd.Flags().IntVar(&year, "year", 0, "统计年度 · year reported on")
	cmd.Flags().StringVar(&format, "format", "text", "输出格式 · output format: text, json (一行一个机关 · a line for each organ)")
	return cmd
}

// memberState is an organ of the list and the reports of a year that are there.
type memberState struct {
	Schema string `json:"schema"`
	Region string `json:"region"`
	// Name is the organ's; that of the region stands for the region's own report.
	Name     string   `json:"name"`
	Year     int      `json:"year"`
	Vertical bool     `json:"vertical,omitempty"`
	Docs     []string `json:"docs"`
}

func (s memberState) missing() bool { return len(s.Docs) == 0 && !s.Vertical }

func (a *app) memberStates(ctx context.Context, list *members.List, year int, args []string) ([]memberState, error) {
	if len(args) > 0 {
		known, err := a.familyOf(ctx, list, args)
		if err != nil {
			return nil, err
		}
		return statesOf(ctx, list, year, known.around().get)
	}
	var out []memberState
	err := a.withClient(ctx, func(ctx context.Context, conn *pipeline.Conn) (err error) {
		out, err = statesOf(ctx, list, year, pipeline.NewLedger(conn).Get)
		return err
	})
	return out, err
}

// familyOf reads the documents of the arguments; one that is no report is left out.
func (a *app) familyOf(ctx context.Context, list *members.List, args []string) (*family, error) {
	c, err := newCore()
	if err != nil {
		return nil, exit(exitFound, err)
	}
	defer c.close()
	paths, err := expand(args)
	if err != nil {
		return nil, exit(exitUsage, err)
	}
	known := &family{list: list}
	for in := range read(paths, a.Stdin) {
		r, err := a.readOne(ctx, c, in)
		if err != nil {
			return nil, exit(exitFound, err)
		}
		known.add(r.report)
	}
	return known, nil
}

// statesOf looks the regions of a list up.
func statesOf(ctx context.Context, list *members.List, year int, get func(context.Context, string) (pipeline.LedgerRecord, error)) ([]memberState, error) {
	var out []memberState
	regions := list.Regions()
	for i := range regions {
		r := &regions[i]
		record, err := get(ctx, regionKey(r, year))
		if err != nil {
			return nil, err
		}
		state := func(at members.Place, vertical bool) {
			s := memberState{Schema: membersSchema, Region: r.Name, Name: at.Name(), Year: year, Vertical: vertical, Docs: []string{}}
			for _, e := range record[year] {
				if e.Label == label(at) {
					s.Docs = append(s.Docs, e.Doc)
				}
			}
			out = append(out, s)
		}
		state(members.Place{Region: r, Member: members.Self}, false)
		for m := range r.Members {
			state(members.Place{Region: r, Member: m}, r.Members[m].Vertical)
		}
	}
	return out, nil
}

func (a *app) printMembers(all []memberState, format string) error {
	missing := 0
	enc := json.NewEncoder(a.Stdout)
	enc.SetEscapeHTML(false)
	var rows []table.Row
	for _, s := range all {
		if s.missing() {
			missing++
		}
		if format == "json" {
			if err := enc.Encode(s); err != nil {
				return err
			}
			continue
		}
		docs := strings.Join(s.Docs, " ")
		switch {
		case s.missing():
			docs = a.say("members.missing")
		case docs == "":
			docs = a.say("members.vertical")
		}
		rows = append(rows, table.Row{s.Region, s.Name, docs})
	}
	if format == "text" {
		a.grid(a.Stdout, []string{"col.region", "col.agency", "col.doc"}, rows)
		fmt.Fprintln(a.Stdout, a.say("members.sum", len(all), missing))
	}
	if missing > 0 {
		return exit(exitFound, nil)
	}
	return nil
}
