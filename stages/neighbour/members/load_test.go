package members_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/neighbour/members"
	"github.com/gouji/gouji/stages/yamlfile"
)

const twoRegions = `schema: gouji.members/v1
regions:
  - name: 青石县
    code: "320899"
    aliases: [青石县人民政府办公室]
    members:
      - name: 松岭镇人民政府
        aliases: [松岭镇]
      - name: 教育局
        code: 91350100M000100Y43
        enforcement:
          - {year: 2023, licences: 3, penalties: 0}
      - {name: 税务局, vertical: true}
`

func TestMembersAreRead(t *testing.T) {
	l, err := members.Load(strings.NewReader(twoRegions), "members.yaml")
	if err != nil {
		t.Fatal(err)
	}
	r := l.Regions()
	if len(r) != 1 || r[0].Name != "青石县" || len(r[0].Members) != 3 || !r[0].Members[2].Vertical || r[0].Members[0].Aliases[0] != "松岭镇" {
		t.Fatalf("%+v", r)
	}
	if e := r[0].Members[1].Enforcement[2023]; e.Licences != 3 || e.Penalties != 0 || e.Coercions != -1 {
		t.Errorf("enforcement %+v", e)
	}
}

// TestFaultsOfAMembersFile are told with line and column, as those of a rules file.
func TestFaultsOfAMembersFile(t *testing.T) {
	for _, c := range []struct {
		old, new     string
		line, column int
		want         string
	}{
		{"gouji.members/v1", "gouji.rules/v1", 1, 9, "schema must be gouji.members/v1"},
		{"    members:", "    mebmers:", 8 - 2, 5, "unknown key \"mebmers\""},
		{"91350100M000100Y43", "91350100M000100Y44", 10, 15, "no unified social credit code"},
		{`"320899"`, `"32089"`, 4, 11, "six digits"},
		{"vertical: true", "vertical: ja", 13, 32 - 1, "true or false"},
		{"[松岭镇]", "[松岭镇, 松岭镇人民政府]", 7, 15, "given twice"},
		{"year: 2023", "year: 23", 12, 20, "whole number from 2008"},
		{"licences: 3", "licences: -3", 12, 36, "whole number from 0"},
	} {
		text := strings.Replace(twoRegions, c.old, c.new, 1)
		_, err := members.Load(strings.NewReader(text), "members.yaml")
		var errs yamlfile.Errors
		if !errors.As(err, &errs) {
			t.Errorf("%s: %v", c.new, err)
			continue
		}
		if !slices.ContainsFunc(errs, func(e *yamlfile.Error) bool {
			return e.Line == c.line && e.Column == c.column && strings.Contains(e.EN, c.want)
		}) {
			t.Errorf("%s: want %d:%d %s, got\n%v", c.new, c.line, c.column, c.want, err)
		}
	}
}
