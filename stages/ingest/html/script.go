package html

import (
	"strings"

	"golang.org/x/net/html"
)

// maxTargets is how many elements scripts may name that are looked for; pages name some fifty.
const maxTargets = 2048

// targets adds the ids of the elements that a script may fill in: those that it names, where
// it writes into elements at all.
func targets(ids map[string]bool, script string) {
	if !writes(script) {
		return
	}
	for _, call := range [...]string{"getElementById(", "querySelector(", "$("} {
		for rest := script; len(ids) < maxTargets; {
			_, after, ok := strings.Cut(rest, call)
			if !ok {
				break
			}
			if rest = after; rest == "" || rest[0] != '"' && rest[0] != '\'' {
				continue
			}
			id, _, _ := strings.Cut(rest[1:min(len(rest), maxID)], rest[:1])
			if call != "getElementById(" {
				if id, ok = strings.CutPrefix(id, "#"); !ok {
					continue
				}
			}
			if id != "" {
				ids[id] = true
			}
		}
	}
}

// maxID is how many bytes are looked at for an id.
const maxID = 128

// writes reports whether a script writes text or markup into elements.
func writes(script string) bool {
	for _, w := range [...]string{"innerHTML", "innerText", "textContent", "outerHTML", ".html(", ".text(", ".append(", ".load(", "appendChild("} {
		if strings.Contains(script, w) {
			return true
		}
	}
	return false
}

// awaits reports whether the element is empty and a script may fill it.
func (r *reader) awaits(n *html.Node) bool {
	if len(r.targets) == 0 || len(n.Attr) == 0 || !r.targets[attr(n, "id")] {
		return false
	}
	c := n.FirstChild
	return c == nil || c.NextSibling == nil && c.Type == html.TextNode && strings.Trim(c.Data, space) == ""
}

// fills reports whether a script writes rows or cells of a table into the page.
func fills(script string) bool {
	for at := 0; ; {
		i := strings.IndexAny(script[at:], "<tT\\")
		if i < 0 {
			return false
		}
		at += i
		rest := script[at:]
		at++
		switch rest[0] {
		case '<':
			rest = rest[1:]
		case '\\':
			// The sign < as it is escaped in strings.
			var ok bool
			if rest, ok = cutFold(rest[1:], "u003c"); !ok {
				if rest, ok = cutFold(rest, "x3c"); !ok {
					continue
				}
			}
		default:
			for _, name := range [...]string{`td")`, `td')`, `tr")`, `tr')`} {
				if strings.HasPrefix(rest, name) && strings.HasSuffix(script[:at-2], "createElement(") {
					return true
				}
			}
			continue
		}
		for _, name := range [...]string{"td", "tr", "table"} {
			if after, ok := cutFold(rest, name); ok && (after == "" || after[0] == '>' || after[0] == '\\' || after[0] <= ' ') {
				return true
			}
		}
	}
}

func cutFold(s, prefix string) (string, bool) {
	if len(s) < len(prefix) || !strings.EqualFold(s[:len(prefix)], prefix) {
		return s, false
	}
	return s[len(prefix):], true
}
