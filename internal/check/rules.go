package check

import (
	"bytes"
	"fmt"
	"os"
	"sync/atomic"

	"github.com/gouji/gouji/stages/neighbour/members"
	"github.com/gouji/gouji/stages/validate"
	"github.com/gouji/gouji/stages/validate/custom"
	"github.com/gouji/gouji/stages/validate/rules"
)

// Rules are the rules in force. They are replaced as a whole while others judge by them;
// whoever judges several reports together takes them once, with Now. It is safe for
// concurrent use.
type Rules struct {
	p atomic.Pointer[validate.Validator]
}

// NewRules puts v in force.
func NewRules(v *validate.Validator) *Rules {
	r := &Rules{}
	r.p.Store(v)
	return r
}

// Now returns the rules in force.
func (r *Rules) Now() *validate.Validator { return r.p.Load() }

// Replace puts v in force and returns what was.
func (r *Rules) Replace(v *validate.Validator) *validate.Validator { return r.p.Swap(v) }

// Book returns the rules of the book alone.
func Book() (*validate.Validator, error) {
	v, err := validate.New(rules.Book(), rules.Set)
	if err != nil {
		return nil, fmt.Errorf("the rule book is not sound: %w", err)
	}
	return v, nil
}

// BookWith returns the book changed by a rules file. name is what the errors call the file;
// its faults are yamlfile.Errors, with line and column.
func BookWith(file []byte, name string) (*validate.Validator, error) {
	book := rules.Book()
	f, err := custom.Load(bytes.NewReader(file), name, book)
	if err != nil {
		return nil, err
	}
	if book, err = f.Apply(book); err != nil {
		return nil, err
	}
	return validate.New(book, f.Set)
}

// ReadRules reads the rules file at path and returns its bytes and the book changed by it;
// "" is the book alone. The errors are those of os.ReadFile and of BookWith.
func ReadRules(path string) ([]byte, *validate.Validator, error) {
	if path == "" {
		v, err := Book()
		return nil, v, err
	}
	file, err := os.ReadFile(path)
	if err != nil {
		return nil, nil, fmt.Errorf("reading the rules file: %w", err)
	}
	v, err := BookWith(file, path)
	return file, v, err
}

// ReadMembers reads the members file at path; "" is no list, which is nil. The errors are those
// of os.ReadFile and of members.Load.
func ReadMembers(path string) (*members.List, error) {
	if path == "" {
		return nil, nil
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("reading the members file: %w", err)
	}
	list, err := members.Load(bytes.NewReader(data), path)
	if err != nil {
		return nil, fmt.Errorf("成员名单有误 · the members file is refused:\n%w", err)
	}
	return list, nil
}
