package fold

import "unicode/utf8"

// The block of the common Han characters.
const (
	hanFirst = 0x4E00
	hanLast  = 0x9FFF
)

// asciiTo is what an ASCII character folds to; 0 drops it. Never changed.
var asciiTo = makeASCII()

func makeASCII() (t [utf8.RuneSelf]byte) {
	for c := range t {
		if c > ' ' && c < 0x7F {
			t[c] = byte(c)
		}
	}
	t['['], t['{'] = '(', '('
	t[']'], t['}'] = ')', ')'
	t['\''] = '"'
	return t
}

// simplified has the Simplified form of a Traditional or variant character of the
// official form, its headings and the words around them, at its distance from
// hanFirst; 0 for every other. Never changed.
var simplified = makeSimplified()

func makeSimplified() (t [hanLast - hanFirst + 1]uint16) {
	const traditional = "" +
		"開开請请總总體体況况動动資资訊讯處处數数結结轉转辦办證证據据機机關关構构織织業业會会" +
		"組组務务類类內内過过執执卷卷詢询項项無无現现補补們们與与復复議议訴诉訟讼審审維维" +
		"糾纠經经後后主主問问題题進进況况報报須须將将規规範范強强許许罰罚費费額额單单萬万" +
		"購购採采對对務务續续計计區区從从為为應应當当屬属國国祕秘危危穩稳護护權权" +
		"徵征號号電电話话導导長长發发佈布時时間间員员備备實实際际責责該该來来這这種种" +
		"變变遷迁縣县鄉乡鎮镇廳厅處处黨党產产創创門门戶户網网絡络質质達达選选擇择檔档" +
		"論论評评獎奖檢检測测環环衛卫醫医藥药財财稅税稱称歷历術术藝艺職职農农書书標标準准" +
		"舉举訪访搆构聯联繫系陽阳風风雲云龍龙廣广東东蘇苏滬沪遼辽寧宁陝陕贛赣魯鲁滿满" +
		"條条節节級级約约紀纪紙纸線线練练終终給给統统編编輯辑製制異异畢毕習习聞闻" +
		"聲声聽听處处裡里複复見见視视親亲觀观覽览設设註注認认誤误說说課课調调談谈講讲謝谢" +
		"識识譯译讀读負负貢贡貨货貫贯貴贵買买貸贷賀贺賓宾賣卖賬账車车軍军軟软較较載载輕轻" +
		"輸输連连遠远適适還还邊边郵邮錄录錢钱錯错鐵铁陸陆隊队階阶險险隨随難难雙双離离" +
		"電电靜静響响頁页頂顶順顺預预領领頭头願愿顧顾顯显飛飞飯饭飲饮養养館馆馬马驗验" +
		"齊齐個个價价億亿優优儘尽兒儿兩两冊册劃划則则劑剂劇剧勞劳勢势協协參参啟启喪丧" +
		"團团圖图場场壓压壞坏報报夠够夢梦學学寫写專专尋寻層层嚴严島岛幣币幫帮幹干庫库廠厂" +
		"張张彈弹歸归徑径恆恒態态慮虑憲宪懷怀戰战擴扩擔担據据損损換换撥拨擬拟攜携敗败敵敌" +
		"斷断曆历會会術术樣样樓楼樹树橋桥欄栏歡欢殘残殺杀氣气決决沒没況况淨净減减湯汤" +
		"溫温滅灭潔洁營营爭争牆墙狀状獨独獲获畫画療疗盡尽監监盤盘確确礎础礙碍禮礼禁禁" +
		"競竞筆笔簡简簽签粵粤糧粮絕绝絲丝綜综綱纲網网緊紧縮缩織织繳缴罷罢義义聖圣腦脑" +
		"臨临興兴舊旧艦舰華华葉叶蓋盖藍蓝蘭兰虛虚補补裝装襲袭覆覆觸触訂订訓训託托記记" +
		"証证詞词試试詩诗詳详誌志誠诚誰谁調调諮咨諾诺謀谋證证譽誉讓让豐丰貧贫賠赔趕赶趙赵" +
		"跡迹踐践躍跃軌轨農农遞递遊游運运違违遺遗鄰邻醜丑釋释鑒鉴鑑鉴銀银銷销鋼钢錦锦鍵键" +
		"閉闭閱阅闊阔防防陳陈雜杂雖虽霧雾項项頒颁頻频類类飾饰駐驻驅驱驚惊鬥斗魚鱼鳥鸟" +
		"麥麦黃黄點点齡龄於于築筑蘊蕴籌筹繼继納纳徹彻隱隐遲迟滯滞" +
		"廢废幾几餘余匯汇彙汇澤泽塊块顆颗側侧傳传僅仅傑杰勝胜勵励勸劝卻却厲厉嘗尝圍围墊垫壯壮夾夹" +
		"奪夺婦妇孫孙寬宽寶宝屆届嶺岭廟庙彎弯愛爱慣惯慶庆憂忧憑凭懸悬掛挂揚扬搶抢敘叙暫暂暢畅曉晓" +
		"橫横歲岁毀毁洩泄漁渔漸渐濟济濱滨瀏浏灣湾災灾煉炼熱热爲为牽牵狹狭獻献畝亩癥症眾众衆众礦矿" +
		"積积窮穷竊窃紅红紛纷紹绍細细綠绿綿绵緩缓縱纵績绩繞绕繪绘肅肃脅胁脫脱臺台虧亏襯衬覺觉討讨" +
		"詐诈語语謠谣謹谨譜谱貪贪貼贴賽赛賞赏贈赠贊赞趨趋輔辅輛辆輩辈輿舆辭辞邏逻鄭郑針针鋪铺鎖锁" +
		"鏈链鐘钟鑽钻閒闲閣阁闡阐陰阴陣阵隸隶雞鸡韓韩韌韧顏颜飽饱駕驾騙骗鬆松鮮鲜鹽盐"
	for s := traditional; s != ""; {
		from, n := utf8.DecodeRuneInString(s)
		to, m := utf8.DecodeRuneInString(s[n:])
		s = s[n+m:]
		if from != to {
			t[from-hanFirst] = uint16(to)
		}
	}
	return t
}

// signs gives the one form of brackets, quotation marks and dashes, and of radicals
// for which Unicode has no compatibility form although PDF fonts use them.
func signs(r rune) (rune, bool) {
	switch r {
	case '〔', '【', '［', '〖', '｛', '﹝', '﹙':
		return '(', true
	case '〕', '】', '］', '〗', '｝', '﹞', '﹚':
		return ')', true
	case '“', '”', '‘', '’', '「', '」', '『', '』', '〝', '〞', '＇':
		return '"', true
	case '–', '—', '―', '‐', '‑', '‒', '−', '─', '━', '－':
		return '-', true
	case '〈':
		return '<', true
	case '〉':
		return '>', true
	case '·', '•', '・', '‧':
		return '·', true
	case '⁄', '∕', '╱':
		return '/', true
	}
	const radicals = "⺟母⺠民⻄西⻅见⻆角⻉贝⻋车⻓长⻔门⻘青⻙韦⻚页⻛风⻜飞⻝食⻢马⻥鱼⻦鸟⻨麦⻩黄⻬齐⻮齿⻰龙⻳龟"
	if r < 0x2E80 || r > 0x2EFF {
		return 0, false
	}
	for s := radicals; s != ""; {
		from, n := utf8.DecodeRuneInString(s)
		to, m := utf8.DecodeRuneInString(s[n:])
		if from == r {
			return to, true
		}
		s = s[n+m:]
	}
	return 0, false
}
