package about

import "strings"

// weightOfWords is what the sentences say for a report that announce it.
func (r *reader) weightOfWords(found Findings) int {
	w := 0
	for _, p := range []*passage{r.preamble(), r.sectionOne()} {
		n, ok := namedIn(p.f)
		switch {
		case !ok || asksFor(p.f):
		case found.Headings == 0 && !found.Tables && !speaksOfItself(p.f): // news on the reports of others
		case !n.named:
			w = max(w, 1)
		case strings.Contains(p.f[:n.at], "编制") || strings.Contains(p.f[:n.at], "现将"):
			w = max(w, 4)
		default:
			w = max(w, 3)
		}
	}
	if r.out.Period != nil {
		w += 2
	}
	if w == 0 && (r.topics() > 1 || r.madeUnderTheLaw() || r.headline() == "" && (r.sumsUp() || r.headsDisclosure())) {
		w = 1
	}
	return w
}

// madeUnderTheLaw reports a preamble that says what the text was made for: 依据《条例》第五十条规定，编制本报告.
func (r *reader) madeUnderTheLaw() bool {
	f := r.preamble().f
	has := func(w string) bool { return strings.Contains(f, w) }
	return has("条例》") && (has("编制") || has("制作") || has("撰写")) && !asksFor(f) &&
		(has("第五十条") || has("政府信息公开条例》") && (has("本报告") || has("本年度报告") || has("本年报")))
}

// sumsUp reports a first section that announces what it says of the work of a year: 现将2020年政务公开工作总结如下.
func (r *reader) sumsUp() bool {
	f := r.sectionOne().f
	i := strings.Index(f, "现将")
	if i < 0 || asksFor(f) {
		return false
	}
	f = f[i+len("现将"):]
	_, at, end := yearIn(f)
	if at < 0 || at > hanBehind(f, 0) {
		return false
	}
	run := f[end:hanBehind(f, end)]
	return (strings.Contains(run, "政务公开工作") || strings.Contains(run, "信息公开工作")) && strings.Contains(run, "如下")
}

// headsDisclosure reports a first section that is on the whole of the disclosure of a government's
// information by its heading, 一、政府信息公开总体情况, by its first item, (一)主动公开情况, or by what it tells
// of a year under 一、总体情况.
func (r *reader) headsDisclosure() bool {
	if r.Body >= len(r.Lines) {
		return false
	}
	h := r.Lines[r.Body].Fold
	if strings.Contains(h, "政府信息公开") && strings.Contains(h, "总体") {
		return true
	}
	f := r.sectionOne().f
	if _, at, _ := yearIn(f); at == 0 && strings.HasSuffix(h, "总体情况") {
		if all := r.preamble().f + f; strings.Contains(all, "政府信息公开条例》") && (strings.Contains(f, "政府信息公开") || strings.Contains(f, "政务公开")) && speaksOfItself(all) && !asksFor(all) {
			return true
		}
	}
	for i := r.Body + 1; i < min(r.Next, len(r.Lines)); i++ {
		if item, ok := strings.CutPrefix(r.Lines[i].Fold, "(一)"); ok {
			item = strings.TrimSuffix(strings.TrimSuffix(item, "情况"), "方面")
			return (item == "主动公开" || item == "主动公开政府信息" || item == "政府信息主动公开") && strings.Contains(r.sectionOne().f, "政府信息公开")
		}
	}
	return false
}

// speaksOfItself reports a text that says what it is or announces what follows.
func speaksOfItself(f string) bool {
	for _, w := range [...]string{"本报告", "本年度报告", "本年报", "此报告", "现将", "如下", "编制", "期限", "特向", "现向", "现公布", "现发布", "予以公布", "汇报", "我局", "我委", "我办", "我厅", "我市", "我县", "我区", "我镇", "我乡", "我街道"} {
		if strings.Contains(f, w) {
			return true
		}
	}
	return false
}

// topics is how many items of section one are about what the form wants there: (一)主动公开情况.
func (r *reader) topics() (n int) {
	for i := min(r.Body+1, len(r.Lines)); i < min(r.Next, len(r.Lines)); i++ {
		f := r.Lines[i].Fold
		if !strings.HasPrefix(f, "(") || !isItem(f) {
			continue
		}
		f = f[:min(len(f), len("(一)进一步加强政府信息主动公开工作"))]
		for _, w := range [...]string{"主动公开", "依申请公开", "政府信息管理", "平台建设", "监督保障"} {
			if strings.Contains(f, w) {
				n++
				break
			}
		}
	}
	return n
}

// asksFor reports a text that asks others for something.
func asksFor(f string) bool {
	for _, w := range [...]string{"请各", "请于", "请按", "各单位要", "各部门要", "务必", "报送至", "逾期不报", "逾期未报", "逾期报送", "贵单位", "现印发", "现转发", "遵照执行", "贯彻执行。"} {
		if strings.Contains(f, w) {
			return true
		}
	}
	return false
}
