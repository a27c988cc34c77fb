package docx_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/report"
)

// run is a run with properties.
func run(properties, text string) string {
	return "<w:r><w:rPr>" + properties + "</w:rPr><w:t>" + text + "</w:t></w:r>"
}

const plainRun = "<w:r><w:t>38</w:t></w:r>"

// styleSheet has the styles that the tests name: Hid and Sup for characters, based on others,
// Struck for paragraphs, and Loop, which is based on itself.
func styleSheet() part {
	return part{"word/styles.xml", `<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">` +
		`<w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="24"/></w:rPr></w:rPrDefault></w:docDefaults>` +
		`<w:style w:type="character" w:styleId="Hid"><w:rPr><w:vanish/></w:rPr></w:style>` +
		`<w:style w:type="character" w:styleId="Sup0"><w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>` +
		`<w:style w:type="character" w:styleId="Sup"><w:basedOn w:val="Sup0"/><w:rPr><w:sz w:val="20"/></w:rPr></w:style>` +
		`<w:style w:type="character" w:styleId="Strike"><w:rPr><w:strike/></w:rPr></w:style>` +
		`<w:style w:type="paragraph" w:styleId="Struck"><w:rPr><w:strike/></w:rPr></w:style>` +
		`<w:style w:type="paragraph" w:styleId="Dark"><w:pPr><w:shd w:val="clear" w:fill="002060"/></w:pPr></w:style>` +
		`<w:style w:type="character" w:styleId="A"><w:basedOn w:val="B"/></w:style><w:style w:type="character" w:styleId="B"><w:basedOn w:val="A"/></w:style>` +
		`</w:styles>`}
}

