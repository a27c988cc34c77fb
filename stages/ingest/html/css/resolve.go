package css

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// rule is a block of declarations for one selector.
type rule struct {
	selector selector
	order    int
	block    []declaration
}

// Resolver works out the styles of the elements of one page. Add all style sheets first. It
// is not safe for concurrent use.
type Resolver struct {
	// Foreign says that the page has style sheets elsewhere: backgrounds are not known then
	// where the page itself sets none.
	Foreign bool

	rules                 []rule
	byTag, byClass, byID  map[string][]int32
	rest                  []int32 // rules for any element
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
		sel, ok := parseSelector(s)
		if !ok {
			continue
		}
		if len(r.rules) > r.maxRules {
			return false
		}
		r.rules = append(r.rules, rule{selector: sel, order: len(r.rules), block: block})
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
	slices.SortStableFunc(r.rules, func(a, b rule) int { return a.selector.weight - b.selector.weight })
	r.byTag, r.byClass, r.byID = make(map[string][]int32), make(map[string][]int32), make(map[string][]int32)
	for i := range r.rules {
		k := int32(i)
		switch c := &r.rules[i].selector.compounds[len(r.rules[i].selector.compounds)-1]; {
		case c.id != "":
			r.byID[c.id] = append(r.byID[c.id], k)
		case len(c.classes) > 0:
			r.byClass[c.classes[0]] = append(r.byClass[c.classes[0]], k)
		case c.tag != "":
			r.byTag[c.tag] = append(r.byTag[c.tag], k)
		default:
			r.rest = append(r.rest, k)
		}
	}
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

func (r *Resolver) try(list []int32, n *html.Node) {
	for _, i := range list {
		if r.steps > r.most {
			return
		}
		s := &r.rules[i].selector
		if r.matches(s, len(s.compounds)-1, n) {
			r.found = append(r.found, i)
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
