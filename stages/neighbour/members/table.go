package members

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
	"go.yaml.in/yaml/v3"
	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/gouji/gouji/stages/yamlfile"
)

const (
	// maxTable is the most bytes of a CSV or XLSX file; 2,000 organs take some 200 KB.
	maxTable = 4 << 20
	// maxUnzipped bounds what a workbook unpacks to.
	maxUnzipped = 64 << 20
)

// column is a column of a members table: its heads in Chinese and English, and the key that it
// fills in the YAML form.
type column struct{ zh, en, key string }

func columns() []column {
	return []column{{"地区", "region", "region"}, {"名称", "name", "name"}, {"统一社会信用代码", "code", "code"},
		{"别名", "aliases", "aliases"}, {"垂直管理", "vertical", "vertical"}}
}

// isTable reports whether a file of that name is a table: .csv or .xlsx.
func isTable(name string) bool {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".csv", ".xlsx":
		return true
	}
	return false
}

// loadTable reads a list that an office keeps as a table: a row a member, with the heads 地区,
// 名称, 统一社会信用代码, 别名 (several with ； or ;) and 垂直管理 (是, 否), in any order; the first
// two are needed. A row whose 名称 is empty says code and aliases of the region itself. The
// faults are told by row and column as those of the YAML form.
func loadTable(r io.Reader, name string) (*List, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxTable+1))
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", name, err)
	}
	rows, err := rowsOf(data, name)
	if err != nil {
		return nil, err
	}
	lines := make([]string, len(rows))
	for i, row := range rows {
		for j, v := range row {
			row[j] = strings.Join(strings.Fields(v), " ")
		}
		lines[i] = strings.Join(row, tableGap)
	}
	s, err := yamlfile.New(strings.NewReader(strings.Join(lines, "\n")), name)
	if err != nil {
		return nil, err
	}
	l := loader{s}
	regions := l.regions(l.tree(rows))
	if err := s.Err(); err != nil {
		return nil, err
	}
	return fromFile(regions, name), nil
}

// tableGap stands between the cells of a row where a fault shows it.
const tableGap = " | "

// rowsOf reads the cells of a CSV, in UTF-8 or GB18030, or of the first sheet of a workbook.
func rowsOf(data []byte, name string) ([][]string, error) {
	refuse := func(zh, en string) error {
		return yamlfile.Errors{{Name: name, Line: 1, Column: 1, ZH: zh, EN: en}}
	}
	if len(data) > maxTable {
		return nil, refuse("文件超过 4 MB", "the file is larger than 4 MB")
	}
	if strings.EqualFold(filepath.Ext(name), ".xlsx") {
		book, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{UnzipSizeLimit: maxUnzipped})
		if err != nil {
			return nil, refuse("不是能打开的工作簿："+err.Error(), "this is no workbook that can be opened: "+err.Error())
		}
		rows, err := book.GetRows(book.GetSheetName(0))
		if err = errors.Join(err, book.Close()); err != nil {
			return nil, refuse("第一个工作表读不出："+err.Error(), "the first sheet cannot be read: "+err.Error())
		}
		return rows, nil
	}
	if !utf8.Valid(data) {
		decoded, err := simplifiedchinese.GB18030.NewDecoder().Bytes(data)
		if err != nil {
			return nil, refuse("不是 UTF-8 或 GB18030 文本", "this is text in neither UTF-8 nor GB18030")
		}
		data = decoded
	}
	in := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte("\ufeff"))))
	in.FieldsPerRecord = -1
	rows, err := in.ReadAll()
	var at *csv.ParseError
	if errors.As(err, &at) {
		return nil, yamlfile.Errors{{Name: name, Line: at.Line, Column: max(at.Column, 1), ZH: "CSV 格式有误：" + at.Err.Error(), EN: "the CSV is malformed: " + at.Err.Error()}}
	}
	return rows, err
}

