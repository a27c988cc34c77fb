package identity_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/gouji/gouji/stages/neighbour/identity"
	"github.com/gouji/gouji/stages/report"
)

// who is a report with a name, a region and the code of its head.
func who(name, region string) identity.Issuer {
	r := report.Report{Source: report.Source{Region: region}}
	if name != "" {
		r.Agency = &name
	}
	return identity.Of(r)
}

func TestSame(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, aRegion, b, bRegion string
		want                   bool
	}{
		// Full and short names of one body.
		{"淮安市洪泽区人民政府", "", "洪泽区人民政府", "", true},
		{"江苏省淮安市洪泽区人民政府", "", "淮安市洪泽区人民政府", "", true},
		{"昌图县昌图镇人民政府", "", "昌图镇人民政府", "", true},
		{"云溪市青石县松岭镇人民政府", "", "青石县松岭镇人民政府", "", true},
		{"郑州市上街区文化广电旅游体育局", "", "上街区文化广电旅游体育局", "", true},
		{"银川市兴庆区智慧城市运营中心", "", "兴庆区智慧城市运营中心", "", true},
		{"平潭综合实验区管委会", "", "平潭综合实验区管理委员会", "", true},
		{"清河县政府", "", "清河县人民政府", "", true},
		{"洪泽区 人民政府（盖章）", "", "洪泽区人民政府", "", true},
		{"广西壮族自治区南宁市西乡塘区人民政府", "", "南宁市西乡塘区人民政府", "", true},
		{"苏州市昆山市人民政府", "", "昆山市人民政府", "", true},

		// Different bodies.
		{"洪泽区人民政府", "", "洪泽区人民政府办公室", "", false},
		{"上海市人民政府", "", "上海市人民政府办公厅", "", false},
		{"平潭综合实验区", "", "平潭综合实验区经济发展局", "", false},
		{"南京市鼓楼区人民政府", "", "徐州市鼓楼区人民政府", "", false},
		{"淮安市人民政府", "", "淮安市洪泽区人民政府", "", false},
		{"青石县财政局", "", "白鹭县财政局", "", false},
		{"上海市城市管理行政执法局", "", "南京市城市管理行政执法局", "", false},
		{"甲山县松岭镇人民政府", "", "乙水县松岭镇人民政府", "", false},
		{"松岭镇人民政府", "江苏省淮安市甲山县", "松岭镇人民政府", "江苏省淮安市乙水县", false},
		{"", "", "", "", false},

		// A name that many places have counts only together with the place.
		{"鼓楼区人民政府", "", "南京市鼓楼区人民政府", "", false},
		{"南京市鼓楼区人民政府", "", "江苏省南京市鼓楼区人民政府", "", true},
		{"城关镇人民政府", "", "城关镇人民政府", "", false},
		{"城关镇人民政府", "甲山县", "城关镇人民政府", "甲山县", true},
		{"教育局", "", "教育局", "", false},
		{"教育局", "320813", "教育局", "320813", true},
		{"教育局", "320813", "教育局", "320812", false},
		{"松岭镇人民政府", "甲山县", "松岭镇人民政府", "", true},
		{"淮安市经济技术开发区管理委员会", "", "南京市经济技术开发区管理委员会", "", false},
	} {
		a, b := who(c.a, c.aRegion), who(c.b, c.bRegion)
		if got := identity.Same(a, b); got != c.want {
			t.Errorf("%s (%s) and %s (%s): same %t, want %t\n%+v\n%+v", c.a, c.aRegion, c.b, c.bRegion, got, c.want, a, b)
		}
		if identity.Same(a, b) != identity.Same(b, a) {
			t.Errorf("%s and %s: the order matters", c.a, c.b)
		}
	}
}

// TestCodeCountsBeforeTheName uses the code that GB 32100 gives as its own example.
func TestCodeCountsBeforeTheName(t *testing.T) {
	t.Parallel()
	const code, wrong = "91350100M000100Y43", "91350100M000100Y44"
	name, other := "清河县人民政府", "清河县人民政府办公室"
	of := func(agency, field, value string) identity.Issuer {
		return identity.Of(report.Report{Agency: &agency, Head: []report.Field{{Name: field, Text: report.Text{S: value}}}})
	}
	if !identity.Same(of(name, "unified-social-credit-code", code), of(other, "统一社会信用代码", code)) {
		t.Error("one code is two issuers")
	}
	if identity.Same(of(name, "uscc", code), of(name, "uscc", wrong)) {
		t.Error("a code with a wrong check character was believed")
	}
	if identity.Same(of(name, "siteidcode", code), of(other, "siteidcode", code)) {
		t.Error("the code of a site was taken for that of an issuer")
	}
	said := identity.Of(report.Report{Agency: &name, Source: report.Source{Agency: code}})
	if !identity.Same(said, of(other, "uscc", code)) {
		t.Error("the producer's code was not taken")
	}
}

func TestAnyNameIsItsOwnOrUnknown(t *testing.T) {
	t.Parallel()
	part := rapid.SampledFrom([]string{"江苏省", "淮安市", "洪泽区", "青石县", "松岭镇", "城关", "人民政府", "财政局", "办公室", "区", "市", "州", "街道办事处", " ", "（", "某", "|", ""})
	rapid.Check(t, func(t *rapid.T) {
		name := ""
		for _, p := range rapid.SliceOfN(part, 0, 7).Draw(t, "parts") {
			name += p
		}
		region := rapid.SampledFrom([]string{"", "淮安市", "320813"}).Draw(t, "region")
		i := who(name, region)
		if i.Key == "" && i.Place != (identity.Place{}) {
			t.Fatalf("%q: a place and no key", name)
		}
		if got := identity.ParsePlace(i.Place.String()); got != i.Place {
			t.Fatalf("%+v is written %q and read %+v", i.Place, i.Place.String(), got)
		}
		if i.Place.Above != "" && region != "" && i.Key != "" && !identity.Same(i, i) {
			t.Fatalf("%q with its places is not itself: %+v", name, i)
		}
	})
}

func FuzzOf(f *testing.F) {
	for _, s := range []string{"淮安市洪泽区人民政府", "区", "市市市区县", "省自治区(", "\xff县"} {
		f.Add(s, "320813", "uscc")
	}
	f.Fuzz(func(t *testing.T, name, region, field string) {
		i := identity.Of(report.Report{Agency: &name, Source: report.Source{Region: region}, Head: []report.Field{{Name: field, Text: report.Text{S: name}}}})
		if len(i.Key)+len(i.Place.Above) > 3*len(name)+32 {
			t.Fatalf("%q became longer: %+v", name, i)
		}
	})
}
