package css

import (
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
	propFill // paints letters in place of color
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
	case "-webkit-text-fill-color":
		return propFill
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
	case propColor, propFill:
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
