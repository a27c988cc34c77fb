package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/gouji/gouji/internal/check"
	"github.com/gouji/gouji/pipeline"
	"github.com/gouji/gouji/stages/publish"
	"github.com/gouji/gouji/stages/publish/dataset"
	"github.com/gouji/gouji/stages/publish/sqlstore"
	"github.com/gouji/gouji/stages/report"
)

// exportFlags are the flags of export.
type exportFlags struct {
	year                int
	region, format, out string
	tables              []string
}

func newExport(a *app) *cobra.Command {
	var f exportFlags
	cmd := &cobra.Command{
		Use:   "export --out DIR [--year YEAR] [--region REGION] [--format FORMAT] [PATH...]",
		Short: "导出数据:报告、发现、单元格与三张表 · export reports, findings, cells and the three tables as data",
		Long: `给出文件或文件夹时先离线核对;否则读取结果库(--store)。同一份报告有几个版本或副本时,只导出最后公布的一份。
With files or folders it checks them first; without it reads the result store (--store). Of several versions and copies of a report only the one published last is exported.

写入 DIR · writes into DIR: report_latest, finding_latest, cell_long, cell_wide, dictionary.csv, datapackage.json; xlsx 为一个工作簿 · with xlsx one workbook.`,
		RunE: func(cmd *cobra.Command, args []string) error { return a.exportData(cmd.Context(), f, args) },
	}
	cmd.Flags().IntVar(&f.year, "year", 0, "统计年度,0 为全部 · year reported on, 0 for all")
	cmd.Flags().StringVar(&f.region, "region", "", "地区,空为全部 · region, empty for all")
	cmd.Flags().StringVar(&f.format, "format", "csv", "格式 · format: "+joined(dataset.Formats()))
	cmd.Flags().StringVar(&f.out, "out", "", "写入的文件夹 · folder to write into")
	cmd.Flags().StringSliceVar(&f.tables, "table", dataset.Tables(), "表,逗号分隔 · tables, separated by commas: "+strings.Join(dataset.Tables(), ", "))
	return cmd
}

func (a *app) exportData(ctx context.Context, f exportFlags, args []string) error {
	if f.out == "" {
		return exit(exitUsage, errors.New("export needs --out DIR"))
	}
	if !slices.Contains(dataset.Formats(), f.format) {
		return exit(exitUsage, fmt.Errorf("--format %.20q is not one of %s", f.format, joined(dataset.Formats())))
	}
	for _, t := range f.tables {
		if !slices.Contains(dataset.Tables(), t) {
			return exit(exitUsage, fmt.Errorf("--table %.40q is not one of %s", t, strings.Join(dataset.Tables(), ", ")))
		}
	}
	if len(args) > 0 {
		return a.exportFiles(ctx, f, args)
	}
	if path, ok := strings.CutPrefix(a.conf.Store, "sqlite:"); ok {
		if _, err := os.Stat(path); err != nil {
			return exit(exitUsage, fmt.Errorf("没有结果库;请用 --store 指定,或给出文件 · there is no store; name it with --store, or name files: %w", err))
		}
	}
	store, err := sqlstore.Open(ctx, a.conf.Store)
	if err != nil {
		return exit(exitFound, err)
	}
	return errors.Join(a.exportStore(ctx, f, store), store.Close())
}

// exportFiles checks files into a store of their own, so that versions and copies are told
// apart in the same way, and exports that.
func (a *app) exportFiles(ctx context.Context, f exportFlags, args []string) (err error) {
	dir, err := os.MkdirTemp("", "gouji-export-")
	if err != nil {
		return exit(exitFound, fmt.Errorf("making a folder for the time being: %w", err))
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	store, err := sqlstore.Open(ctx, "sqlite:"+filepath.Join(dir, "gouji.db"))
	if err != nil {
		return exit(exitFound, err)
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	if err := a.fillStore(ctx, store, args); err != nil {
		return err
	}
	return a.exportStore(ctx, f, store)
}

func (a *app) fillStore(ctx context.Context, store *sqlstore.Store, args []string) error {
	_, book, err := rulesOf(a.conf.Rules)
	if err != nil {
		return err
	}
	list, err := membersOf(a.conf.Members)
	if err != nil {
		return err
	}
	c, err := newChecker(check.Options{Rules: book, Members: list})
	if err != nil {
		return exit(exitFound, err)
	}
	defer c.Close()
	paths, err := a.expand(args)
	if err != nil {
		return exit(exitUsage, err)
	}
	bar := a.newProgress(a.say("export.check"), len(paths))
	defer bar.close()
	for got, err := range c.All(ctx, len(paths), check.Files(paths, a.Stdin)) {
		if err != nil {
			return exit(exitFound, err)
		}
		bar.add(1)
		if got.Outcome != report.Checked {
			a.note("export.refused", got.File, got.Rejection.Class)
			continue
		}
		if err := putChecked(ctx, store, got, c); err != nil {
			return exit(exitFound, err)
		}
	}
	return nil
}

// putChecked stores a check as the publish stage does.
func putChecked(ctx context.Context, store *sqlstore.Store, c report.Check, by *check.Checker) error {
	set, err := pipeline.Token(c.Rules.Set)
	if err != nil {
		return err
	}
	in := publish.Input{
		Key:     publish.Key{Doc: c.Report.ID, Parser: c.Report.Parser, Rules: set, Basis: "0"},
		Verdict: report.Verdict{Report: *c.Report, Findings: c.Findings, Rules: *c.Rules, Basis: "0"},
	}
	if at := by.Members().Of(*c.Report); len(at) > 0 {
		in.Region = at[0].Region.Name
	}
	rec, err := publish.NewRecord(in)
	if err != nil {
		return err
	}
	_, err = store.Put(ctx, rec)
	return err
}

func (a *app) exportStore(ctx context.Context, f exportFlags, store *sqlstore.Store) error {
	part := sqlstore.Part{Year: f.year, Region: f.region}
	n, err := store.CountRows(ctx, part)
	if err != nil {
		return exit(exitFound, err)
	}
	bar := a.newProgress(a.say("export.bar"), n*len(f.tables))
	defer bar.close()
	err = dataset.WriteFolder(f.out, f.format, f.tables, func(table string, each func([]any) error) error {
		var last any
		return store.EachRow(ctx, table, part, func(row []any) error {
			if row[0] != last {
				last = row[0]
				bar.add(1)
			}
			return each(row)
		})
	})
	if err != nil {
		return exit(exitFound, err)
	}
	a.note("export.sum", n, f.out)
	return nil
}