// tree makes of the rows what the YAML form of the same list is.
func (l loader) tree(rows [][]string) *yaml.Node {
	node := func(kind yaml.Kind, at place, value string) *yaml.Node {
		return &yaml.Node{Kind: kind, Tag: map[yaml.Kind]string{yaml.ScalarNode: "!!str", yaml.MappingNode: "!!map", yaml.SequenceNode: "!!seq"}[kind], Value: value, Line: at.line, Column: at.column}
	}
	put := func(m *yaml.Node, at place, key string, v *yaml.Node) {
		m.Content = append(m.Content, node(yaml.ScalarNode, at, key), v)
	}
	first := place{1, 1}
	list := node(yaml.SequenceNode, first, "")
	root := node(yaml.MappingNode, first, "")
	put(root, first, "schema", node(yaml.ScalarNode, first, Schema))
	put(root, first, "regions", list)
	heads := l.heads(rows)
	if heads == nil {
		return root
	}
	regions, members := map[string]*yaml.Node{}, map[string]*yaml.Node{}
	for i, row := range rows[1:] {
		cell := func(key string) (string, place) {
			j := heads[key]
			if j < 0 || j >= len(row) {
				return "", place{i + 2, 1}
			}
			return row[j], place{i + 2, len([]rune(strings.Join(row[:j], tableGap))) + min(j, 1)*len(tableGap) + 1}
		}
		region, at := cell("region")
		if strings.Join(row, "") == "" {
			continue
		}
		if region == "" {
			l.Failf(at.line, at.column, "这一行没有地区", "this row has no region")
			continue
		}
		if regions[region] == nil {
			regions[region], members[region] = node(yaml.MappingNode, at, ""), node(yaml.SequenceNode, at, "")
			put(regions[region], at, "name", node(yaml.ScalarNode, at, region))
			put(regions[region], at, "members", members[region])
			list.Content = append(list.Content, regions[region])
		}
		of := regions[region]
		if name, at := cell("name"); name != "" {
			of = node(yaml.MappingNode, at, "")
			put(of, at, "name", node(yaml.ScalarNode, at, name))
			members[region].Content = append(members[region].Content, of)
		}
		if code, at := cell("code"); code != "" {
			put(of, at, "code", node(yaml.ScalarNode, at, code))
		}
		if aliases, at := cell("aliases"); aliases != "" {
			names := node(yaml.SequenceNode, at, "")
			for _, a := range strings.FieldsFunc(aliases, func(r rune) bool { return r == '；' || r == ';' || r == '、' }) {
				names.Content = append(names.Content, node(yaml.ScalarNode, at, strings.TrimSpace(a)))
			}
			put(of, at, "aliases", names)
		}
		switch v, at := cell("vertical"); strings.ToLower(v) {
		case "", "否", "no", "false":
		case "是", "yes", "true":
			truth := node(yaml.ScalarNode, at, "true")
			truth.Tag = "!!bool"
			put(of, at, "vertical", truth)
		default:
			l.Failf(at.line, at.column, "“垂直管理”应填是或否", "vertical must be yes or no")
		}
	}
	return root
}

// place is a line and a column, both from 1.
type place struct{ line, column int }

// heads are the columns by their keys, -1 for those that are not there; nil where the table is
// none.
func (l loader) heads(rows [][]string) map[string]int {
	if len(rows) == 0 {
		l.Failf(1, 1, "表是空的", "the table is empty")
		return nil
	}
	out := map[string]int{}
	for _, c := range columns() {
		out[c.key] = -1
	}
	for j, head := range rows[0] {
		known := head == ""
		for _, c := range columns() {
			if head != c.zh && !strings.EqualFold(head, c.en) {
				continue
			}
			if known = true; out[c.key] >= 0 {
				l.Failf(1, 1, "“%s”列有两个", "there are two columns %s", head)
			}
			out[c.key] = j
		}
		if !known {
			l.Failf(1, 1, "不认识的列 %.40s；可用的列是 地区、名称、统一社会信用代码、别名、垂直管理", "unknown column %.40s; there are region, name, code, aliases and vertical", head)
		}
	}
	if out["region"] < 0 || out["name"] < 0 {
		l.Failf(1, 1, "第一行须有“地区”和“名称”两列", "the first row must have the columns region and name")
		return nil
	}
	return out
}
