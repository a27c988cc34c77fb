package css

import (
	"strconv"
	"strings"
)

// property is one that has to do with whether and how text shows.
type property uint8

const (
	propNone property = iota
	propDisplay
	propVisibility
	propOpacity
	propFontSize
	propColor
	propBackground
	propIndent
	propPosition
	propLeft
	propRight
	propTop
	propBottom
	propMarginLeft
	propMarginTop
	propTransform
	propClip
	propClipPath
	propFloat
	propOverflow
	propWidth
	propHeight
	propDecoration
	propAlign
	propDirection
	propBidi
	propRaise
	propContent
)

// propertyOf names the property, propNone for those that do not matter here.
func propertyOf(name string) property {
	switch name {
	case "display":
		return propDisplay
	case "visibility":
		return propVisibility
	case "opacity":
		return propOpacity
	case "font-size", "font":
		return propFontSize
	case "color":
		return propColor
	case "background", "background-color", "background-image":
		return propBackground
	case "text-indent":
		return propIndent
	case "position":
		return propPosition
	case "left":
		return propLeft
	case "right":
		return propRight
	case "top":
		return propTop
	case "bottom":
		return propBottom
	case "margin-left":
		return propMarginLeft
	case "margin-top":
		return propMarginTop
	case "transform", "-webkit-transform":
		return propTransform
	case "clip":
		return propClip
	case "clip-path", "-webkit-clip-path":
		return propClipPath
	case "float":
		return propFloat
	case "overflow", "overflow-x", "overflow-y":
		return propOverflow
	case "width", "max-width":
		return propWidth
	case "height", "max-height":
		return propHeight
	case "text-decoration", "text-decoration-line":
		return propDecoration
	case "vertical-align":
		return propAlign
	case "direction":
		return propDirection
	case "unicode-bidi":
		return propBidi
	case "mso-text-raise":
		return propRaise
	case "content":
		return propContent
	}
	return propNone
}

// word is a keyword that a property may have.
type word uint8

const (
	other word = iota
	none       // nothing is shown: display:none, an empty clip, scale(0)
	hide
	show
	inline
	block
	baseline
	super
	sub
	top
	away // out of the flow: position absolute or fixed
	relative
	strike
	rightToLeft
	override
	far // moved out of the page
	words
)

// unit is the unit of a length; px stands for all absolute ones.
type unit uint8

const (
	unknown unit = iota
	px
	em
	percent
	root // rem, vw and the like: relative to what only a browser knows
)

// length is a number with its unit.
type length struct {
	n    float32
	unit unit
}

// declaration gives a property its value; which of the fields it has, depends on it.
type declaration struct {
	property  property
	important bool
	word      word
	length    length
	color     color
}

// parseValue reads the value of a property, in lower case; false if it says nothing.
func parseValue(name string, p property, v string) (declaration, bool) {
	d := declaration{property: p}
	switch p {
	case propOpacity:
		n, rest := number(v)
		if rest == "%" {
			n /= 100
		}
		d.length = length{n, px}
		return d, rest == "" || rest == "%"
	case propFontSize:
		d.length = fontSize(name, v)
		return d, true
	case propColor:
		d.color = parseColor(v)
		return d, v != "inherit"
	case propBackground:
		d.color = background(v)
		return d, true
	case propIndent, propLeft, propRight, propTop, propBottom, propMarginLeft, propMarginTop, propWidth, propHeight, propRaise:
		d.length = parseLength(v)
		return d, true
	case propAlign:
		if d.word = keyword(p, v); d.word == other {
			d.length = parseLength(v)
		}
		return d, true
	}
	d.word = keyword(p, v)
	return d, true
}

// keyword reads a value of one or more words.
func keyword(p property, v string) word {
	has := func(s string) bool { return strings.Contains(v, s) }
	first, _, _ := strings.Cut(v, " ")
	switch p {
	case propDisplay:
		switch {
		case first == "none":
			return none
		case first == "inline" || first == "contents":
			return inline
		}
		return block
	case propVisibility:
		switch first {
		case "hidden", "collapse":
			return hide
		case "visible":
			return show
		}
	case propPosition:
		switch first {
		case "absolute", "fixed":
			return away
		case "relative":
			return relative
		}
	case propTransform:
		return transform(v)
	case propClip, propClipPath:
		return clip(v)
	case propFloat:
		if first == "left" || first == "right" {
			return block
		}
	case propOverflow:
		if has("hidden") || has("clip") {
			return hide
		}
	case propDecoration:
		if has("line-through") {
			return strike
		}
	case propAlign:
		switch first {
		case "super":
			return super
		case "sub":
			return sub
		case "top", "text-top":
			return top
		case "baseline", "initial", "unset":
			return baseline
		}
	case propDirection:
		if first == "rtl" {
			return rightToLeft
		}
	case propBidi:
		if has("override") {
			return override
		}
	case propContent:
		if saysSomething(v) {
			return words
		}
	}
	return other
}

