package generate

// rank is the kind of body that issues a report; it decides its magnitudes, its date of
// publication (Art. 49 of the regulation) and whether 考核 results are due (Art. 50).
type rank int

const (
	rankCity rank = iota
	rankCounty
	rankTown
	rankDepartment
	rankInstitution
)

// issuer is an invented body. No place in names.go is the name of a real city or county.
type issuer struct {
	rank rank
	// full begins with the superior place, short does not: 云溪市青石县人民政府, 青石县人民政府.
	full, short string
	// we is what the text calls its own body, scope the area or body its figures cover.
	we, scope string
	// office answers questions; place, mail and phone are its contact data.
	office, place, mail, phone, post string
}

// government reports whether Art. 50 asks for the results of 考核, 社会评议 and 责任追究.
func (i issuer) government() bool { return i.rank <= rankTown }

// newIssuer draws one of some hundred bodies, or, where own is not 0, the body of that number,
// whose name no other number has.
func newIssuer(d *dice, own int) issuer {
	city := pick(d, "云溪市", "澄湖市", "榆川市", "鹿泽市", "霁州市", "槐安市")
	county := pick(d, "青石县", "白鹭县", "望岚县", "望澜区", "锦溪区", "石笋县", "晴岗区")
	coined := coin(own)
	if own > 0 {
		city, county = coined+"市", coined+"县"
	}
	unit := []rune(county)
	area := string(unit[len(unit)-1])
	i := issuer{rank: pick(d, rankCity, rankCounty, rankTown, rankTown, rankDepartment, rankDepartment, rankDepartment, rankInstitution)}
	switch i.rank {
	case rankCity:
		i.full, i.short, i.we, i.scope = city+"人民政府", city+"人民政府", "我市", "全市"
		i.office = city + "人民政府办公室"
	case rankCounty:
		i.full, i.short, i.we, i.scope = city+county+"人民政府", county+"人民政府", "我"+area, "全"+area
		i.office = county + "人民政府办公室"
	case rankTown:
		town := pick(d, "松岭镇", "柳塘镇", "石渡镇", "云畔镇", "竹坪乡", "望泉街道")
		we, body := "我镇", "人民政府"
		switch town {
		case "竹坪乡":
			we = "我乡"
		case "望泉街道":
			we, body = "我街道", "办事处"
		}
		town = coined + town // a town is told by its own name, wherever it is
		i.full, i.short, i.we, i.scope = county+town+body, town+body, we, we
		i.office = town + "党政办公室"
		if body == "办事处" {
			i.rank = rankDepartment
		}
	case rankDepartment:
		name := pick(d, "财政局", "民政局", "教育局", "水务局", "统计局", "审计局", "卫生健康局", "市场监督管理局", "自然资源和规划局", "文化和旅游局", "人力资源和社会保障局")
		i.full, i.short, i.we, i.scope = city+county+name, county+name, "我局", "我局"
		i.office = county + name + "办公室"
	default:
		name := pick(d, "融媒体中心", "智慧城市运营中心", "政务服务中心", "公共资源交易中心")
		i.full, i.short, i.we, i.scope = city+county+name, county+name, "我中心", "我中心"
		i.office = county + name + "综合办公室"
	}
	i.place = county + pick(d, "槐树路", "清溪大道", "望山街", "石桥路") + num(d.between(1, 199)) + "号"
	i.mail = "zwgk@" + pick(d, "yunxi", "qingshi", "bailu", "songling") + ".example"
	// Area code 0980 is assigned to no place.
	i.phone = "0980-" + num(d.between(5100000, 8999999))
	i.post = "0980" + num(d.between(10, 99))
	return i
}

// mostIssuers is how many names coin has.
const mostIssuers = 40 * 40 * 40

// coin makes up the name of a place for a number from 1, another one for each up to
// mostIssuers; "" for 0. No place is called so.
func coin(number int) string {
	if number == 0 {
		return ""
	}
	var name []rune
	for n, i := number-1, 0; i < 3; i++ {
		of := [...][]rune{
			[]rune("霁澜岚榆槿萤翠皎蔚穗麓渺晗漪璃琉暄黛筱荻蕙芷苒蓼橡桐楠椿枫榕檀栎桦樟槐杉柏松竹梅"),
			[]rune("鸢鹭鹤鸥雁鹊鸽莺燕雀鹰隼鹏鹂鸠鹄鸾凫鹮鹬鲤鲈鲟鲫鲢鳜鳊鲑鲷鲭鹿麂獐貂狸猞獭猬兔羚"),
			[]rune("泉溪涧潭湾渡汀洲渚滩浦沱池沼泽塘堰渠沟坞坪坡岭峰岗崖峡谷峪岫峦屿礁岩石砾砂沙壑垄"),
		}[i]
		name, n = append(name, of[n%len(of)]), n/len(of)
	}
	return string(name)
}
