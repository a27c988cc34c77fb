package yamlfile

import (
	"errors"
	"fmt"
	"io"
	"regexp"
	"sort"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// maxFile is the most bytes of a file: 256 KiB are some 500 rules, or 2,000 organs.
const maxFile = 256 << 10

// Source is the text of a file and the faults found in it so far. Whoever reads it goes on
// after a fault, so that one reading shows them all; what was read counts only if Err is nil.
type Source struct {
	name  string
	text  string
	lines []string
	errs  Errors
}

// New reads a file; name is what its faults call it. The error is that of r, or Errors.
func New(r io.Reader, name string) (*Source, error) {
	raw, err := io.ReadAll(io.LimitReader(r, maxFile+1))
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", name, err)
	}
	s := &Source{name: name, text: strings.TrimPrefix(string(raw), "\ufeff")}
	s.lines = strings.Split(s.text, "\n")
	for i := range s.lines {
		s.lines[i] = strings.TrimSuffix(s.lines[i], "\r")
	}
	if len(raw) > maxFile {
		s.Failf(1, 1, "文件超过 256 KiB", "the file is larger than 256 KiB")
	}
	s.characters()
	return s, s.Err()
}

// characters refuses what would make lines and columns count differently in an editor
// and in the YAML reader, and what no such file needs.
func (s *Source) characters() {
	line, column := 1, 1
	for i, r := range s.text {
		odd := r < ' ' && r != '\t' && r != '\n' && r != '\r' || r >= 0x7f && r <= 0x9f || r == '\u2028' || r == '\u2029' || r == '\ufeff' || r == '\ufffe' || r == '\uffff'
		switch {
		case r == utf8.RuneError && !strings.HasPrefix(s.text[i:], "\ufffd"):
			s.Failf(line, column, "不是 UTF-8 文本", "this is not UTF-8 text")
			return
		case odd || r == '\r' && !strings.HasPrefix(s.text[i:], "\r\n"):
			s.Failf(line, column, "不允许的控制字符 U+%04X", "the control character U+%04X is not allowed", r)
			return
		case r == '\n':
			line, column = line+1, 1
		default:
			column++
		}
	}
}

// Failf adds a fault at a line and column, both from 1. The arguments serve both messages, which must use them in the same
// order.
func (s *Source) Failf(line, column int, zh, en string, args ...any) {
	if n := len(s.lines); n > 0 && line > n { // what lacks altogether is missed behind the last line
		line, column = n, len([]rune(s.lines[n-1]))+1
	}
	e := &Error{Name: s.name, Line: line, Column: column, ZH: fmt.Sprintf(zh, args...), EN: fmt.Sprintf(en, args...)}
	if line >= 1 && line <= len(s.lines) {
		e.Source = s.lines[line-1]
	}
	s.errs = append(s.errs, e)
}

// FailAt adds a fault at the beginning of a node.
func (s *Source) FailAt(n *yaml.Node, zh, en string, args ...any) {
	s.Failf(max(n.Line, 1), max(n.Column, 1), zh, en, args...)
}

// Err returns the faults found so far as Errors, nil if there are none.
func (s *Source) Err() error {
	if len(s.errs) == 0 {
		return nil
	}
	return s.errs.sorted()
}

// Document parses the file, which must hold one YAML document, and returns its root.
func (s *Source) Document() (*yaml.Node, error) {
	d := yaml.NewDecoder(strings.NewReader(s.text))
	var doc, more yaml.Node
	if err := d.Decode(&doc); err != nil {
		if errors.Is(err, io.EOF) {
			s.Failf(1, 1, "文件是空的", "the file is empty")
		} else {
			s.syntax(err)
		}
		return nil, s.Err()
	}
	switch err := d.Decode(&more); {
	case err == nil:
		s.FailAt(&more, "只允许一个 YAML 文档", "only one YAML document is allowed")
	case !errors.Is(err, io.EOF):
		s.syntax(err)
	}
	s.plain(&doc)
	return doc.Content[0], s.Err()
}