// TestLooks has one paragraph a case.
func TestLooks(t *testing.T) {
	for name, c := range map[string]struct{ paragraph, want string }{
		"strike":                      {run("<w:strike/>", "7") + plainRun, `"738"[struck "7"]`},
		"double strike":               {run("<w:dstrike/>", "7") + plainRun, `"738"[struck "7"]`},
		"strike that is off":          {run(`<w:strike w:val="false"/>`, "7") + plainRun, `"738"`},
		"superscript":                 {plainRun + run(`<w:vertAlign w:val="superscript"/>`, "7"), `"387"[raised "7"]`},
		"subscript":                   {plainRun + run(`<w:vertAlign w:val="subscript"/>`, "7"), `"387"[lowered "7"]`},
		"raised by its position":      {plainRun + run(`<w:position w:val="12"/>`, "7"), `"387"[raised "7"]`},
		"raised by a point":           {plainRun + run(`<w:position w:val="2"/>`, "7"), `"387"`},
		"tiny":                        {run(`<w:sz w:val="2"/>`, "7") + plainRun, `"738"[tiny "7"]`},
		"narrow":                      {run(`<w:w w:val="1"/>`, "7") + plainRun, `"738"[tiny "7"]`},
		"white":                       {run(`<w:color w:val="FFFFFF"/>`, "7") + plainRun, `"738"[pale "7"]`},
		"nearly white":                {run(`<w:color w:val="FEFEFE"/>`, "7") + plainRun, `"738"[pale "7"]`},
		"white of the theme":          {run(`<w:color w:themeColor="background1"/>`, "7") + plainRun, `"738"[pale "7"]`},
		"white on black":              {run(`<w:color w:val="FFFFFF"/><w:shd w:val="clear" w:fill="000000"/>`, "738"), `"738"`},
		"black on black":              {run(`<w:color w:val="000000"/><w:highlight w:val="black"/>`, "7") + plainRun, `"738"[pale "7"]`},
		"white in a dark paragraph":   {`<w:pPr><w:pStyle w:val="Dark"/></w:pPr>` + run(`<w:color w:val="FFFFFF"/>`, "738"), `"738"`},
		"hidden by its style":         {run(`<w:rStyle w:val="Hid"/>`, "7") + plainRun, `"738"[hidden "7"]`},
		"hidden by itself":            {run(`<w:vanish/>`, "7") + plainRun, `"38"`},
		"shown in spite of its style": {run(`<w:rStyle w:val="Hid"/><w:vanish w:val="0"/>`, "7") + plainRun, `"738"`},
		"hidden on the web":           {run(`<w:webHidden/>`, "7") + plainRun, `"738"[hidden "7"]`},
		"raised by a style's style":   {plainRun + run(`<w:rStyle w:val="Sup"/>`, "7"), `"387"[raised "7"]`},
		"a loop of styles":            {run(`<w:rStyle w:val="A"/>`, "7") + plainRun, `"738"`},
		"struck by the paragraph":     {`<w:pPr><w:pStyle w:val="Struck"/></w:pPr>` + plainRun + run(`<w:strike w:val="0"/>`, "7"), `"387"[struck "38"]`},
		"two styles that strike":      {`<w:pPr><w:pStyle w:val="Struck"/></w:pPr>` + plainRun + run(`<w:rStyle w:val="Strike"/>`, "7"), `"387"[struck "38"]`},
		"marks of the paragraph sign": {`<w:pPr><w:rPr><w:strike/></w:rPr></w:pPr>` + plainRun, `"38"`},
		"what was before a change":    {run(`<w:rPrChange w:id="1"><w:rPr><w:strike/></w:rPr></w:rPrChange>`, "38"), `"38"`},
		"deleted and inserted":        {`<w:del><w:r><w:delText>7</w:delText></w:r></w:del><w:ins>` + plainRun + `</w:ins>`, `"38"`},
		"a line of hidden text":       {run(`<w:rStyle w:val="Hid"/>`, "7"), ""},
		"reversal sign":               {"<w:r><w:t>\u202e403\u202c</w:t></w:r>", `"` + `\u202e403\u202c"[reversed "\u202e403\u202c"]<symbol 0>`},
		"right to left":               {`<w:bdo w:val="rtl">` + plainRun + `</w:bdo><w:bdo w:val="ltr"><w:r><w:t>7</w:t></w:r></w:bdo>`, `"387"[reversed "38"]<symbol 0>`},
		"green on green":              {run(`<w:color w:val="00FF00"/><w:highlight w:val="green"/>`, "7") + plainRun, `"738"[pale "7"]`},
		"index of a formula":          {`<m:oMath><m:sSup><m:e><m:r><m:t>3</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup></m:oMath>`, `"32"[raised "2"]`},
		"fraction":                    {`<m:oMath><m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f></m:oMath>`, `"12"[raised "12"]<symbol 0>`},
	} {
		t.Run(name, func(t *testing.T) {
			_, blocks := read(t, packed(t, document("<w:p>"+c.paragraph+"</w:p>"), styleSheet()))
			want := c.want
			if want != "" {
				want += "\n"
			}
			if got := show(blocks); got != want {
				t.Errorf("got\n%swant\n%s", got, want)
			}
		})
	}
}

// TestGrounds has white text on the ground of a cell or table.
func TestGrounds(t *testing.T) {
	white := func(text string) string { return "<w:p>" + run(`<w:color w:val="FFFFFF"/>`, text) + "</w:p>" }
	cell := func(properties, body string) string {
		return "<w:tc><w:tcPr>" + properties + "</w:tcPr>" + body + "</w:tc>"
	}
	const dark = `<w:shd w:val="clear" w:fill="1F4E79"/>`
	for name, c := range map[string]struct{ table, want string }{
		"dark cell":  {tr(cell(dark, white("甲")), cell("", white("乙"))), `grid 1x2` + "\n" + ` 0: 0"甲" 1"乙"[pale "乙"]` + "\n"},
		"dark table": {"<w:tblPr>" + dark + "</w:tblPr>" + tr(cell("", white("甲")), cell("", white("乙"))), `grid 1x2` + "\n" + ` 0: 0"甲" 1"乙"` + "\n"},
		"styled table": {`<w:tblPr><w:tblStyle w:val="T"/></w:tblPr>` + tr(cell("", white("甲")), cell("", "<w:p>"+run(`<w:color w:val="FFFFFF"/>`, "7")+plainRun+"</w:p>")),
			`grid 1x2` + "\n" + ` 0: 0"甲" 1"738"[pale "7"]` + "\n"},
		"pattern": {tr(cell(`<w:shd w:val="pct50"/>`, white("甲")), cell("", p("乙"))), `grid 1x2` + "\n" + ` 0: 0"甲" 1"乙"` + "\n"},
	} {
		t.Run(name, func(t *testing.T) {
			_, blocks := read(t, packed(t, document(tbl(c.table))))
			if got := show(blocks); got != c.want {
				t.Errorf("got\n%swant\n%s", got, c.want)
			}
		})
	}
}

