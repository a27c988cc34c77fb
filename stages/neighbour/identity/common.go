package identity

import (
	"slices"
	"strings"
)

// common reports whether a name alone says too little: there are such bodies in several
// places, or it names no place at all, as 教育局 and 市图书馆.
func common(key string) bool {
	if at := unit(key, "省", "自治区", "自治州", "盟", "市", "县", "区", "旗"); at > 0 {
		return slices.Contains(sharedCounties, key[:at])
	}
	if township(key) {
		return slices.ContainsFunc(sharedTowns, func(w string) bool { return strings.HasPrefix(key, w) })
	}
	return !zone(key) && !validCode(key)
}

// zone reports whether key begins with a zone that has a name of its own, such as
// 平潭综合实验区 and unlike 经济技术开发区.
func zone(key string) bool {
	i := strings.IndexRune(key, '区')
	if i < 0 || i > longestPlace {
		return false
	}
	name := strings.NewReplacer("经济", "", "技术", "", "高新", "", "产业", "", "综合", "", "国家级", "", "省级", "", "工业", "",
		"开发区", "", "实验区", "", "示范区", "", "保税区", "", "合作区", "", "度假区", "", "功能区", "", "新区", "", "区", "").Replace(key[:i+len("区")])
	return len(name) >= len("平潭")
}

// sharedCounties are names of districts that several cities have, by the Ministry of
// Civil Affairs' list of administrative divisions (2023).
var sharedCounties = []string{
	"鼓楼区", "朝阳区", "新城区", "桥西区", "桥东区", "长安区", "新华区", "铁东区", "铁西区", "和平区", "河东区", "南山区", "向阳区", "西安区",
	"永定区", "青山区", "郊区", "矿区", "城区", "城中区", "江北区", "通州区", "普陀区", "宝山区", "白云区", "西湖区", "海州区", "市中区", "龙华区",
	"城关区", "南区", "西区", "东区", "江南区", "大同区", "新兴区", "清河区", "河口区", "新市区", "雨花区", "东山区", "裕华区", "城北区", "城东区",
	"城西区", "北关区", "东湖区", "西市区", "东安区", "民乐县", "北塔区", "华龙区", "凤凰县", "龙山区", "东昌区", "南关区", "平房区", "吴中区",
}

// sharedTowns are beginnings of names that many townships have.
var sharedTowns = []string{
	"城关", "城东", "城西", "城南", "城北", "城中", "城郊", "城厢", "东城", "西城", "南城", "北城", "东关", "西关", "南关", "北关", "中心", "新城", "老城",
	"新华", "和平", "建设", "人民", "解放", "胜利", "团结", "光明", "红旗", "东风", "新兴", "太平", "河口", "大同", "永安", "永兴", "龙泉", "石桥", "双桥",
	"三里", "五里", "十里", "七里", "八里", "向阳", "前进", "朝阳", "兴隆", "安平", "长安", "中山", "站前", "铁西", "河西", "河东", "江北", "江南", "白云",
}
