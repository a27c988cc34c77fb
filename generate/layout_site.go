package generate

import (
	"fmt"
	"strings"
)

// renderHTMLSite is a page of a site: navigation, breadcrumb, links to reports of other
// years, share buttons, a day of visit that is no date of publication, and a footer.
func renderHTMLSite(d *dice, p *paper) []byte {
	w := &page{text: plainText}
	w.open(p, "utf-8")
	w.siteTop(d, p)
	w.printf("<div class=\"article\">\n")
	w.article(p)
	w.printf("</div>\n")
	w.siteEnd(d, p)
	return w.close()
}

func (w *page) siteTop(d *dice, p *paper) {
	w.printf("<div class=\"top\">%s <a href=\"/\">首页</a> <a href=\"/login\">登录</a> <a href=\"#\">无障碍浏览</a> <a href=\"#\">长者模式</a></div>\n",
		pick(d, "", fmt.Sprintf("今天是%d年%d月%d日", p.year+2, d.between(1, 12), d.between(1, 28))))
	w.printf("<ul class=\"nav\">")
	for _, x := range []string{"政务公开", "政务服务", "互动交流", "数据开放", "走进我们"} {
		w.printf("<li><a href=\"/%d/\">%s</a></li>", d.n(100), x)
	}
	w.printf("</ul>\n<div class=\"list\"><ul>\n")
	for i := 1; i <= 3; i++ {
		w.printf("<li><a href=\"/nb/%d.html\">%d年政府信息公开工作年度报告</a></li>\n", p.year-i, p.year-i)
	}
	w.printf("</ul></div>\n<div class=\"share\"><a href=\"javascript:;\">微信</a> <a href=\"javascript:;\">微博</a> 【字体：<a>大</a> <a>中</a> <a>小</a>】</div>\n")
}

func (w *page) siteEnd(d *dice, p *paper) {
	w.printf("<div class=\"foot\"><p>主办：%s 网站标识码：%d</p><p>联系电话：%s 版权所有 © 2018-%d</p></div>\n",
		p.issuer.office, d.between(1000000000, 1999999999), p.issuer.phone, p.year+2)
}

// renderHTMLIndex has an index table, which is none of the report's, before the article;
// the date of publication stands in it.
func renderHTMLIndex(d *dice, p *paper) []byte {
	w := &page{text: plainText}
	w.open(p, "utf-8")
	cells := [][2]string{
		{"索引号", fmt.Sprintf("1136%08dX/%d-%05d", d.n(100000000), p.year+1, d.n(100000))},
		{"主题分类", "政府信息公开年报"},
		{"发布机构", p.issuer.full},
	}
	if p.published != "" {
		cells = append(cells, [2]string{"发布日期", p.published})
	}
	w.printf("<table class=\"index\">\n")
	for _, c := range cells {
		w.printf("<tr><th>%s</th><td>%s</td></tr>\n", c[0], c[1])
	}
	w.printf("</table>\n<div id=\"zoom\">\n")
	w.noHead = true
	w.article(p)
	w.printf("</div>\n")
	return w.close()
}

// renderHTMLHidden holds what nobody sees: a script, a style, a comment, a template and
// elements that are not displayed, with words and numbers of another year.
func renderHTMLHidden(d *dice, p *paper) []byte {
	w := &page{text: plainText}
	w.open(p, "utf-8")
	w.printf("<style>.hide{color:red} td{padding:2px}</style>\n")
	w.printf("<script>var report={\"year\":%d,\"received\":%d,\"title\":\"一、总体情况\"};</script>\n", p.year-3, d.between(5000, 9999))
	w.printf("<!-- <table><tr><td>一、本年新收政府信息公开申请数量</td><td>77</td></tr></table> -->\n")
	w.printf("<div style=\"display: none\"><p>六、其他需要报告的事项</p><p>%d年，共收到政府信息公开申请%d件。</p></div>\n", p.year-3, d.between(5000, 9999))
	w.printf("<p hidden>行政许可 %d</p>\n", d.between(5000, 9999))
	w.printf("<template><p>五、存在的主要问题及改进情况</p></template>\n")
	w.article(p)
	w.printf("<input type=\"hidden\" name=\"title\" value=\"%d年政府信息公开工作年度报告\">\n", p.year-3)
	return w.close()
}

// renderHTMLGB is an old page: encode turns it into GB18030 and says gb2312.
func renderHTMLGB(_ *dice, p *paper) []byte {
	w := &page{text: plainText, cell: ` align="center"`}
	w.open(p, "utf-8")
	w.printf("<center>\n")
	w.article(p)
	w.printf("</center>\n")
	return w.close()
}

// pad lengthens a page to size bytes by what sites put into its head: styles and scripts
// that no reader reads.
func pad(d *dice, data []byte, size int) []byte {
	var b strings.Builder
	for b.Len()+len(data)+40 < size {
		if d.chance(60) {
			fmt.Fprintf(&b, ".c%d .x%d{margin:%dpx;padding:%dpx;color:#%06x}\n", d.n(10000), d.n(1000), d.n(50), d.n(50), d.n(1<<24))
		} else {
			fmt.Fprintf(&b, ".mso%d{mso-style-name:\"正文文本%d\";font-size:%dpt}\n", d.n(10000), d.n(100), d.n(30))
		}
	}
	fill := b.String()
	if rest := size - len(data) - len(fill) - len("<style>\n</style>\n"); rest > 0 {
		fill += strings.Repeat(" ", rest)
	}
	return []byte(strings.Replace(string(data), "</head>", "<style>\n"+fill+"</style>\n</head>", 1))
}
