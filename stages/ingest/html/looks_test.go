package html_test

import (
	"strings"
	"testing"
)

// TestLooks has one cell a case: what a reader sees of it, and what ingest says of the rest.
func TestLooks(t *testing.T) {
	for name, c := range map[string]struct{ page, want string }{
		"plain":                    {`119`, `"119"`},
		"del":                      {`<del>12</del>119`, `"12119"[struck "12"]`},
		"s and strike":             {`<s>1</s>2<strike>3</strike>`, `"123"[struck "1"][struck "3"]`},
		"sup":                      {`119<sup>1</sup>`, `"1191"[raised "1"]`},
		"sub":                      {`119<sub>1</sub>`, `"1191"[lowered "1"]`},
		"nothing but a note mark":  {` <sup>①</sup> `, `"①"[raised "①"]<symbol 0>`},
		"nothing but white":        {`<font color=white>7</font>`, `"7"[pale "7"]`},
		"ins is shown":             {`<ins>12</ins>119`, `"12119"`},
		"nested in sup":            {`119<sup><a href="#n"><b>[1]</b></a></sup>`, `"119[1]"[raised "[1]"]`},
		"line-through":             {`<span style="color:red;text-decoration:line-through">12</span>452`, `"12452"[struck "12"]`},
		"decoration is not undone": {`<s>1<span style="text-decoration:none">2</span></s>3`, `"123"[struck "12"]`},
		"del without its line":     {`<del style="text-decoration:none">12</del>3`, `"123"`},
		"font-size nought":         {`163<span style="font-size:0">7</span>`, `"1637"[tiny "7"]`},
		"font-size one pixel":      {`163<span style="font-size: 1PX ">7</span>`, `"1637"[tiny "7"]`},
		"font shorthand":           {`163<span style="font:0/0 a">7</span>`, `"1637"[tiny "7"]`},
		"font weight is no size":   {`163<span style="font:100 16px a">7</span>`, `"1637"`},
		"font-size in em of em":    {`<span style="font-size:20%">1<b style="font-size:.9em">2</b></span>3`, `"123"[tiny "12"]`},
		"font-size comes back":     {`<span style="font-size:0">1<b style="font-size:14px">2</b></span>3`, `"123"[tiny "1"]`},
		"rem is not known":         {`<span style="font-size:.16rem">12</span>`, `"12"`},
		"no box":                   {`<span style="display:none">7</span>228`, `"228"`},
		"visibility":               {`<span style="visibility:hidden">7<b style="visibility:visible">2</b></span>28`, `"7228"[hidden "7"]`},
		"opacity":                  {`<span style="opacity:0.0">7<b style="opacity:1">2</b></span>28`, `"7228"[hidden "72"]`},
		"off the page":             {`<span style="position:absolute;left:-9999px">7</span>38`, `"738"[hidden "7"]`},
		"not off the page":         {`<span style="position:absolute;left:50%;margin-left:-500px">738</span>`, `"738"`},
		"moved without position":   {`<span style="left:-9999px">7</span>38`, `"738"`},
		"indented away":            {`<p style="text-indent:-9999px">7</p>38`, `"7\n38"[hidden "7"]`},
		"hanging indent":           {`<p style="text-indent:-32pt">738</p>`, `"738"`},
		"clipped":                  {`<span style="position:absolute;width:1px;height:1px;overflow:hidden;clip:rect(0, 0, 0, 0)">7</span>38`, `"738"[hidden "7"]`},
		"clip-path":                {`<span style="clip-path:inset(50%)">7</span>38`, `"738"[hidden "7"]`},
		"no clip without position": {`<span style="clip:rect(0,0,0,0)">7</span>38`, `"738"`},
		"no width in a line":       {`<span style="overflow:hidden;width:0">7</span>38`, `"738"`},
		"closed box":               {`<div style="overflow:hidden;height:0">7</div>38`, `"7\n38"[hidden "7"]`},
		"shrunk":                   {`<span style="transform:scale(0)">7</span>38`, `"738"[hidden "7"]`},
		"white":                    {`<font color=white>7</font>38`, `"738"[pale "7"]`},
		"nearly white":             {`<span style="color:#fdfdfd">7</span>38`, `"738"[pale "7"]`},
		"white by number":          {`<span style="color:rgb(255 255 255 / 1)">7</span>38`, `"738"[pale "7"]`},
		"transparent":              {`<span style="color:rgba(0,0,0,0)">7</span>38`, `"738"[pale "7"]`},
		"white on blue":            {`<span style="background:#1a5ca8;color:#fff">738</span>`, `"738"`},
		"blue on blue":             {`<span style="background:#1a5ca8"><b style="color:#1a5ca8">7</b></span>38`, `"738"[pale "7"]`},
		"fill color":               {`<span style="-webkit-text-fill-color:#fff;color:red">7</span>38`, `"738"[pale "7"]`},
		"off by its own box":       {`<span style="position:absolute;left:-100%">7</span>38`, `"738"[hidden "7"]`},
		"indented to the right":    {`<p style="text-indent:9999px">7</p>38`, `"7\n38"[hidden "7"]`},
		"white on a picture":       {`<span style="background:url(a.png)"><b style="color:#fff">7</b></span>38`, `"738"`},
		"grey is read":             {`<span style="color:#ccc">7</span>38`, `"738"`},
		"vertical-align":           {`38<span style="vertical-align:super">7</span>`, `"387"[raised "7"]`},
		"raised by a length":       {`38<span style="vertical-align:6px">7</span>`, `"387"[raised "7"]`},
		"raised and small":         {`38<span style="vertical-align:top;font-size:60%">7</span>`, `"387"[raised "7"]`},
		"at the top is not raised": {`<span style="vertical-align:top">387</span>`, `"387"`},
		"shifted up":               {`38<span style="position:relative;top:-.5em">7</span>`, `"387"[raised "7"]`},
		"shifted a little by Word": {`<span style="position:relative;top:-1.0pt;mso-text-raise:1.0pt">387</span>`, `"387"`},
		"a box shifted up":         {`<div style="position:relative;top:-20px">387</div>`, `"387"`},
		"right to left":            {`<bdo dir="rtl">403</bdo>`, `"403"[reversed "403"]<symbol 0>`},
		"left to right":            {`<bdo dir="ltr">403</bdo>`, `"403"`},
		"right to left by style":   {`<span style="direction:rtl;unicode-bidi:bidi-override">403</span>`, `"403"[reversed "403"]<symbol 0>`},
		"right to left alone":      {`<span dir=rtl>403</span>`, `"403"`},
		"reversal sign":            {"1\u202e403\u202c", `"1` + "\\u202e403\\u202c" + `"[reversed "` + "\\u202e403\\u202c" + `"]<symbol 1>`},
		"other bidi signs":         {"1\u200f403\u200e", `"1` + "\\u200f403\\u200e" + `"`},
		"ruby":                     {`<ruby>12<rp>(</rp><rt>3</rt><rp>)</rp></ruby>`, `"12(3)"[hidden "("][raised "3"][hidden ")"]`},
		"the strongest look":       {`<s>1<sup style="color:#fff">2</sup></s>`, `"12"[struck "12"]<symbol 0>`},
		"important":                {`<span style="display:inline;color:#fff!important;color:red">7</span>38`, `"738"[pale "7"]`},
	} {
		t.Run(name, func(t *testing.T) {
			_, blocks := read(t, "<table><tr><td>类<td>数量<td>"+c.page+"</table>")
			want := "grid 1x3\n 0: 0\"类\" 1\"数量\" 2" + c.want + "\n"
			if got := show(blocks); got != want {
				t.Errorf("got\n%swant\n%s", got, want)
			}
		})
	}
}

