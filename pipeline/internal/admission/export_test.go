package admission

// What the tests of several controllers measure by.
const (
	LeftAfter  = leftAfter
	BlindLooks = blindLooks
)
