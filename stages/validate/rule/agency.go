package rule

import (
	"strings"

	"github.com/gouji/gouji/stages/validate/narrative"
)

// Agency says what kind of body issued a report, as far as its name tells.
type Agency struct {
	// Government is a 人民政府 of any level (not one of its departments).
	Government bool
	// Town is a township, town or sub-district.
	Town bool
	// County is a county or a district of a city, its government or one of its bodies.
	County bool
	// Department is a department of a local government.
	Department bool
	// Institution is a 事业单位: a centre, school, hospital, institute.
	Institution bool
	// Scope is what 全市, 全县 … must say to mean the whole of a government's area;
	// NoScope for its bodies and where the name does not tell.
	Scope narrative.Scope
}

// KindOf reads an agency's name, in whichever characters and width it is printed. A name that says
// nothing certain gives the zero Agency.
func KindOf(name string) Agency {
	var a Agency
	name = narrative.Plain(name)
	a.Town = ends(name, "镇人民政府", "乡人民政府", "镇政府", "乡政府", "街道办事处", "街道办", "苏木人民政府", "镇", "乡", "街道")
	a.Government = strings.HasSuffix(name, "人民政府") || (a.Town && !strings.Contains(name, "街道"))
	a.Institution = ends(name, "中心", "学校", "小学", "中学", "医院", "学院", "大学", "图书馆", "博物馆", "文化馆", "研究院", "研究所", "服务站", "电视台", "报社")
	a.Department = ends(name, "局", "委员会", "委", "厅", "大队", "支队") && !ends(name, "管理委员会", "管委会", "办公厅")
	a.County = county(name)
	if !a.Department && !a.Institution {
		a.Scope = area(name)
	}
	return a
}

// area reads the level of a government, or of an area that reports under its name alone.
func area(name string) narrative.Scope {
	for _, tail := range [...]string{"人民政府", "政府", "办事处", "管理委员会", "管委会"} {
		name = strings.TrimSuffix(name, tail)
	}
	switch {
	case strings.HasSuffix(name, "省"), strings.HasSuffix(name, "自治区"):
		return narrative.Province
	case strings.HasSuffix(name, "市"), strings.HasSuffix(name, "州"), strings.HasSuffix(name, "盟"), strings.HasSuffix(name, "地区"):
		return narrative.City
	case strings.HasSuffix(name, "县"), strings.HasSuffix(name, "区"), strings.HasSuffix(name, "旗"):
		return narrative.County
	case strings.HasSuffix(name, "镇"), strings.HasSuffix(name, "乡"), strings.HasSuffix(name, "街道"), strings.HasSuffix(name, "苏木"):
		return narrative.Town
	}
	return narrative.NoScope
}

func county(name string) bool {
	head := strings.TrimSuffix(name, "人民政府")
	if head == name {
		head = strings.TrimSuffix(name, "政府")
	}
	if ends(head, "自治区", "新区", "实验区", "开发区", "示范区", "地区", "特区", "特别行政区") {
		return false
	}
	return ends(head, "县", "区", "旗")
}

func ends(s string, suffixes ...string) bool {
	for _, x := range suffixes {
		if strings.HasSuffix(s, x) && len(s) > len(x) {
			return true
		}
	}
	return false
}
