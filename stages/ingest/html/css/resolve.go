package css

import (
	"cmp"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// rule is a block of declarations for one selector.
type rule struct {
	selector selector
	block    []declaration
	// next is the next rule that is listed in the same place, counted from 1; 0 is none.
	next int32
}

// Resolver works out the styles of the elements of one page. Add all style sheets first. It
// is not safe for concurrent use.
type Resolver struct {
	// Foreign says that the page has style sheets elsewhere: backgrounds are not known then
	// where the page itself sets none.
	Foreign bool

	rules []rule
	pieces
	// The first rule for a tag, a class, an id, and for any element, counted from 1; 0 is none.
	byTag, byClass, byID  map[string]int32
	rest                  int32
	sorted                bool
	maxRules, most, steps int
	inline                map[string][]declaration
	found                 []int32
}

// maxInline is how many different style attributes are remembered. A page pasted from Word
// has thousands of elements with some fifty styles.
const maxInline = 2048

// NewResolver returns a Resolver that takes so many rules and compares elements with rules so
// many times; Exceeded reports more.
func NewResolver(rules, steps int) *Resolver {
	return &Resolver{maxRules: rules, most: steps, inline: make(map[string][]declaration)}
}

// Exceeded reports whether the page's styles cost more than NewResolver was told. What Child
// returned since is not to be relied on.
func (r *Resolver) Exceeded() bool { return r.steps > r.most || len(r.rules) > r.maxRules }

// Add reads a style sheet. Rules behind the limit are not read.
func (r *Resolver) Add(s string) {
	p := sheet{s: s, rule: r.add}
	r.rules = slices.Grow(r.rules, min(strings.Count(s, "{"), r.maxRules))
	p.rules(0)
	r.Foreign = r.Foreign || strings.Contains(s, "@import")
}

func (r *Resolver) add(selectors string, block []declaration) bool {
	if len(block) == 0 {
		return true
	}
	if strings.Contains(selectors, "/*") {
		selectors = uncomment(selectors)
	}
	for s := range strings.SplitSeq(selectors, ",") {
		sel, ok := r.parseSelector(s)
		if !ok {
			continue
		}
		if len(r.rules) > r.maxRules {
			return false
		}
		r.rules = append(r.rules, rule{selector: sel, block: block})
	}
	return true
}

// index sorts the rules, so that a later one wins, and lists each by what its element must
// have.
func (r *Resolver) index() {
	r.sorted = true
	if len(r.rules) == 0 {
		return
	}
	r.sort()
	r.byTag, r.byClass, r.byID = make(map[string]int32), make(map[string]int32), make(map[string]int32)
	for i, rule := range slices.Backward(r.rules) {
		list := func(in map[string]int32, key string) {
			r.rules[i].next, in[key] = in[key], int32(i+1)
		}
		switch c := &rule.selector.compounds[len(rule.selector.compounds)-1]; {
		case c.id != "":
			list(r.byID, c.id)
		case len(c.classes) > 0:
			list(r.byClass, c.classes[0])
		case c.tag != "":
			list(r.byTag, c.tag)
		default:
			r.rules[i].next, r.rest = r.rest, int32(i+1)
		}
	}
}

// sort puts the weakest rules first, and of equals the earlier one. It sorts their numbers,
// because to move rules, which hold pointers, took a third of the time of a page's style sheets.
func (r *Resolver) sort() {
	order := make([]int32, len(r.rules))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(a, b int32) int {
		return cmp.Or(r.rules[a].selector.weight-r.rules[b].selector.weight, int(a-b))
	})
	sorted := make([]rule, len(order))
	for i, k := range order {
		sorted[i] = r.rules[k]
	}
	r.rules = sorted
}

// matching lists the rules for the element, weakest first.
func (r *Resolver) matching(n *html.Node) []int32 {
	r.found = r.found[:0]
	if len(r.rules) == 0 {
		return nil
	}
	r.try(r.rest, n)
	r.try(r.byTag[n.Data], n)
	for i := range n.Attr {
		switch n.Attr[i].Key {
		case "id":
			r.try(r.byID[n.Attr[i].Val], n)
		case "class":
			for c := range strings.FieldsSeq(n.Attr[i].Val) {
				r.steps++
				r.try(r.byClass[c], n)
			}
		}
	}
	slices.Sort(r.found)
	return r.found
}

// try adds those that match of the rules that are listed with a first one.
func (r *Resolver) try(first int32, n *html.Node) {
	for i := first; i > 0 && r.steps <= r.most; i = r.rules[i-1].next {
		s := &r.rules[i-1].selector
		if r.matches(s, len(s.compounds)-1, n) {
			r.found = append(r.found, i-1)
		}
	}
}

// declared returns the declarations of a style attribute.
func (r *Resolver) declared(style string) []declaration {
	if d, ok := r.inline[style]; ok {
		return d
	}
	d := declarations(style)
	if len(r.inline) < maxInline {
		r.inline[style] = d
	}
	return d
}