// TestSheets has a style sheet a case for the cell <td class="n a"><b id=i class="x y">7</b>38.
func TestSheets(t *testing.T) {
	const plain, hidden, pale = "", `[hidden "7"]`, `[pale "7"]`
	for name, c := range map[string]struct{ sheet, want string }{
		"nothing":                     {``, plain},
		"class":                       {`td{padding:2px} .x{display:none}`, hidden},
		"tag":                         {`b{visibility:hidden}`, hidden},
		"id":                          {`#i{opacity:0}`, hidden},
		"any":                         {`td *{display:none}`, hidden},
		"list":                        {`h1,b.y , p{display:none}`, hidden},
		"compound":                    {`b.x.y{display:none}`, hidden},
		"compound of another":         {`b.x.z{display:none}`, plain},
		"descendant":                  {`table .n b{display:none}`, hidden},
		"descendant of another":       {`.m b{display:none}`, plain},
		"child":                       {`td>b{display:none}`, hidden},
		"no child":                    {`tr>b{display:none}`, plain},
		"descendants go back":         {`table td > b{display:none}`, hidden},
		"attribute":                   {`[class~=y]{display:none}`, hidden},
		"attribute of another":        {`[class="y"]{display:none}`, plain},
		"first child":                 {`b:first-child{display:none}`, hidden},
		"third cell":                  {`td:nth-child(3) b{display:none}`, hidden},
		"first cell":                  {`td:nth-child(1) b{display:none}`, plain},
		"hover":                       {`b:hover{display:none}`, plain},
		"sibling":                     {`p + b{display:none}`, plain},
		"the last wins":               {`.x{display:none} .x{display:inline}`, plain},
		"the more specific wins":      {`#i{display:inline} .x{display:none}`, plain},
		"two classes beat one":        {`.x.y{display:inline} .x{display:none}`, plain},
		"important wins":              {`#i{display:inline} .x{display:none !important}`, hidden},
		"sr-only":                     {`.x{position:absolute;width:1px;height:1px;padding:0;margin:-1px;overflow:hidden;clip:rect(0,0,0,0);border:0}`, hidden},
		"comments":                    {`/* a{ */ .x/**/{ /* b */ color /**/ : /* c */ #fff }`, pale},
		"strings":                     {`.z{content:"}"} .x{color:#fff}`, pale},
		"old marks":                   {`<!-- .x{color:#fff} -->`, pale},
		"screen":                      {`@media screen and (min-width:600px){.x{color:#fff}}`, pale},
		"print":                       {`@media print{.x{display:none}}`, plain},
		"telephone":                   {`@media (max-width: 768px){.x{display:none}}`, plain},
		"behind other rules":          {`@charset "utf-8"; @font-face{font-family:a;src:url(b;c)} @keyframes k{from{opacity:0}} .x{color:#fff}`, pale},
		"not closed":                  {`.x{color:#fff`, pale},
		"a bad rule in between":       {`.x{color:red;;:;x} } .x{{color:blue}} .x{color:#fff}`, pale},
		"whole cell has a background": {`td{background:#036;color:#fff} .x{color:yellow}`, plain},
		"cell in white on its ground": {`td{background:#036} .x{color:#003466}`, pale},
		"figures of a style":          {`.x::before{content:"3"}`, `<symbol 0>`},
		"dots of a style":             {`.x:before{content:"\2022 "} .x:after{content:""}`, plain},
		"page hidden until it is set": {`body{visibility:hidden;opacity:0} html{display:none}`, plain},
	} {
		t.Run(name, func(t *testing.T) {
			_, blocks := read(t, "<style>"+c.sheet+"</style><table><tr><td>类<td>数量<td class='n a'><b id=i class='x y'>7</b>38</table>")
			want := "grid 1x3\n 0: 0\"类\" 1\"数量\" 2\"738\"" + c.want + "\n"
			if got := show(blocks); got != want {
				t.Errorf("got\n%swant\n%s", got, want)
			}
		})
	}
}

