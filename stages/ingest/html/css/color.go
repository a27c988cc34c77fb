package css

import (
	"strconv"
	"strings"
)

// color is a colour, as far as it is known.
type color struct {
	r, g, b uint8
	state   colorState
}

// colorState says what is known of a colour. The zero value is unknown.
type colorState uint8

const (
	opaque colorState = iota + 1
	clear
	image // a background with a picture, of which nothing is known
)

// parseColor reads the colours that CSS and HTML attributes have: names, #rgb, #rrggbb,
// rgb(), rgba(), hsl().
func parseColor(s string) color {
	if s == "" {
		return color{}
	}
	if s[0] == '#' {
		return hexColor(s[1:])
	}
	if name, args, ok := strings.Cut(s, "("); ok {
		args, _, _ = strings.Cut(args, ")")
		return function(name, args)
	}
	return named(s)
}

func hexColor(s string) color {
	switch len(s) {
	case 3, 4:
		var long [8]byte
		for i := range len(s) {
			long[2*i], long[2*i+1] = s[i], s[i]
		}
		s = string(long[:2*len(s)])
	case 6, 8:
	default:
		return color{}
	}
	n, err := strconv.ParseUint(s, 16, 32)
	if err != nil {
		return color{}
	}
	c := color{state: opaque}
	if len(s) == 8 {
		c = c.fade(float32(n&0xFF) / 255)
		n >>= 8
	}
	c.r, c.g, c.b = uint8(n>>16), uint8(n>>8), uint8(n)
	return c
}

// fade takes the opacity of a colour; half transparent ones are unknown.
func (c color) fade(alpha float32) color {
	switch {
	case alpha <= nothing:
		c.state = clear
	case alpha < 0.5:
		c.state = 0
	}
	return c
}

// nothing is the opacity at and below which nothing is seen.
const nothing = 0.1

func function(name, args string) color {
	fields := strings.FieldsFunc(args, func(r rune) bool { return r == ' ' || r == ',' || r == '/' })
	if len(fields) < 3 {
		return color{}
	}
	var v [4]float32
	v[3] = 1
	for i, f := range fields[:min(4, len(fields))] {
		n, rest := number(f)
		if rest == "%" {
			n /= 100
			if i < 3 && strings.HasPrefix(name, "r") {
				n *= 255
			}
		} else if rest != "" && rest != "deg" {
			return color{}
		}
		v[i] = n
	}
	c := color{state: opaque}
	switch name {
	case "rgb", "rgba":
		c.r, c.g, c.b = channel(v[0]), channel(v[1]), channel(v[2])
	case "hsl", "hsla":
		// Only the ends of the scale matter: nearly white and nearly black.
		switch l := v[2]; {
		case l >= 0.96:
			c.r, c.g, c.b = 255, 255, 255
		case l <= 0.04:
		default:
			c.state = 0
		}
	default:
		return color{}
	}
	return c.fade(v[3])
}

func channel(n float32) uint8 { return uint8(max(0, min(255, n))) }

// named knows the sixteen colours of HTML and those near to white; others are unknown.
func named(s string) color {
	const white = 0xFFFFFF
	n := 0
	switch s {
	case "transparent":
		return color{state: clear}
	case "white":
		n = white
	case "black", "windowtext":
	case "red":
		n = 0xFF0000
	case "lime":
		n = 0x00FF00
	case "blue":
		n = 0x0000FF
	case "green":
		n = 0x008000
	case "maroon":
		n = 0x800000
	case "navy":
		n = 0x000080
	case "yellow":
		n = 0xFFFF00
	case "aqua", "cyan":
		n = 0x00FFFF
	case "fuchsia", "magenta":
		n = 0xFF00FF
	case "olive":
		n = 0x808000
	case "purple":
		n = 0x800080
	case "teal":
		n = 0x008080
	case "gray", "grey":
		n = 0x808080
	case "silver":
		n = 0xC0C0C0
	case "orange":
		n = 0xFFA500
	case "whitesmoke":
		n = 0xF5F5F5
	case "snow":
		n = 0xFFFAFA
	case "ivory":
		n = 0xFFFFF0
	case "ghostwhite":
		n = 0xF8F8FF
	case "floralwhite":
		n = 0xFFFAF0
	case "azure":
		n = 0xF0FFFF
	case "mintcream":
		n = 0xF5FFFA
	case "aliceblue":
		n = 0xF0F8FF
	case "lavenderblush":
		n = 0xFFF0F5
	case "seashell":
		n = 0xFFF5EE
	case "window":
		n = white
	default:
		return color{}
	}
	return color{r: uint8(n >> 16), g: uint8(n >> 8), b: uint8(n), state: opaque}
}

// background reads the colour in a background; one with a picture is a picture.
func background(v string) color {
	if strings.Contains(v, "url(") || strings.Contains(v, "gradient(") || strings.Contains(v, "image") {
		return color{state: image}
	}
	if c := parseColor(v); c.state != 0 {
		return c
	}
	for f := range strings.FieldsSeq(v) {
		if c := parseColor(f); c.state != 0 {
			return c
		}
	}
	if v == "none" || v == "initial" || v == "unset" || v == "inherit" {
		return color{state: clear}
	}
	return color{}
}

// near reports whether text of one colour cannot be seen on the other: no channel differs
// by a tenth.
func (c color) near(o color) bool {
	const most = 24
	return c.state == opaque && o.state == opaque &&
		apart(c.r, o.r) <= most && apart(c.g, o.g) <= most && apart(c.b, o.b) <= most
}

func apart(a, b uint8) int { return max(int(a)-int(b), int(b)-int(a)) }
