package custom

import (
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/gouji/gouji/stages/validate/rule"
	"github.com/gouji/gouji/stages/yamlfile"
)

// template is a message with placeholders in braces: the path of a cell, which prints
// what stands in it, or an expression. {{ and }} print braces.
type template []piece

// piece is words, or else a cell, or else an expression.
type piece struct {
	words string
	cell  string
	value *program
}

// nothing stands in a message for what has no value.
const nothing = "—"

func (l *loader) template(n *yaml.Node) template {
	rs := []rune(l.Text(n))
	var out template
	var words strings.Builder
	flush := func() {
		if words.Len() > 0 {
			out = append(out, piece{words: oneLineKeeping(words.String())})
			words.Reset()
		}
	}
	for i := 0; i < len(rs); i++ {
		switch {
		case i+1 < len(rs) && (rs[i] == '{' || rs[i] == '}') && rs[i+1] == rs[i]:
			words.WriteRune(rs[i])
			i++
		case rs[i] == '}':
			l.fault(n, &fault{from: i, zh: "多余的 }；要印出花括号请写 }}", en: "a } without a {; write }} to print one"}, 0)
			return nil
		case rs[i] == '{':
			flush()
			end := closing(rs, i)
			if end < 0 {
				l.fault(n, &fault{from: i, zh: "{ 没有闭合；要印出花括号请写 {{", en: "a { without a }; write {{ to print one"}, 0)
				return nil
			}
			p, ok := l.placeholder(n, string(rs[i+1:end]), i+1)
			if !ok {
				return nil
			}
			out = append(out, p)
			i = end
		default:
			words.WriteRune(rs[i])
		}
	}
	flush()
	return out
}

// closing is the index of the brace that closes the one at i, -1 if there is none. A
// brace in quotes belongs to the expression.
func closing(rs []rune, i int) int {
	var quote rune
	for j := i + 1; j < len(rs); j++ {
		switch r := rs[j]; {
		case quote != 0 && r == '\\':
			j++
		case quote != 0:
			if r == quote {
				quote = 0
			}
		case r == '"' || r == '\'' || r == '`':
			quote = r
		case r == '}':
			return j
		}
	}
	return -1
}

var pathForm = regexp.MustCompile(`^[a-z_0-9]+(\.[a-z_0-9]*[a-z_][a-z_0-9]*)+$`)

func (l *loader) placeholder(n *yaml.Node, src string, from int) (piece, bool) {
	path := strings.TrimSpace(src)
	if l.x.cells.has(path) {
		return piece{cell: path}, true
	}
	p, err := l.x.compile(src, 0)
	if pathForm.MatchString(path) {
		zh, en := yamlfile.Hint(path, l.x.cells.all)
		err = faultf(nil, "没有单元格 %[1]q%[2]s", "there is no cell %[1]q%[3]s", path, zh, en)
	}
	if err != nil {
		l.fault(n, err, from)
		return piece{}, false
	}
	return piece{value: p}, true
}

// oneLineKeeping folds line breaks of a message into spaces.
func oneLineKeeping(s string) string {
	return strings.NewReplacer("\r\n", " ", "\n", " ").Replace(s)
}

// fill prints the message for a report. It never fails: the finding stands, whatever
// its words need.
func (t template) fill(r *run) string {
	var b strings.Builder
	for _, p := range t {
		switch {
		case p.cell != "":
			b.WriteString(cellText(r.pass, p.cell))
		case p.value != nil:
			b.WriteString(p.value.print(r))
		default:
			b.WriteString(p.words)
		}
	}
	return strings.TrimSpace(b.String())
}

func cellText(p *rule.Pass, path string) string {
	if c, ok := rule.Cell(p.Report(), path); ok && strings.TrimSpace(c.Text) != "" {
		return strings.TrimSpace(c.Text)
	}
	return nothing
}

// print evaluates a placeholder. Text is cut to what a sentence can hold.
func (p *program) print(r *run) string {
	const most = 80
	out, err := p.eval(r)
	if err != nil {
		return nothing
	}
	switch v := out.(type) {
	case number:
		return v.String()
	case bool:
		if v {
			return "true"
		}
		return "false"
	}
	s := []rune(oneLine(out.(string)))
	if len(s) > most {
		s = append(s[:most:most], '…')
	}
	return string(s)
}

// oneLine folds a value into one line, for places that show it as a sentence.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