// TestHiddenBlocks has lines, rows and tables of which nothing is displayed.
func TestHiddenBlocks(t *testing.T) {
	for name, c := range map[string]struct{ page, want string }{
		"line":     {"<style>.x{display:none}</style><p class=x>甲<p>乙", "\"乙\"\n"},
		"lines":    {"<style>.x{display:none}</style><div class=x><p>甲<p>乙</div><p>丙", "\"丙\"\n"},
		"in lines": {"<style>.x{display:none}</style><p>甲<span class=x>乙</span>丙", "\"甲乙丙\"[hidden \"乙\"]\n"},
		"table":    {"<style>.x{display:none}</style><table class=x><tr><td>1<td>2</table><p>丙", "\"丙\"\n"},
		"row":      {"<style>.x{display:none}</style><table><tr class=x><td>1<td>2<tr><td>3<td>4</table>", "grid 1x2\n 0: 0\"3\" 1\"4\"\n"},
		"cell":     {"<style>.x{display:none}</style><table><tr><td>1<td class=x>2<td>3</table>", "grid 1x2\n 0: 0\"1\" 1\"3\"\n"},
		"cell that keeps its place": {"<style>.x{visibility:hidden}</style><table><tr><td>1<td class=x>2<td>3</table>",
			"grid 1x3\n 0: 0\"1\" 1\"2\"[hidden \"2\"] 2\"3\"\n"},
		"white heading, sheets elsewhere": {"<link rel=stylesheet href=a.css><h1 style='color:#fff'>甲</h1><p>乙<font color=white>7</font>", "\"甲\"\n\"乙7\"[pale \"7\"]\n"},
		"white heading, none elsewhere":   {"<h1 style='color:#fff'>甲</h1><p>乙", "\"甲\"[pale \"甲\"]\n\"乙\"\n"},
	} {
		t.Run(name, func(t *testing.T) {
			_, blocks := read(t, c.page)
			if got := show(blocks); got != c.want {
				t.Errorf("got\n%swant\n%s", got, c.want)
			}
		})
	}
}