// plain refuses the parts of YAML that such a file does not need and that can make a
// small file a large one or move a value away from where it stands.
func (s *Source) plain(n *yaml.Node) {
	switch {
	case n.Kind == yaml.AliasNode:
		s.FailAt(n, "不支持引用（*%s）", "aliases (*%s) are not supported", n.Value)
		return
	case n.Anchor != "":
		s.FailAt(n, "不支持锚点（&%s）", "anchors (&%s) are not supported", n.Anchor)
	case n.Style&yaml.TaggedStyle != 0:
		s.FailAt(n, "不支持类型标签 %s", "tags such as %s are not supported", n.Tag)
	}
	for _, c := range n.Content {
		s.plain(c)
	}
}

var yamlError = regexp.MustCompile(`^yaml: (?:line (\d+): )?(.*)$`)

// syntax adds a YAML error at the place where the text stops being readable. The
// reader's own line is that of the construct around it, or of the line before, so the
// place is searched for: the end of the shortest text that fails in the same way.
func (s *Source) syntax(err error) {
	what := complaint(err)
	end := sort.Search(len(s.lines), func(i int) bool { return s.fails(strings.Join(s.lines[:i+1], "\n")+"\n", what) })
	if end == len(s.lines) {
		end = reportedLine(err, len(s.lines))
		s.Failf(end+1, indent(s.lines[end])+1, "YAML 语法有误：%[1]s", "YAML syntax: %[2]s", chinese(what), what)
		return
	}
	head := strings.Join(s.lines[:end], "\n") + "\n"
	if end == 0 {
		head = ""
	}
	rs := []rune(s.lines[end])
	column := sort.Search(len(rs), func(i int) bool { return s.fails(head+string(rs[:i+1]), what) })
	column = max(min(column, len(rs)-1), 0)
	s.Failf(end+1, column+1, "YAML 语法有误：%[1]s", "YAML syntax: %[2]s", chinese(what), what)
}

func complaint(err error) string {
	if m := yamlError.FindStringSubmatch(strings.SplitN(err.Error(), "\n", 2)[0]); m != nil {
		return m[2]
	}
	return strings.SplitN(err.Error(), "\n", 2)[0]
}

// chinese says what the commonest complaints of the YAML reader mean; the others stay as
// they are.
func chinese(what string) string {
	for _, c := range [...]struct{ en, zh string }{
		{"mapping values are not allowed", "此处不应有冒号；文字里有冒号时请加引号"},
		{"tab character", "缩进只能用空格，不能用制表符"},
		{"unexpected end of stream", "引号没有闭合"},
		{"cannot start any token", "文字不能以这个字符开头，请加引号"},
		{"did not find expected ',' or", "括号没有闭合，或各项之间缺少逗号"},
		{"did not find expected", "缩进不对，或缺少冒号、短横线"},
		{"could not find expected ':'", "缺少冒号"},
		{"unknown anchor", "不支持引用"},
	} {
		if strings.Contains(what, c.en) {
			return c.zh
		}
	}
	return what
}

func reportedLine(err error, lines int) int {
	if m := yamlError.FindStringSubmatch(err.Error()); m != nil {
		if n, err := strconv.Atoi(m[1]); err == nil && n >= 1 {
			return min(n, lines) - 1
		}
	}
	return 0
}

func indent(line string) int { return len(line) - len(strings.TrimLeft(line, " \t")) }

// fails reports whether the text cannot be read for the reason given.
func (s *Source) fails(text, what string) bool {
	d := yaml.NewDecoder(strings.NewReader(text))
	for {
		var n yaml.Node
		switch err := d.Decode(&n); {
		case errors.Is(err, io.EOF):
			return false
		case err != nil:
			return complaint(err) == what
		}
	}
}
