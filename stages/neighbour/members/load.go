package members

import (
	"io"
	"slices"

	"go.yaml.in/yaml/v3"

	"github.com/gouji/gouji/stages/neighbour/identity"
	"github.com/gouji/gouji/stages/neighbour/peer"
	"github.com/gouji/gouji/stages/yamlfile"
)

// Schema names the form of a members file.
const Schema = "gouji.members/v1"

// Load reads a members file: who reports in a region, and whose report sums them up.
// name is what the errors call it; one that ends in .csv or .xlsx is a table with a row a member.
// A fault of the file is a yamlfile.Errors, any other error is that of r.
func Load(r io.Reader, name string) (*List, error) {
	if isTable(name) {
		return loadTable(r, name)
	}
	s, err := yamlfile.New(r, name)
	if err != nil {
		return nil, err
	}
	root, err := s.Document()
	if err != nil {
		return nil, err
	}
	l := loader{s}
	regions := l.regions(root)
	if err := s.Err(); err != nil {
		return nil, err
	}
	return fromFile(regions, name), nil
}

// loader reads the nodes of a members file.
type loader struct{ *yamlfile.Source }

func (l loader) regions(root *yaml.Node) (out []Region) {
	m := l.Mapping(root, "schema", "regions")
	if !l.Need(root, m, "schema", "regions") {
		return nil
	}
	if s := m["schema"]; l.Text(s) != Schema {
		l.FailAt(s, "schema 应为 %s", "schema must be %s", Schema)
	}
	for _, n := range l.Items(m["regions"]) {
		f := l.Mapping(n, "name", "code", "aliases", "members")
		if !l.Need(n, f, "name", "members") {
			continue
		}
		r := Region{Name: l.Text(f["name"]), Code: l.areaCode(f["code"]), Aliases: l.words(f["aliases"]), Members: l.members(f["members"])}
		if slices.ContainsFunc(out, func(o Region) bool { return o.Name == r.Name }) {
			l.FailAt(f["name"], "地区 %.40s 写了两次", "the region %.40s is given twice", r.Name)
		}
		out = append(out, r)
	}
	return out
}

func (l loader) members(n *yaml.Node) (out []Member) {
	items := l.Items(n)
	if len(items) > MaxMembers {
		l.FailAt(items[MaxMembers], "一个地区最多 %d 个成员", "a region has %d members at most", MaxMembers)
		return nil
	}
	seen := map[string]bool{}
	for _, item := range items {
		f := l.Mapping(item, "name", "code", "aliases", "vertical", "enforcement")
		if !l.Need(item, f, "name") {
			continue
		}
		m := Member{Name: l.Text(f["name"]), Code: l.creditCode(f["code"]), Aliases: l.words(f["aliases"]), Vertical: l.truth(f["vertical"]), Enforcement: l.enforcement(f["enforcement"])}
		for _, name := range append([]string{m.Name}, m.Aliases...) {
			if seen[name] {
				l.FailAt(f["name"], "名称 %.40s 在本地区写了两次", "the name %.40s is given twice in the region", name)
			}
			seen[name] = true
		}
		out = append(out, m)
	}
	return out
}

// words reads a list of texts.
func (l loader) words(n *yaml.Node) (out []string) {
	for _, item := range l.Items(n) {
		out = append(out, l.Text(item))
	}
	return out
}

func (l loader) truth(n *yaml.Node) bool {
	if n == nil {
		return false
	}
	if n.Kind != yaml.ScalarNode || n.Tag != "!!bool" {
		l.FailAt(n, "此处应是 true 或 false", "true or false is needed here")
	}
	return n.Value == "true"
}

// creditCode reads a unified social credit code; its check character catches a slip.
func (l loader) creditCode(n *yaml.Node) string {
	code := l.Text(n)
	if code != "" && !identity.IsCode(code) {
		l.FailAt(n, "不是统一社会信用代码（18 位，校验位不符）", "this is no unified social credit code (18 characters with a check character)")
	}
	return code
}

// areaCode reads the six digits of a region, or a credit code.
func (l loader) areaCode(n *yaml.Node) string {
	code := l.Text(n)
	digits := len(code) == 6
	for _, c := range code {
		digits = digits && c >= '0' && c <= '9'
	}
	if code != "" && !digits && !identity.IsCode(code) {
		l.FailAt(n, "应是 6 位行政区划代码或统一社会信用代码", "six digits of GB/T 2260 or a unified social credit code are needed here")
	}
	return code
}

// enforcement reads the yearly enforcement figures (行政执法年度数据) of a member.
func (l loader) enforcement(n *yaml.Node) map[int]peer.Enforcement {
	out := map[int]peer.Enforcement{}
	for _, item := range l.Items(n) {
		f := l.Mapping(item, "year", "licences", "penalties", "coercions")
		if !l.Need(item, f, "year") {
			continue
		}
		year := l.Integer(f["year"], 2008, 2100)
		if _, twice := out[year]; twice {
			l.FailAt(f["year"], "%d 年写了两次", "the year %d is given twice", year)
		}
		out[year] = peer.Enforcement{Licences: l.figure(f["licences"]), Penalties: l.figure(f["penalties"]), Coercions: l.figure(f["coercions"])}
	}
	return out
}

// figure reads a count, -1 where none is given.
func (l loader) figure(n *yaml.Node) int64 {
	if n == nil {
		return -1
	}
	return int64(l.Integer(n, 0, 1_000_000_000))
}
