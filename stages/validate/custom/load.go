package custom

import (
	"regexp"
	"slices"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/rule"
	"github.com/gouji/gouji/stages/yamlfile"
)

// maxRules is the most rules of a file, as many as a prefix has ids.
const maxRules = 200

// loader reads the nodes of a file. It goes on after a fault, so that one reading shows
// them all; what it returns counts only if there was none.
type loader struct {
	*yamlfile.Source
	book []rule.Rule
	x    *expressions
	seen map[string]bool // ids of own rules
}

func (l *loader) file(root *yaml.Node) *File {
	l.seen = map[string]bool{}
	m := l.Mapping(root, "schema", "set", "deadlines", "off", "on", "severity", "settings", "rules")
	if !l.Need(root, m, "schema", "set") {
		return nil
	}
	if s := m["schema"]; l.Text(s) != Schema {
		l.FailAt(s, "schema 应为 %s", "schema must be %s", Schema)
	}
	return &File{
		Set:       l.set(m["set"]),
		Deadlines: l.deadlines(m["deadlines"], m["off"]),
		Off:       l.off(m["off"]),
		On:        l.on(m["on"], m["off"]),
		Severity:  l.lowerings(m["severity"]),
		Settings:  l.settings(m["settings"], m["off"]),
		entries:   l.rules(m["rules"]),
	}
}

