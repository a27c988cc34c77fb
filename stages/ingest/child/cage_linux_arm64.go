package child

// allowedCalls are those that a child may make.
func allowedCalls() []int { return commonCalls() }
