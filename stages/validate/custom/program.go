package custom

import (
	"errors"
	"fmt"

	"github.com/expr-lang/expr/vm"

	"github.com/gouji/gouji/stages/validate/rule"
)

// An expression has no loop but over a list that is written out in it, so it ends; how
// long it takes depends on the text it searches. That is paid for in steps of about a
// nanosecond, and the rule ends inconclusive when they are spent. Steps and not a clock,
// because the same report must get the same verdict on a busy machine.
const (
	maxSteps   = 15_000_000
	costCall   = 100
	costMatch  = 16   // for a byte and an instruction of a regular expression
	maxMemory  = 4096 // elements of lists, which are at most as long as the expression
	maxMachine = 300  // instructions of a regular expression
)

var (
	// errUnread ends an expression that needs what could not be read or is not filled in.
	errUnread = errors.New("a value could not be read")
	// errAbsent ends an expression that needs what the report does not have.
	errAbsent = errors.New("the report does not have the value")
	errSteps  = errors.New("the expression took too many steps")
)

// run is one evaluation: the report's pass and the steps that are left.
type run struct {
	pass *rule.Pass
	left int
}

func newRun(p *rule.Pass) *run { return &run{pass: p, left: maxSteps} }

func (r *run) spend(steps int) error {
	r.left -= steps + costCall
	if r.left < 0 {
		return errSteps
	}
	return nil
}

// program is a compiled expression.
type program struct {
	code   *vm.Program
	result kind
	// paths are the cells it reads, in the order written.
	paths []string
}

// eval returns a number, string or bool by the kind of the program, or an error that is
// errAbsent where the report does not have what it needs; any other error means that the
// expression cannot be judged for this report.
func (p *program) eval(r *run) (any, error) {
	machine := vm.VM{MemoryBudget: maxMemory}
	out, err := machine.Run(p.code, r)
	if err != nil {
		return nil, fmt.Errorf("custom: evaluating: %w", err)
	}
	return out, nil
}

// holds evaluates a condition.
func (p *program) holds(r *run) (bool, error) {
	out, err := p.eval(r)
	if err != nil {
		return false, err
	}
	return out.(bool), nil
}
