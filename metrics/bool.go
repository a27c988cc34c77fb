package metrics

// Bool is a gauge's value for yes and no: 1 and 0.
func Bool(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
