package applications_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/parse/applications"
	"github.com/gouji/gouji/stages/parse/label"
	"github.com/gouji/gouji/stages/parse/readtest"
	"github.com/gouji/gouji/stages/report"
	"pgregory.net/rapid"
)

func read(forms *label.Forms, text string) *applications.Table {
	mem := &applications.TableMemory{}
	return applications.Read(forms, readtest.Units(text, &mem.UnitMemory), mem)
}

// aTable draws a table three whose sums hold: by row, in the order of the columns.
func aTable(t *rapid.T, form report.Form) map[string][7]int {
	out := map[string][7]int{}
	var total [7]int
	for _, r := range report.ApplicationRows(form) {
		var row [7]int
		switch r.Key {
		case "new_received", "carried_in", "result_total", "carried_out":
		default:
			for i := range 6 {
				row[i] = rapid.SampledFrom([]int{0, 0, 0, 1, 3, 12}).Draw(t, r.Key)
				row[6] += row[i]
			}
		}
		for i := range row {
			total[i] += row[i]
		}
		out[r.Key] = row
	}
	out["new_received"], out["result_total"] = total, total
	return out
}

// printed prints a table; columns is their order, 6 being the total.
func printed(form report.Form, table map[string][7]int, sep string, columns []int) string {
	var b strings.Builder
	b.WriteString("申请人情况 |\n")
	for _, k := range columns {
		b.WriteString(report.ApplicantColumns()[k].Label + sep)
	}
	b.WriteString("\n")
	for _, r := range report.ApplicationRows(form) {
		b.WriteString(r.Label)
		for _, k := range columns {
			fmt.Fprintf(&b, "%s%d", sep, table[r.Key][k])
		}
		b.WriteString(strings.TrimRight(sep, " ") + "\n")
	}
	return b.String()
}

// TestEveryCell: a table with borders is read cell by cell, whatever numbers stand in it and
// whichever form it has, its columns in any order under their heads.
func TestEveryCell(t *testing.T) {
	t.Parallel()
	forms := label.NewForms(nil)
	rapid.Check(t, func(t *rapid.T) {
		form := rapid.SampledFrom([]report.Form{report.Form2019, report.Form2021}).Draw(t, "form")
		table := aTable(t, form)
		columns := rapid.Permutation([]int{0, 1, 2, 3, 4, 5, 6}).Draw(t, "columns")
		a := read(forms, printed(form, table, " | ", columns))
		if a == nil || a.Form != form || len(a.Cells) != len(table) {
			t.Fatalf("read as %+v", a)
		}
		for key, row := range table {
			for i, c := range report.ApplicantColumns() {
				if got := readtest.Show(a.Cells[key][c.Key]); got != fmt.Sprint(row[i]) {
					t.Fatalf("%v\n%s %s is %s, not %d", columns, key, c.Key, got, row[i])
				}
			}
		}
	})
}

// TestOneRowWithoutLabel: a row that lost its label is read as its own or not at all.
func TestOneRowWithoutLabel(t *testing.T) {
	t.Parallel()
	forms := label.NewForms(nil)
	rapid.Check(t, func(t *rapid.T) {
		table := aTable(t, report.Form2021)
		rows := report.ApplicationRows(report.Form2021)
		lost := rows[rapid.IntRange(0, len(rows)-1).Draw(t, "row")]
		text := strings.Replace(printed(report.Form2021, table, " | ", []int{0, 1, 2, 3, 4, 5, 6}), lost.Label+" | ", "| ", 1)
		a := read(forms, text)
		for key, row := range table {
			for i, c := range report.ApplicantColumns() {
				cell, ok := a.Cells[key][c.Key]
				if got := readtest.Show(cell); ok && cell.Value.Valid() && got != fmt.Sprint(row[i]) {
					t.Fatalf("%s\n%s %s is %s, not %d", text, key, c.Key, got, row[i])
				}
			}
		}
	})
}

// TestHeadsThatContradict: two heads out of their order, with others lost, leave all unread.
func TestHeadsThatContradict(t *testing.T) {
	t.Parallel()
	forms := label.NewForms(nil)
	table := map[string][7]int{}
	for _, r := range report.ApplicationRows(report.Form2021) {
		table[r.Key] = [7]int{1, 2, 0, 0, 0, 0, 3}
	}
	text := strings.Replace(printed(report.Form2021, table, " | ", []int{0, 1, 2, 3, 4, 5, 6}), "自然人 | 商业企业 | 科研机构 | 社会公益组织 |", "甲 | 科研机构 | 商业企业 | 乙 |", 1)
	a := read(forms, text)
	said := false
	for _, o := range a.Observations {
		said = said || o.Kind == report.SeenHeads
	}
	if !said {
		t.Error("nothing is said of the heads")
	}
	for key, row := range a.Cells {
		for col, c := range row {
			if c.State != report.Unread {
				t.Errorf("%s %s is %s", key, col, readtest.Show(c))
			}
		}
	}
}

func TestNoTable(t *testing.T) {
	t.Parallel()
	forms := label.NewForms(nil)
	for _, text := range []string{"", "本年予以公开12件，属于国家秘密0件。", "规章 | 1 | 2 | 3 |"} {
		if a := read(forms, text); a != nil {
			t.Errorf("%q is read as table three: %v", text, a.Cells)
		}
	}
}

// TestBlankRow: a row that was not filled in is blank, however many blank cells pad it.
func TestBlankRow(t *testing.T) {
	t.Parallel()
	forms := label.NewForms(nil)
	rapid.Check(t, func(t *rapid.T) {
		table := aTable(t, report.Form2021)
		row := rapid.SampledFrom(report.ApplicationRows(report.Form2021)).Draw(t, "row")
		lines := strings.Split(printed(report.Form2021, table, " | ", []int{0, 1, 2, 3, 4, 5, 6}), "\n")
		for i, l := range lines {
			if strings.HasPrefix(l, row.Label+" ") {
				lines[i] = row.Label + strings.Repeat(" | ", rapid.IntRange(7, 12).Draw(t, "cells"))
			}
		}
		a := read(forms, strings.Join(lines, "\n"))
		for _, c := range report.ApplicantColumns() {
			if got := a.Cells[row.Key][c.Key]; got.State != report.Blank {
				t.Fatalf("%s is %s", c.Key, got.State)
			}
		}
	})
}

// TestPiecesThatAddUp: fourteen figures behind a label, a line each, are two rows or the pieces of seven
// numbers. Where the first seven add up by chance, here and in the row of the total, and the others to
// nothing, they are pieces.
func TestPiecesThatAddUp(t *testing.T) {
	t.Parallel()
	pieces := "\n11\n8\n16\n3\n23\n3\n64\n1\n64\n6\n71\n8\n25\n19\n"
	var b strings.Builder
	for _, r := range report.ApplicationRows(report.Form2021) {
		b.WriteString(r.Label)
		if r.Key == "new_received" || r.Key == "result_total" {
			b.WriteString(pieces)
		} else {
			b.WriteString(strings.Repeat("\n0", 7) + "\n")
		}
	}
	a := read(label.NewForms(nil), b.String())
	if a == nil {
		t.Fatal("no table")
	}
	for _, row := range []string{"new_received", "result_total"} {
		for col, c := range a.Cells[row] {
			if c.Value.Valid() {
				t.Errorf("%s %s is %s", row, col, c.Value)
			}
		}
	}
	if !a.Cells["granted"]["total"].Value.Valid() {
		t.Error("the rows of seven figures are not read")
	}
}
