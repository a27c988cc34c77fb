package admission

// What the tests of several guards measure by.
const (
	LeftAfter  = leftAfter
	BlindLooks = blindLooks
)
