package members_test

import (
	"bytes"
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/gouji/gouji/stages/neighbour/members"
	"github.com/gouji/gouji/stages/yamlfile"
)

const asTable = `地区,名称,统一社会信用代码,别名,垂直管理
青石县,,320899,青石县人民政府办公室,
青石县,松岭镇人民政府,,松岭镇,否
青石县,教育局,91350100M000100Y43,,
青石县,税务局,,,是
`

// A table says the same as the YAML form, in every encoding that a spreadsheet saves.
func TestATableIsTheSameList(t *testing.T) {
	yaml := strings.Replace(twoRegions, "        enforcement:\n          - {year: 2023, licences: 3, penalties: 0}\n", "", 1)
	want, err := members.Load(strings.NewReader(yaml), "members.yaml")
	if err != nil {
		t.Fatal(err)
	}
	gbk, err := simplifiedchinese.GB18030.NewEncoder().String(asTable)
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string]string{
		"a.csv": asTable, "bom.csv": "\ufeff" + asTable, "gbk.CSV": gbk, "crlf.csv": strings.ReplaceAll(asTable, "\n", "\r\n"), "a.xlsx": workbook(t, asTable),
		"english.csv": strings.Replace(asTable, "地区,名称,统一社会信用代码,别名,垂直管理", "Region,Name,Code,Aliases,Vertical", 1),
	} {
		got, err := members.Load(strings.NewReader(data), name)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if !reflect.DeepEqual(got.Regions(), want.Regions()) {
			t.Errorf("%s: %+v, want %+v", name, got.Regions(), want.Regions())
		}
	}
}

func workbook(t *testing.T, table string) string {
	t.Helper()
	f := excelize.NewFile()
	for i, line := range strings.Split(strings.TrimSpace(table), "\n") {
		for j, v := range strings.Split(line, ",") {
			cell, err := excelize.CoordinatesToCellName(j+1, i+1)
			if err == nil {
				err = f.SetCellStr("Sheet1", cell, v)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	var b bytes.Buffer
	if err := errors.Join(f.Write(&b), f.Close()); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// Faults of a table are told by row, as those of the YAML form.
func TestFaultsOfATable(t *testing.T) {
	for _, c := range []struct {
		old, new string
		line     int
		want     string
	}{
		{"91350100M000100Y43", "91350100M000100Y44", 4, "no unified social credit code"},
		{"地区,", "区域,", 1, "unknown column 区域"},
		{"别名,", "名称,", 1, "two columns"},
		{"青石县,税务局", ",税务局", 5, "no region"},
		{",是", ",也许", 5, "yes or no"},
		{"教育局", "松岭镇", 4, "given twice"},
		{"320899", "32089", 2, "six digits"},
		{"青石县,教育局", `"青石县,教育局`, 4, "malformed"},
	} {
		_, err := members.Load(strings.NewReader(strings.Replace(asTable, c.old, c.new, 1)), "m.csv")
		var errs yamlfile.Errors
		if !errors.As(err, &errs) || errs[0].Line != c.line && c.want != "malformed" || !strings.Contains(errs[0].EN, c.want) {
			t.Errorf("%s: %v, want line %d, %s", c.new, err, c.line, c.want)
		}
	}
	for name, data := range map[string]string{"empty.csv": "", "no.xlsx": "no workbook", "large.csv": strings.Repeat("a", 5<<20)} {
		var errs yamlfile.Errors
		if _, err := members.Load(strings.NewReader(data), name); !errors.As(err, &errs) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzTable(f *testing.F) {
	f.Add([]byte(asTable))
	f.Add([]byte("地区,名称\n\"a\nb\",c\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		l, err := members.Load(bytes.NewReader(data), "m.csv")
		if (l == nil) == (err == nil) {
			t.Errorf("a list %v and an error %v", l, err)
		}
	})
}