// sign is a run with the sign of a field.
func sign(kind string) string { return `<w:r><w:fldChar w:fldCharType="` + kind + `"/></w:r>` }

func instruction(s string) string { return "<w:r><w:instrText>" + s + "</w:instrText></w:r>" }

func TestFields(t *testing.T) {
	inner := sign("begin") + instruction("MERGEFIELD n") + sign("separate") + "<w:r><w:t>727</w:t></w:r>" + sign("end")
	for name, c := range map[string]struct{ paragraph, want string }{
		"a field in an instruction": {sign("begin") + instruction("IF") + inner + instruction(`= ""`) + sign("separate") + "<w:r><w:t>727</w:t></w:r>" + sign("end"),
			`"727727"[hidden "727"]`},
		"a field in a result": {sign("begin") + instruction("IF") + sign("separate") + inner + sign("end") + "<w:r><w:t>件</w:t></w:r>", `"727件"`},
		"text in an instruction": {sign("begin") + "<w:r><w:t>IF 1 = 2</w:t></w:r>" + sign("separate") + "<w:r><w:t>9</w:t></w:r>" + sign("end"),
			`"IF 1 = 29"[hidden "IF 1 = 2"]`},
		"never ended":        {sign("begin") + "<w:r><w:t>12</w:t></w:r>", `"12"<symbol 2>`},
		"ended only":         {sign("end") + "<w:r><w:t>12</w:t></w:r>" + sign("separate"), `"12"`},
		"result to the next": {sign("begin") + instruction("TOC") + sign("separate") + "<w:r><w:t>12</w:t></w:r>", `"12"`},
	} {
		t.Run(name, func(t *testing.T) {
			_, blocks := read(t, packed(t, document("<w:p>"+c.paragraph+"</w:p>")))
			if got := show(blocks); got != c.want+"\n" {
				t.Errorf("got\n%swant\n%s", got, c.want)
			}
		})
	}
}

// inCell is a table with a cell of the content.
func inCell(content string) string {
	return tbl(tr(tc("", "类"), tc("", "数量"), "<w:tc><w:tcPr/>"+content+"</w:tc>"))
}

