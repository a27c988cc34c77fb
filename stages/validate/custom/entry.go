package custom

import (
	"errors"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/rule"
	"github.com/gouji/gouji/stages/yamlfile"
)

// entry is one rule of the file.
type entry struct {
	id       string
	title    rule.Text
	doc      rule.Text
	severity report.Severity
	source   string
	when     *program
	assert   *program
	// condition is the source of assert, for the rules page.
	condition  string
	message    template
	messageEN  template
	cells      []string
	section    int
	trip, pass string
}

// ownID is the form of an own rule's id. The letter U is not in the catalogue and is
// kept free in it, so that a later book cannot collide with a file.
var ownID = regexp.MustCompile(`^U\d?-\d{2}$`)

func (l *loader) rules(n *yaml.Node) (out []entry) {
	items := l.Items(n)
	if len(items) > maxRules {
		l.FailAt(items[maxRules], "规则超过 %d 条", "there are more than %d rules", maxRules)
		return nil
	}
	for _, item := range items {
		out = append(out, l.entry(item))
	}
	return out
}

func (l *loader) entry(n *yaml.Node) entry {
	m := l.Mapping(n, "id", "title", "title_en", "doc", "doc_en", "severity", "source", "when", "assert", "message", "message_en", "cells", "section", "trip", "pass")
	if !l.Need(n, m, "id", "title", "severity", "source", "assert", "message") {
		return entry{}
	}
	line := func(key string) string { return oneLine(l.Text(m[key])) }
	e := entry{
		id: l.ownID(m["id"]), severity: l.severity(m["severity"]), source: line("source"),
		title:     both(line("title"), line("title_en")),
		when:      l.expression(m["when"], boolKind),
		assert:    l.expression(m["assert"], boolKind),
		condition: oneLine(m["assert"].Value),
		message:   l.template(m["message"]),
		cells:     l.cells(m["cells"]),
		section:   l.Integer(m["section"], 1, 6),
		trip:      line("trip"), pass: line("pass"),
	}
	e.messageEN = e.message
	if m["message_en"] != nil {
		e.messageEN = l.template(m["message_en"])
	}
	e.doc = both(line("doc"), line("doc_en"))
	if m["doc"] == nil {
		e.doc.ZH = e.title.ZH
	}
	if m["doc_en"] == nil {
		e.doc.EN = e.title.EN
		if m["doc"] != nil && m["title_en"] == nil {
			e.doc.EN = e.doc.ZH
		}
	}
	if m["cells"] == nil && e.assert != nil {
		e.cells = e.assert.paths
	}
	return e
}

// both fills in the language that is not given.
func both(zh, en string) rule.Text {
	if en == "" {
		en = zh
	}
	return rule.Text{ZH: zh, EN: en}
}

func (l *loader) ownID(n *yaml.Node) string {
	id := l.Text(n)
	switch {
	case id == "":
	case slices.ContainsFunc(l.book, func(r rule.Rule) bool { return r.ID == id }):
		l.FailAt(n, "%s 是规则集里的规则；自定义规则的编号应为 U-01 或 U1-01 的样子", "%s is a rule of the book; an own id is like U-01 or U1-01", id)
	case !ownID.MatchString(id):
		l.FailAt(n, "自定义规则的编号应为 U-01 或 U1-01 的样子", "an own id is like U-01 or U1-01")
	case l.seen[id]:
		l.FailAt(n, "编号 %s 用了两次", "the id %s is used twice", id)
	}
	l.seen[id] = true
	return id
}

func (l *loader) cells(n *yaml.Node) (out []string) {
	for _, item := range l.Items(n) {
		p := l.Text(item)
		switch {
		case p == "":
		case !l.x.cells.has(p):
			zh, en := yamlfile.Hint(p, l.x.cells.all)
			l.FailAt(item, "没有单元格 %.60[1]q%[2]s", "there is no cell %.60[1]q%[3]s", p, zh, en)
		case slices.Contains(out, p):
			l.FailAt(item, "单元格 %s 写了两次", "the cell %s is given twice", p)
		}
		out = append(out, p)
	}
	return out
}

// rule makes a rule of the entry.
func (e entry) rule() rule.Rule {
	trip, pass := e.trip, e.pass
	if trip == "" {
		trip = "不满足条件 " + e.condition
	}
	if pass == "" {
		pass = "满足条件 " + e.condition
	}
	return rule.Rule{
		ID: e.id, Title: e.title, Doc: e.doc, Severity: e.severity,
		Source: rule.Source{Document: e.source}, Needs: e.needs(),
		Trip: trip, Pass: pass, Check: e.check,
	}
}

func (e entry) needs() []string {
	needs := slices.Clone(e.assert.paths)
	if e.when != nil {
		needs = append(needs, e.when.paths...)
	}
	slices.Sort(needs)
	if needs = slices.Compact(needs); len(needs) == 0 {
		return []string{"sections"}
	}
	return needs
}

func (e entry) check(p *rule.Pass) {
	r := newRun(p)
	if e.when != nil {
		applies, err := e.when.holds(r)
		if !settled(p, err) || !applies {
			return
		}
	}
	holds, err := e.assert.holds(r)
	if !settled(p, err) {
		return
	}
	p.Judged()
	if !holds {
		p.Find(rule.Draft{ZH: e.message.fill(r), EN: e.messageEN.fill(r), Cells: slices.Clone(e.cells), Section: e.section, Quotes: e.quotes(p)})
	}
}

// settled tells the pass of an expression that could not be judged; a report that does
// not have what is asked for is none of the rule's business.
func settled(p *rule.Pass, err error) bool {
	if err != nil && !errors.Is(err, errAbsent) {
		p.Doubt()
	}
	return err == nil
}

func (e entry) quotes(p *rule.Pass) (out []string) {
	for _, path := range e.cells {
		if c, ok := rule.Cell(p.Report(), path); ok && strings.TrimSpace(c.Text) != "" {
			out = append(out, c.Text)
		}
	}
	return out
}