var setForm = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]*\+[a-z0-9._+-]*[a-z0-9]$`)

func (l *loader) set(n *yaml.Node) string {
	s := l.Text(n)
	// A subject token has at most 32 characters.
	if s != "" && (!setForm.MatchString(s) || len(s) > 32) {
		l.FailAt(n, "set 应为“规则集版本+本单位版本”，如 2026.1+huaiyin.3：小写字母、数字和 . _ - +，最多 32 个字符",
			"set must be the book's version, a + and your own, such as 2026.1+huaiyin.3: lower-case letters, digits and . _ - +, at most 32 characters")
	}
	return s
}

// known finds a rule of the book by a node with its id.
func (l *loader) known(n *yaml.Node) (rule.Rule, bool) {
	id := l.Text(n)
	if id == "" {
		return rule.Rule{}, false
	}
	ids := make([]string, len(l.book))
	for i, r := range l.book {
		if r.ID == id {
			return r, true
		}
		ids[i] = r.ID
	}
	zh, en := yamlfile.Hint(id, ids)
	l.FailAt(n, "规则集里没有规则 %.20[1]q%[2]s", "the book has no rule %.20[1]q%[3]s", id, zh, en)
	return rule.Rule{}, false
}

func (l *loader) off(n *yaml.Node) (out []Switch) {
	for _, item := range l.Items(n) {
		m := l.Mapping(item, "id", "reason")
		if !l.Need(item, m, "id", "reason") {
			continue
		}
		r, ok := l.known(m["id"])
		if ok && slices.ContainsFunc(out, func(s Switch) bool { return s.ID == r.ID }) {
			l.FailAt(m["id"], "规则 %s 已经关闭过", "the rule %s is switched off twice", r.ID)
		}
		out = append(out, Switch{ID: r.ID, Reason: oneLine(l.Text(m["reason"]))})
	}
	return out
}

func (l *loader) on(n, off *yaml.Node) (out []string) {
	for _, item := range l.Items(n) {
		r, ok := l.known(item)
		switch {
		case !ok:
		case slices.Contains(out, r.ID):
			l.FailAt(item, "规则 %s 已经打开过", "the rule %s is switched on twice", r.ID)
		case mentions(off, r.ID):
			l.FailAt(item, "规则 %s 同时在 off 里", "the rule %s is also in off", r.ID)
		}
		out = append(out, r.ID)
	}
	return out
}

// mentions reports whether the list off has an item with the id.
func mentions(off *yaml.Node, id string) bool {
	if off == nil {
		return false
	}
	for _, item := range off.Content {
		for i := 0; i+1 < len(item.Content); i += 2 {
			if item.Content[i].Value == "id" && item.Content[i+1].Value == id {
				return true
			}
		}
	}
	return false
}

// lowerings reads a mapping of rule to severity. A severity can only be lowered: the
// book says error only where something is certainly wrong.
func (l *loader) lowerings(n *yaml.Node) (out []Lowering) {
	if n == nil {
		return nil
	}
	if n.Kind != yaml.MappingNode {
		l.FailAt(n, "此处应写成“规则: 严重程度”", "rule: severity is needed here")
		return nil
	}
	if len(n.Content) > 2*yamlfile.MaxItems {
		l.FailAt(n.Content[2*yamlfile.MaxItems], "超过 %d 项", "there are more than %d of them", yamlfile.MaxItems)
		return nil
	}
	for i := 0; i < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		r, ok := l.known(k)
		sev := l.severity(v)
		switch {
		case !ok || sev == "":
		case slices.ContainsFunc(out, func(o Lowering) bool { return o.ID == r.ID }):
			l.FailAt(k, "键 %s 写了两次", "the key %s is given twice", r.ID)
		case rule.Rank(sev) >= rule.Rank(r.Severity):
			l.FailAt(v, "规则 %s 是 %s，只能降低", "the rule %s is of severity %s, which can only be lowered", r.ID, r.Severity)
		}
		out = append(out, Lowering{ID: r.ID, Severity: sev})
	}
	return out
}

func (l *loader) severity(n *yaml.Node) report.Severity {
	s := report.Severity(l.Text(n))
	if s != "" && rule.Rank(s) == 0 {
		l.FailAt(n, "严重程度应为 error、warning 或 info", "the severity must be error, warning or info")
		return ""
	}
	return s
}

// serves refuses a setting that no rule of the book reads, or one that is switched off.
func (l *loader) serves(n, off *yaml.Node, id string) {
	switch {
	case n == nil:
	case !slices.ContainsFunc(l.book, func(r rule.Rule) bool { return r.ID == id }):
		l.FailAt(n, "本版规则集没有使用这项设置的规则 %s", "this version of the book has no rule %s, which the setting is for", id)
	case mentions(off, id):
		l.FailAt(n, "使用这项设置的规则 %s 在 off 里", "the rule %s, which the setting is for, is in off", id)
	}
}

func (l *loader) settings(n, off *yaml.Node) Settings {
	m := l.Mapping(n, "section_one_max_chars")
	l.serves(m["section_one_max_chars"], off, lengthRule)
	return Settings{SectionOneMaxChars: l.Integer(m["section_one_max_chars"], 1, 100_000)}
}

func (l *loader) deadlines(n, off *yaml.Node) Deadlines {
	m := l.Mapping(n, "township", "local")
	l.serves(m["township"], off, townshipRule)
	l.serves(m["local"], off, localRule)
	local := l.Mapping(m["local"], "department", "government")
	return Deadlines{
		Township:   l.day(m["township"], "12-31"),
		Department: l.day(local["department"], "01-31"),
		Government: l.day(local["government"], "03-31"),
	}
}

// day reads MM-DD, not after the last one allowed.
func (l *loader) day(n *yaml.Node, last string) MonthDay {
	s := l.Text(n)
	if s == "" {
		return ""
	}
	const commonYear = "2023-"
	if _, err := time.Parse(time.DateOnly, commonYear+s); err != nil {
		l.FailAt(n, "日期应写成 月-日，如 01-28", "a day is written as MM-DD, such as 01-28")
	} else if s > last {
		l.FailAt(n, "不能晚于法定期限 %s（条例第四十九条）", "must not be later than the law's %s (art. 49)", last)
	}
	return MonthDay(s)
}

// expression compiles the expression in a node and puts its fault where it stands in
// the file. It is nil for no node.
func (l *loader) expression(n *yaml.Node, want kind) *program {
	src := l.Text(n)
	if src == "" {
		return nil
	}
	p, err := l.x.compile(src, want)
	if err != nil {
		l.fault(n, commented(n, err), 0)
		return nil
	}
	return p
}

// commented explains an expression that is cut off because YAML takes " #" for the
// beginning of a comment.
func commented(n *yaml.Node, err error) error {
	f, ok := err.(*fault)
	if !ok || n.Style != 0 || n.LineComment == "" || f.from < len([]rune(n.Value)) {
		return err
	}
	return &fault{from: f.from, zh: "表达式在 # 处被截断：YAML 把空格后的 # 当作注释，请用 | 另起一行写表达式",
		en: "the expression is cut off at the #, which YAML takes for a comment behind a space; write it on a line of its own behind |"}
}

// fault adds an expression's fault; the expression begins at character from of the value.
func (l *loader) fault(n *yaml.Node, err error, from int) {
	f, ok := err.(*fault)
	if !ok {
		f = &fault{zh: err.Error(), en: err.Error()}
	}
	at := l.Positions(n)
	p := at[max(0, min(from+f.from, len(at)-1))]
	l.Failf(p.Line, p.Column, "%[1]s", "%[2]s", f.zh, f.en)
}