func TestObjects(t *testing.T) {
	picture := `<w:drawing><x:inline xmlns:x="x"><x:docPr id="1"/><x:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><x:t>9</x:t></x:graphicData></x:inline></w:drawing>`
	dropDown := `<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:ddList><w:result w:val="1"/><w:listEntry w:val="0"/><w:listEntry w:val="638"/></w:ddList></w:ffData></w:fldChar></w:r>` +
		instruction("FORMDROPDOWN") + sign("separate") + sign("end")
	for name, c := range map[string]struct{ cell, want string }{
		"drawing":              {"<w:p><w:r>" + picture + "</w:r></w:p>", `""<picture 0>`},
		"drawing beside":       {"<w:p><w:r><w:t>3</w:t>" + picture + "</w:r></w:p>", `"3"<picture 1>`},
		"old picture":          {`<w:p><w:r><w:pict><v:shape><v:imagedata/></v:shape></w:pict></w:r></w:p>`, `""<picture 0>`},
		"line":                 {`<w:p><w:r><w:pict><v:line/></w:pict></w:r></w:p>`, `""`},
		"OLE":                  {`<w:p><w:r><w:object><v:shape><v:imagedata/></v:shape></w:object></w:r></w:p>`, `""<embedded 0>`},
		"ActiveX":              {`<w:p><w:r><w:object><w:control/></w:object></w:r></w:p>`, `""<control 0>`},
		"symbol":               {`<w:p><w:r><w:sym w:font="Wingdings" w:char="F033"/></w:r></w:p>`, `""<symbol 0>`},
		"drop-down field":      {"<w:p>" + dropDown + "</w:p>", `"638"`},
		"drop-down and text":   {"<w:p>" + dropDown + "<w:r><w:t>件</w:t></w:r></w:p>", `"件"<control 0>`},
		"check box":            {`<w:p><w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox/></w:ffData></w:fldChar></w:r></w:p>`, `""<control 0><symbol 0>`},
		"content control":      {`<w:sdt><w:sdtPr><w:dropDownList/></w:sdtPr><w:sdtContent>` + p("638") + `</w:sdtContent></w:sdt>`, `"638"`},
		"placeholder":          {`<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>` + p("请输入1") + `</w:sdtContent></w:sdt>`, `"请输入1"[hidden "请输入1"]<control 0>`},
		"placeholder in line":  {`<w:p><w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:r><w:t>请输入</w:t></w:r></w:sdtContent></w:sdt><w:r><w:t>3</w:t></w:r></w:p>`, `"请输入3"[hidden "请输入"]<control 0>`},
		"number of a list":     {"<w:p>" + numbered("1", 0) + "</w:p>", `""<symbol 0>{auto 一、}`},
		"label of a list":      {"<w:p>" + numbered("1", 0) + "<w:r><w:t>合计</w:t></w:r></w:p>", `"合计"{auto 一、}`},
		"figures of a list":    {"<w:p>" + numbered("1", 0) + "<w:r><w:t>3</w:t></w:r></w:p>", `"3"<symbol 0>{auto 一、}`},
		"two paragraphs":       {p("3") + "<w:p><w:r>" + picture + "</w:r></w:p>" + p("4"), `"3\n4"<picture 1>`},
		"nothing but struck":   {"<w:p>" + run("<w:strike/>", "7") + "</w:p>", `"7"[struck "7"]<symbol 0>`},
		"text box in the cell": {`<w:p><w:r><w:drawing><wps:txbx><w:txbxContent>` + p("3") + `</w:txbxContent></wps:txbx></w:drawing></w:r></w:p>`, `"3"`},
	} {
		t.Run(name, func(t *testing.T) {
			_, blocks := read(t, packed(t, document(inCell(c.cell)), numberingPart()))
			want := "grid 1x3\n 0: 0\"类\" 1\"数量\" 2" + c.want + "\n"
			if got := show(blocks); got != want {
				t.Errorf("got\n%swant\n%s", got, want)
			}
		})
	}
}

func TestLinks(t *testing.T) {
	body := `<w:p><w:hyperlink r:id="a" xmlns:r="r"><w:r><w:t>附件</w:t></w:r></w:hyperlink><w:hyperlink r:id="b" xmlns:r="r"><w:r><w:t>主页</w:t></w:r></w:hyperlink></w:p>`
	_, blocks := read(t, packed(t, document(body), relationships(
		`<Relationship Id="a" Type="x/hyperlink" Target="http://a.example/1.xlsx" TargetMode="External"/>`,
		`<Relationship Id="b" Type="x/hyperlink" Target="http://a.example/" TargetMode="External"/>`)))
	if got, want := show(blocks), "\"附件主页\"<attachment 0 http://a.example/1.xlsx>\n"; got != want {
		t.Errorf("got %s want %s", got, want)
	}
}

