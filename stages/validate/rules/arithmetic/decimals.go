package arithmetic

import (
	"math"
	"strconv"
	"strings"

	"github.com/gouji/gouji/stages/validate/narrative"
)

// size is a number with its scale: 3.2万 are 32000.
func size(n narrative.Number) float64 {
	v, _ := strconv.ParseFloat(n.Value.String(), 64)
	return v * float64(n.Scale)
}

// lastDigit is what the last digit of a number counts: 0.1 of 5.5.
func lastDigit(printed string) float64 {
	_, frac, _ := strings.Cut(printed, ".")
	return math.Pow(10, -float64(len(frac)))
}

// decimal prints a number with two decimals at most.
func decimal(v float64) string { return strconv.FormatFloat(math.Round(v*100)/100, 'f', -1, 64) }
