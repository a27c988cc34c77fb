package members_test

import (
	"testing"

	"github.com/gouji/gouji/stages/neighbour/members"
	"github.com/gouji/gouji/stages/report"
)

const code = "91350100M000100Y43"

// list is a county with its members, in a city that lists it.
func list() *members.List {
	return members.New([]members.Region{
		{Name: "青石县", Code: "320899", Aliases: []string{"青石县人民政府办公室"}, Members: []members.Member{
			{Name: "松岭镇人民政府", Aliases: []string{"松岭镇"}},
			{Name: "教育局", Code: code, Aliases: []string{"教体局"}},
			{Name: "城关镇人民政府"},
			{Name: "税务局", Vertical: true},
		}},
		{Name: "云溪市", Members: []members.Member{{Name: "青石县人民政府"}, {Name: "云溪市教育局"}}},
	})
}

// said is a report by an agency, with what its producer says and the code in its head.
func said(agency, region, head string) report.Report {
	r := report.Report{Agency: &agency, Source: report.Source{Region: region}}
	if head != "" {
		r.Head = []report.Field{{Name: "uscc", Text: report.Text{S: head}}}
	}
	return r
}

func TestWhoIsOnTheList(t *testing.T) {
	t.Parallel()
	l := list()
	for _, c := range []struct {
		agency, region, head string
		want                 string
	}{
		{"青石县松岭镇人民政府", "", "", "青石县/松岭镇人民政府"},
		{"云溪市青石县松岭镇人民政府", "", "", "青石县/松岭镇人民政府"},
		{"松岭镇", "青石县", "", "青石县/松岭镇人民政府"},
		{"松岭镇", "", "", ""},
		{"松岭镇人民政府", "", "", "青石县/松岭镇人民政府"},
		{"青石县教育局", "", "", "青石县/教育局"},
		{"青石县教体局", "", "", "青石县/教育局"},
		{"教育局", "青石县", "", "青石县/教育局"},
		{"教育局", "320899", "", "青石县/教育局"},
		{"青石县教育和体育局", "", code, "青石县/教育局"},
		{"青石县人民政府", "", "", "青石县/= 云溪市/青石县人民政府"},
		{"青石县人民政府办公室", "", "", "青石县/="},
		{"云溪市人民政府", "", "", "云溪市/="},
		{"云溪市教育局", "", "", "云溪市/云溪市教育局"},
		{"青石县城关镇人民政府", "", "", "青石县/城关镇人民政府"},
		// nobody of the list
		{"教育局", "", "", ""},
		{"教育局", "白鹭县", "", ""},
		{"城关镇人民政府", "", "", ""},
		{"白鹭县松岭镇人民政府", "", "", ""},
		{"白鹭县教育局", "", "", ""},
		{"青石县教育局", "", "12345678MB1D858455", "青石县/教育局"}, // no valid code, the name counts
		{"青石县民政局", "", "", ""},
		{"", "", "", ""},
	} {
		got := ""
		for _, at := range l.Of(said(c.agency, c.region, c.head)) {
			if got != "" {
				got += " "
			}
			if at.Member == members.Self {
				got += at.Region.Name + "/="
				continue
			}
			got += at.Region.Name + "/" + at.Name()
		}
		if got != c.want {
			t.Errorf("%s (%s, %s) is %q, want %q", c.agency, c.region, c.head, got, c.want)
		}
	}
	var none *members.List
	if none.Of(said("青石县教育局", "", "")) != nil || none.Regions() != nil {
		t.Error("a nil list is not empty")
	}
}

// TestOneIssuerUnderAllItsNames is what the ledger's key rests on.
func TestOneIssuerUnderAllItsNames(t *testing.T) {
	t.Parallel()
	l := list()
	of := func(agency, head string) any {
		at := l.Of(said(agency, "", head))
		if len(at) == 0 {
			t.Fatalf("%s is not on the list", agency)
		}
		return at[0].Issuer()
	}
	if a, b := of("青石县教育局", ""), of("青石县教育和体育局", code); a != b {
		t.Errorf("%+v and %+v", a, b)
	}
	if a, b := of("松岭镇人民政府", ""), of("云溪市青石县松岭镇人民政府", ""); a != b {
		t.Errorf("%+v and %+v", a, b)
	}
	if a, b := of("青石县教育局", ""), of("云溪市教育局", ""); a == b {
		t.Errorf("two organs are one: %+v", a)
	}
}

func TestARegionIsNoLeaf(t *testing.T) {
	t.Parallel()
	l := list()
	city := &l.Regions()[1]
	if (members.Place{Region: city, Member: 0}).Leaf() || !(members.Place{Region: city, Member: 1}).Leaf() || (members.Place{Region: city, Member: members.Self}).Leaf() {
		t.Error("青石县 sums up members of its own, 云溪市教育局 does not")
	}
}

func TestNamesAreTakenOut(t *testing.T) {
	t.Parallel()
	r := &list().Regions()[0]
	a := r.Strip().Replace("青石县松岭镇人民政府认真落实，我镇在松岭公开")
	b := r.Strip().Replace("青石县城关镇人民政府认真落实，我镇在城关公开")
	if a != b {
		t.Errorf("%s\n%s", a, b)
	}
}