func relationships(list ...string) part {
	return part{"word/_rels/document.xml.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` + strings.Join(list, "") + `</Relationships>`}
}

// numbered are the properties of a paragraph in a list.
func numbered(list string, level int) string {
	return fmt.Sprintf(`<w:pPr><w:numPr><w:ilvl w:val="%d"/><w:numId w:val="%s"/></w:numPr></w:pPr>`, level, list)
}

// numberingPart has list 1 (一、 and below it （一）), list 2, which goes on with it, list 3, which
// begins anew, list 4 of bullets, and 5 of Arabic numbers of two levels.
func numberingPart() part {
	level := func(n int, format, text string) string {
		return fmt.Sprintf(`<w:lvl w:ilvl="%d"><w:start w:val="1"/><w:numFmt w:val="%s"/><w:lvlText w:val="%s"/></w:lvl>`, n, format, text)
	}
	return part{"word/numbering.xml", `<w:numbering xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">` +
		`<w:abstractNum w:abstractNumId="0">` + level(0, "chineseCountingThousand", "%1、") + level(1, "chineseCounting", "（%2）") + `</w:abstractNum>` +
		`<w:abstractNum w:abstractNumId="1">` + level(0, "bullet", "●") + `</w:abstractNum>` +
		`<w:abstractNum w:abstractNumId="2">` + level(0, "chineseCounting", "%1") + `<w:lvl w:ilvl="1"><w:start w:val="1"/><w:isLgl/><w:lvlText w:val="%1.%2"/></w:lvl></w:abstractNum>` +
		`<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="0"/></w:num>` +
		`<w:num w:numId="3"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>` +
		`<w:num w:numId="4"><w:abstractNumId w:val="1"/></w:num><w:num w:numId="5"><w:abstractNumId w:val="2"/></w:num></w:numbering>`}
}

func TestAutomaticNumbers(t *testing.T) {
	item := func(list string, level int) string {
		return "<w:p>" + numbered(list, level) + "<w:r><w:t>x</w:t></w:r></w:p>"
	}
	body := item("1", 0) + item("1", 1) + item("1", 1) + item("2", 0) + item("1", 1) + item("3", 0) + item("1", 0) +
		item("4", 0) + item("9", 0) + item("0", 0) + item("5", 0) + item("5", 0) + item("5", 1)
	_, blocks := read(t, packed(t, document(body), numberingPart()))
	var got []string
	for _, b := range blocks {
		got = append(got, b.Line.Auto)
	}
	if want := "一、 （一） （二） 二、 （一） 一、 二、    一 二 2.1"; strings.Join(got, " ") != want {
		t.Errorf("got %q, want %q", strings.Join(got, " "), want)
	}
}

func TestNumberOfAStyle(t *testing.T) {
	styles := part{"word/styles.xml", `<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">` +
		`<w:style w:type="paragraph" w:styleId="H1"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>` +
		`<w:style w:type="paragraph" w:styleId="H2"><w:basedOn w:val="H1"/></w:style></w:styles>`}
	body := `<w:p><w:pPr><w:pStyle w:val="H1"/></w:pPr><w:r><w:t>总体情况</w:t></w:r></w:p><w:p><w:pPr><w:pStyle w:val="H2"/></w:pPr><w:r><w:t>主动公开</w:t></w:r></w:p>`
	_, blocks := read(t, packed(t, document(body), styles, numberingPart()))
	if got, want := show(blocks), "\"总体情况\"{auto 一、}\n\"主动公开\"{auto 二、}\n"; got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

// TestAlternatives has two branches around paragraphs, rows, cells and runs.
func TestAlternatives(t *testing.T) {
	both := func(requires, choice, fallback string) string {
		return `<mc:AlternateContent><mc:Choice Requires="` + requires + `">` + choice + `</mc:Choice><mc:Fallback>` + fallback + `</mc:Fallback></mc:AlternateContent>`
	}
	row := func(a, b string) string { return tr(tc("", a), tc("", b)) }
	for name, c := range map[string]struct{ body, want string }{
		"known":                {both("wps", p("a"), p("b")), "\"a\"\n"},
		"not known":            {`<w:p xmlns:q="http://q.example/"/>` + both("q", p("a"), p("b")), "\"b\"\n"},
		"one of two not known": {`<w:p xmlns:q="http://q.example/"/>` + both("wps q", p("a"), p("b")), "\"b\"\n"},
		"rows":                 {tbl(row("1", "2") + both("wps", row("3", "4"), row("5", "6")) + row("7", "8")), "grid 3x2\n 0: 0\"1\" 1\"2\"\n 1: 0\"3\" 1\"4\"\n 2: 0\"7\" 1\"8\"\n"},
		"cells":                {tbl(tr(tc("", "1"), both("wps", tc("", "2"), tc("", "3")))), "grid 1x2\n 0: 0\"1\" 1\"2\"\n"},
		"tables":               {both("q", tbl(row("1", "2")), tbl(row("3", "4"))), "grid 1x2\n 0: 0\"3\" 1\"4\"\n"},
		"runs":                 {"<w:p>" + both("wps", plainRun, "<w:r><w:t>9</w:t></w:r>") + "</w:p>", "\"38\"\n"},
	} {
		t.Run(name, func(t *testing.T) {
			_, blocks := read(t, packed(t, document(c.body)))
			if got := show(blocks); got != c.want {
				t.Errorf("got\n%swant\n%s", got, c.want)
			}
		})
	}
}

const page = `<html><body><p>年度报告</p><table><tr><td>数量<td><del>1</del>2</table></body></html>`

// TestChunks has files of each kind that a document may take in.
func TestChunks(t *testing.T) {
	const mht = "MIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n boundary=\"=b\"\r\n\r\n--=b\r\nContent-Type: text/html; charset=\"utf-8\"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n" +
		"<p>=E7=94=B2</p>=\r\n\r\n--=b\r\nContent-Type: image/png\r\n\r\nx\r\n--=b--\r\n"
	const read1 = "\"前\"\n"
	for name, c := range map[string]struct{ content, want string }{
		"page":        {page, "\"年度报告\"\ngrid 1x2\n 0: 0\"数量\" 1\"12\"[struck \"1\"]\n"},
		"web archive": {mht, "\"甲\"\n"},
		"document":    {string(packed(t, document(p("内")))), "\"内\"\n"},
		"RTF":         {`{\rtf1 x\par \trowd\cellx900\cellx1800\pard\intbl a\cell 550\cell\row}`, "\"x\"\ngrid 1x2\n 0: 0\"a\" 1\"550\"\n"},
		"another":     {"%PDF-1.4", "\"\"<embedded 0>\n"},
		"none":        {"", "\"\"<embedded 0>\n"},
	} {
		t.Run(name, func(t *testing.T) {
			parts := []part{document(p("前") + `<w:altChunk r:id="c" xmlns:r="r"/>`), relationships(`<Relationship Id="c" Type="x/aFChunk" Target="c.bin"/>`)}
			if c.content != "" {
				parts = append(parts, part{"word/c.bin", c.content})
			}
			_, blocks := read(t, packed(t, parts...))
			if got := show(blocks); got != read1+c.want {
				t.Errorf("got\n%swant\n%s", got, read1+c.want)
			}
		})
	}
	_, blocks := read(t, packed(t, document(`<w:altChunk r:id="c" xmlns:r="r"/>`), relationships(`<Relationship Id="c" Type="x/aFChunk" Target="/word/c.bin"/>`), part{"word/c.bin", page}))
	want := report.Place{Kind: report.PlaceDOCX, Path: "/w:document/w:body/w:altChunk[1]/html/body/p[1]", End: 12}
	if got := blocks[0].Line.At; got != want {
		t.Errorf("the line stands at %+v, want %+v", got, want)
	}
}

// TestAltChunkPlaces: what a document takes in is found again at its places, in RTF and in
// plain text.
func TestAltChunkPlaces(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ file, content, want string }{
		"RTF":        {"c.rtf", `{\rtf1\ansi first\par \trowd\cellx900\cellx1800\pard\intbl a\cell 550\cell\row}`, "first|a|550"},
		"plain text": {"c.TXT", "年度报告\n\n总计 12\n", "年度报告|总计 12"},
	} {
		data := packed(t, document(`<w:altChunk r:id="c" xmlns:r="r"/>`), relationships(`<Relationship Id="c" Type="x/aFChunk" Target="`+c.file+`"/>`), part{"word/" + c.file, c.content})
		_, blocks := read(t, data) // which finds each text again
		var got []string
		look := func(x report.Text) { got = append(got, x.S) }
		for i := range blocks {
			if blocks[i].Grid == nil {
				look(blocks[i].Line)
				continue
			}
			for k := range blocks[i].Grid.Cells {
				look(blocks[i].Grid.Cells[k].Text)
			}
		}
		if strings.Join(got, "|") != c.want {
			t.Errorf("%s: %q, want %s", name, got, c.want)
		}
	}
}