func TestObjects(t *testing.T) {
	for name, c := range map[string]struct{ page, want string }{
		"pictures in a cell":           {"<table><tr><td>类<td>数量<td><img src=3.gif><img src=2.gif></table>", "grid 1x3\n 0: 0\"类\" 1\"数量\" 2\"\"<picture 0><picture 0>\n"},
		"a picture beside":             {"<table><tr><td>类<td>数量<td>12<img src=3.gif></table>", "grid 1x3\n 0: 0\"类\" 1\"数量\" 2\"12\"<picture 2>\n"},
		"picture in a line":            {"<p>甲<img src=a.png>乙", "\"甲乙\"<picture 3>\n"},
		"picture alone":                {"<p>甲<p><img src=a.png><p>乙", "\"甲\"\n\"\"<picture 0>\n\"乙\"\n"},
		"svg and canvas":               {"<p><svg><text>3</text></svg><canvas></canvas>", "\"\"<picture 0><picture 0>\n"},
		"picture in picture":           {"<p><picture><source srcset=b><img src=a></picture>", "\"\"<picture 0>\n"},
		"specks":                       {"<p>甲<img src=a width=1 height=1><img src=b style='display:none'><img src=data:image/gif;base64,R0lGODlhAQABAIAAAP>", "\"甲\"\n"},
		"frame":                        {"<p>甲</p><iframe src='/t.html' width=600></iframe>", "\"甲\"\n\"\"<frame 0 /t.html>\n"},
		"frames of nothing":            {"<p>甲<iframe></iframe><iframe src=about:blank></iframe><iframe src=count.html width=0 height=0></iframe>", "\"甲\"\n"},
		"object":                       {"<object data=a.pdf>b</object><embed src=c.swf>", "\"\"<frame 0 a.pdf><frame 0 c.swf>\n"},
		"script":                       {`<p>甲<script>document.write("<table><tr><td>1")</script>`, "\"甲\"<script 3>\n"},
		"script of cells":              {`<p>甲<script>var s='\u003Ctd>';t=document.createElement("td")</script>`, "\"甲\"<script 3>\n"},
		"other scripts":                {`<p>甲<script>if(a<t)b("<title>\n<tb")</script>`, "\"甲\"\n"},
		"script that fills an element": {`<h2>二</h2><div id="t2"> </div><h2>三</h2><div id=t3>1</div><script>document.getElementById('t2').innerHTML=x;$("#t3").html(x)</script>`, "\"二\"\n\"\"<script 0>\n\"三\"\n\"1\"\n"},
		"script that fills cells":      {`<script>f(document.getElementById("a").innerText=1)</script><table><tr><td>类<td>数量<td id=a><td><b id="a"></b></table>`, "grid 1x4\n 0: 0\"类\" 1\"数量\" 2\"\"<script 0> 3\"\"<script 0>\n"},
		"script that only reads":       {`<script>var a=document.getElementById("a").value</script><p id=a></p><p>乙`, "\"乙\"\n"},
		"noscript":                     {"<p>甲<noscript>请打开脚本</noscript><noscript><img src=count></noscript>", "\"甲\"<script 3>\n"},
		"links to files": {"<p><a href='/a/2024.PDF?v=1'>甲</a><a href='b.html'>乙</a><a href='/down?file=c.docx'>丙</a><a href='/down?id=3'>丁.xls</a>",
			"\"甲乙丙丁.xls\"<attachment 0 /a/2024.PDF?v=1><attachment 6 /down?file=c.docx><attachment 9 /down?id=3>\n"},
		"input": {"<table><tr><td>类<td>数量<td><input value=' 640 ' readonly></table>", "grid 1x3\n 0: 0\"类\" 1\"数量\" 2\"640\"\n"},
		"inputs": {"<table><tr><td>类<td>数量<td><input value=6><input value=40></table>",
			"grid 1x3\n 0: 0\"类\" 1\"数量\" 2\"\"<control 0><control 0>\n"},
		"input and text":       {"<table><tr><td>类<td>数量<td><input value=6>件</table>", "grid 1x3\n 0: 0\"类\" 1\"数量\" 2\"件\"<control 0>\n"},
		"empty input":          {"<table><tr><td>类<td>数量<td><input type=text></table>", "grid 1x3\n 0: 0\"类\" 1\"数量\" 2\"\"<control 0>\n"},
		"inputs of no show":    {"<table><tr><td>类<td>数量<td><input type=hidden value=7><input type=submit value=8></table>", "grid 1x3\n 0: 0\"类\" 1\"数量\" 2\"\"\n"},
		"select":               {"<table><tr><td>类<td>数量<td><select><option>1<option selected> 18 <option>19</select></table>", "grid 1x3\n 0: 0\"类\" 1\"数量\" 2\"18\"\n"},
		"select without":       {"<table><tr><td>类<td>数量<td><select><option>1<option>18</select></table>", "grid 1x3\n 0: 0\"类\" 1\"数量\" 2\"1\"\n"},
		"select of many":       {"<table><tr><td>类<td>数量<td><select multiple><option>1<option>18</select></table>", "grid 1x3\n 0: 0\"类\" 1\"数量\" 2\"\"<control 0>\n"},
		"options in groups":    {"<table><tr><td>类<td>数量<td><select><optgroup><option>1</select></table>", "grid 1x3\n 0: 0\"类\" 1\"数量\" 2\"\"<control 0>\n"},
		"hidden by a sheet":    {"<style>.x{display:none}</style><table><tr><td>类<td>数量<td>3<img class=x src=a><input class=x value=2></table>", "grid 1x3\n 0: 0\"类\" 1\"数量\" 2\"3\"\n"},
		"objects of a caption": {"<table><caption><img src=a></caption><tr><td>1<td>2</table>", "\"\"<picture 0>\ngrid 1x2\n 0: 0\"1\" 1\"2\"\n"},
	} {
		t.Run(name, func(t *testing.T) {
			_, blocks := read(t, c.page)
			if got := show(blocks); got != c.want {
				t.Errorf("got\n%swant\n%s", got, c.want)
			}
		})
	}
}

// TestStyleBombs has style sheets that would cost too much.
func TestStyleBombs(t *testing.T) {
	cells := strings.Repeat("<td class='a b c d'>1", 700)
	for name, page := range map[string]string{
		"rules":        "<style>" + strings.Repeat(".a{color:red}", 600) + "</style><p>x",
		"comparisons":  "<style>" + strings.Repeat("*{color:red}", 490) + "</style><table><tr>" + strings.Repeat("<td>1<tr>", 500),
		"descendants":  "<style>" + strings.Repeat("q i i i i i i i i u{color:red}", 20) + "</style>" + strings.Repeat("<i>", 60) + "<u>1",
		"declarations": "<style>i{" + strings.Repeat("color:red;", 1000) + "}</style>" + strings.Repeat("<p><i>1</i>", 300),
		"siblings":     "<style>td:nth-child(9999){color:red}</style><table><tr>" + cells + "<tr>" + cells,
	} {
		t.Run(name, func(t *testing.T) { refused(t, page) })
	}
}
