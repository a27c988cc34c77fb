package yamlfile

import (
	"slices"
	"strconv"
	"strings"

	"github.com/agnivade/levenshtein"
	"go.yaml.in/yaml/v3"
)

// MaxItems is the most items of any list or mapping: twice the rules of the book, and more
// cells than a form has.
const MaxItems = 400

// Mapping returns the values of a mapping by key, nil for no node. It refuses keys that
// are not known and those given twice.
func (s *Source) Mapping(n *yaml.Node, known ...string) map[string]*yaml.Node {
	out := map[string]*yaml.Node{}
	if n == nil {
		return out
	}
	if n.Kind != yaml.MappingNode {
		s.FailAt(n, "此处应是键值对，可用的键：%s", "a mapping is needed here, with the keys %s", strings.Join(known, ", "))
		return out
	}
	for i := 0; i < min(len(n.Content), 2*MaxItems); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		switch {
		case k.Kind != yaml.ScalarNode || !slices.Contains(known, k.Value):
			zh, en := Hint(k.Value, known)
			s.FailAt(k, "未知的键 %.40[1]q%[2]s（可用的键：%[4]s）", "unknown key %.40[1]q%[3]s (the keys here are %[4]s)", k.Value, zh, en, strings.Join(known, ", "))
		case out[k.Value] != nil:
			s.FailAt(k, "键 %s 写了两次", "the key %s is given twice", k.Value)
		default:
			out[k.Value] = v
		}
	}
	return out
}

// Need refuses a mapping without one of the keys.
func (s *Source) Need(n *yaml.Node, m map[string]*yaml.Node, keys ...string) bool {
	ok := true
	for _, k := range keys {
		if m[k] == nil {
			if n.Kind == yaml.MappingNode {
				s.FailAt(n, "缺少 %s", "%s is missing", k)
			}
			ok = false
		}
	}
	return ok
}

// Items returns the elements of a list, nil for no node.
func (s *Source) Items(n *yaml.Node) []*yaml.Node {
	if n == nil {
		return nil
	}
	if n.Kind != yaml.SequenceNode {
		s.FailAt(n, "此处应是列表，每项以 - 开头", "a list is needed here, each item behind a -")
		return nil
	}
	if len(n.Content) > MaxItems {
		s.FailAt(n.Content[MaxItems], "列表超过 %d 项", "the list has more than %d items", MaxItems)
		return nil
	}
	return n.Content
}

// Text returns the words of a scalar as written, so that 2026.10 stays what it is.
func (s *Source) Text(n *yaml.Node) string {
	const most = 4000
	switch {
	case n == nil:
		return ""
	case n.Kind != yaml.ScalarNode || n.Tag == "!!null" || strings.TrimSpace(n.Value) == "":
		s.FailAt(n, "此处应是文字", "text is needed here")
		return ""
	case len(n.Value) > most:
		s.FailAt(n, "文字过长，最多 %d 字节", "the text is longer than %d bytes", most)
		return ""
	}
	return n.Value
}

// Integer returns a whole number from least to most.
func (s *Source) Integer(n *yaml.Node, least, most int) int {
	if n == nil {
		return 0
	}
	i, err := strconv.Atoi(n.Value)
	if err != nil || n.Kind != yaml.ScalarNode || n.Tag != "!!int" || i < least || i > most {
		s.FailAt(n, "此处应是 %d 至 %d 的整数", "a whole number from %d to %d is needed here", least, most)
		return 0
	}
	return i
}

// nearest returns the known word most like s, "" if none is like it.
func nearest(s string, known []string) string {
	const longest = 100 // longer than any name; comparing costs the product of the lengths
	n := len([]rune(s))
	if n > longest {
		return ""
	}
	best, least := "", 1+min(4, max(2, n/3), max(1, n-2))
	for _, k := range known {
		if d := levenshtein.ComputeDistance(strings.ToLower(s), strings.ToLower(k)); d < least {
			best, least = k, d
		}
	}
	return best
}

// Hint is the end of a message about an unknown word, in both languages.
func Hint(s string, known []string) (zh, en string) {
	n := nearest(s, known)
	if n == "" {
		return "", ""
	}
	return "，是否为 " + n + "？", "; did you mean " + n + "?"
}