// saysSomething reports whether generated content could be read as a figure or a word. Dots,
// quotes and the characters of icon fonts are no such thing.
func saysSomething(v string) bool {
	if strings.Contains(v, "counter") || strings.Contains(v, "attr(") {
		return true
	}
	quote := byte(0)
	for i := 0; i < len(v); i++ {
		switch c := v[i]; {
		case quote == 0 && (c == '"' || c == '\''):
			quote = c
		case c == quote:
			quote = 0
		case quote != 0 && c == '\\':
			// An escape such as \e601 or \0033; those below U+0080 are read.
			n, digits := 0, 0
			for i+1 < len(v) && digits < 6 && hex(v[i+1]) >= 0 {
				i++
				digits++
				n = n*16 + hex(v[i])
			}
			if n >= '0' && n <= '9' {
				return true
			}
		case quote != 0 && c >= '0' && c <= '9':
			return true
		}
	}
	return false
}

func hex(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c|0x20 >= 'a' && c|0x20 <= 'f':
		return int(c|0x20-'a') + 10
	}
	return -1
}

// transform tells whether an element is shrunk to nothing or moved out of the page.
func transform(v string) word {
	name, args, _ := strings.Cut(v, "(")
	args, _, _ = strings.Cut(args, ")")
	switch name = strings.TrimSpace(name); {
	case strings.HasPrefix(name, "scale"):
		for a := range strings.SplitSeq(args, ",") {
			if n, rest := number(strings.TrimSpace(a)); n == 0 && rest == "" {
				return none
			}
		}
	case strings.HasPrefix(name, "translate"):
		for a := range strings.SplitSeq(args, ",") {
			if l := parseLength(strings.TrimSpace(a)); l.unit == px && (l.n <= -farAway || l.n >= farRight) {
				return far
			}
		}
	}
	return other
}

// clip tells whether nothing is left: rect(0 0 0 0), rect(1px,1px,1px,1px), inset(50%),
// circle(0).
func clip(v string) word {
	name, args, ok := strings.Cut(v, "(")
	if !ok {
		return other
	}
	args, _, _ = strings.Cut(args, ")")
	fields := strings.FieldsFunc(args, func(r rune) bool { return r == ' ' || r == ',' })
	var sides [4]length
	n := 0
	for ; n < len(fields) && n < 4; n++ {
		if sides[n] = parseLength(fields[n]); sides[n].unit == unknown {
			break
		}
	}
	switch {
	case name == "rect" && n == 4:
		if sides[2].n-sides[0].n <= 1 || sides[1].n-sides[3].n <= 1 {
			return none
		}
	case name == "inset" && n > 0 && sides[0].unit == percent && sides[0].n >= 50:
		return none
	case name == "circle" && n > 0 && sides[0].n == 0:
		return none
	}
	return other
}

// number reads a number at the beginning of s and returns what follows it.
func number(s string) (float32, string) {
	i := 0
	for i < len(s) && (s[i] >= '0' && s[i] <= '9' || s[i] == '.' || i == 0 && (s[i] == '-' || s[i] == '+')) {
		i++
	}
	n, err := strconv.ParseFloat(s[:i], 32)
	if err != nil {
		return 0, "?"
	}
	return float32(n), s[i:]
}

// parseLength reads a length; unit unknown if it is none.
func parseLength(s string) length {
	n, u := number(s)
	switch u {
	case "px":
		return length{n, px}
	case "":
		// Only nought has no unit in the standard; browsers take others in quirks mode as px.
		return length{n, px}
	case "pt":
		return length{n * 4 / 3, px}
	case "pc":
		return length{n * 16, px}
	case "in":
		return length{n * 96, px}
	case "cm":
		return length{n * 96 / 2.54, px}
	case "mm":
		return length{n * 96 / 25.4, px}
	case "em":
		return length{n, em}
	case "ex", "ch":
		return length{n / 2, em}
	case "%":
		return length{n, percent}
	case "rem", "vw", "vh", "vmin", "vmax":
		return length{n, root}
	}
	return length{}
}

// fontSize reads font-size, or the size in the shorthand font.
func fontSize(name, v string) length {
	if name == "font" {
		for f := range strings.FieldsSeq(v) {
			size, _, _ := strings.Cut(f, "/")
			if l := parseLength(size); l.unit != unknown && !weight(size) {
				return l
			}
		}
		return length{}
	}
	switch v {
	case "xx-small":
		return length{9, px}
	case "x-small":
		return length{10, px}
	case "small":
		return length{13, px}
	case "medium", "initial":
		return length{16, px}
	case "large", "x-large", "xx-large":
		return length{24, px}
	case "smaller":
		return length{0.83, em}
	case "larger":
		return length{1.2, em}
	}
	return parseLength(v)
}

// weight reports that a number in the shorthand font is a weight, such as 700.
func weight(s string) bool {
	return len(s) == 3 && s[1:] == "00" && s[0] >= '1' && s[0] <= '9'
}
