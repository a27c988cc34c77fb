package custom

import (
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/builtin"
	"github.com/expr-lang/expr/checker"
	"github.com/expr-lang/expr/compiler"
	"github.com/expr-lang/expr/conf"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/parser"
)

// The limits of one expression.
const (
	maxSource = 2000 // characters
	maxParsed = 400  // nodes as written
	maxNodes  = 2000 // nodes after all, any and none are written out
	maxDepth  = 100  // of nesting; a chain of and or + counts as well
)

// fault is what is wrong in an expression, at a character of it.
type fault struct {
	from   int
	zh, en string
}

// Error returns the English message.
func (f *fault) Error() string { return f.en }

func faultf(at ast.Node, zh, en string, args ...any) *fault {
	f := &fault{zh: fmt.Sprintf(zh, args...), en: fmt.Sprintf(en, args...)}
	if at != nil {
		f.from = at.Location().From
	}
	return f
}

// expressions compiles expressions of the language. It is not safe for concurrent use;
// the programs it returns are.
type expressions struct {
	functions map[string]function
	names     []string
	operators map[string][]operator
	cells     catalogue
	config    *conf.Config
}

func newExpressions() *expressions {
	x := &expressions{functions: map[string]function{}, operators: operators(), cells: newCatalogue(), config: conf.CreateNew()}
	for _, f := range language() {
		x.functions[f.name] = f
		x.names = append(x.names, f.name)
		x.add(f.name, f.params, f.variadic, f.result, f.call)
		if f.known != nil {
			x.add(knownName(f.name), nil, false, boolKind, func(r *run, _ []any) (any, error) { return f.known(r.pass.Report()), nil })
		}
	}
	x.names = append(x.names, "all", "any", "none", "true", "false", "nil")
	for name, overloads := range x.operators {
		for _, o := range overloads {
			x.add(operatorName(name, o.operand), []kind{o.operand, o.operand}, false, o.result, func(r *run, a []any) (any, error) { return o.call(r, a[0], a[1]) })
		}
	}
	x.config.Functions[matchName] = wrap(matchName, reflect.FuncOf([]reflect.Type{anyType, typeOf(textKind), reflect.TypeFor[*pattern]()}, []reflect.Type{typeOf(boolKind)}, false),
		func(r *run, a []any) (any, error) { return matched(r, a[0], a[1]) })
	x.config.Optimize = false
	x.config.MaxNodes = maxParsed
	x.config.DisableIfOperator = true
	for name := range x.config.Builtins {
		x.config.Disabled[name] = true
	}
	clear(x.config.Builtins)
	return x
}

const matchName = "$matches"

func knownName(field string) string { return "$known_" + field }

func operatorName(op string, k kind) string { return "$" + op + typeOf(k).Name() }

var anyType = reflect.TypeFor[any]()

func typeOf(k kind) reflect.Type {
	switch k {
	case numberKind, sectionKind:
		return reflect.TypeFor[number]()
	case boolKind:
		return reflect.TypeFor[bool]()
	case patternKind:
		return reflect.TypeFor[*selection]()
	}
	return reflect.TypeFor[string]()
}

// add makes a function known to expr, with its types. Every call is given the run first.
func (x *expressions) add(name string, params []kind, variadic bool, result kind, call func(*run, []any) (any, error)) {
	in := []reflect.Type{anyType}
	for _, p := range params {
		in = append(in, typeOf(p))
	}
	if variadic {
		in[len(in)-1] = reflect.SliceOf(in[len(in)-1])
	}
	x.config.Functions[name] = wrap(name, reflect.FuncOf(in, []reflect.Type{typeOf(result)}, variadic), call)
}

func wrap(name string, t reflect.Type, call func(*run, []any) (any, error)) *builtin.Function {
	return &builtin.Function{Name: name, Types: []reflect.Type{t}, Func: func(params ...any) (any, error) {
		r := params[0].(*run)
		if err := r.spend(0); err != nil {
			return nil, err
		}
		return call(r, params[1:])
	}}
}

// compile turns an expression into a program. want is the kind it must have, 0 for any.
// The error is a *fault.
func (x *expressions) compile(src string, want kind) (*program, error) {
	if strings.TrimSpace(src) == "" {
		return nil, faultf(nil, "表达式是空的", "the expression is empty")
	}
	rs := []rune(src)
	if len(rs) > maxSource {
		return nil, &fault{from: maxSource, zh: fmt.Sprintf("表达式超过 %d 字", maxSource), en: fmt.Sprintf("the expression is longer than %d characters", maxSource)}
	}
	tree, err := parser.ParseWithConfig(src, x.config)
	if err != nil {
		return nil, syntaxFault(err, len(rs))
	}
	l := &lowering{x: x, src: rs}
	root, got, err := l.lower(tree.Node, 0)
	if err != nil {
		return nil, err
	}
	if want != 0 && got != want {
		return nil, faultf(nil, "表达式的结果应为%[1]s，而不是%[2]s", "the expression must give %[3]s, not %[4]s", want.zh(), got.zh(), want.en(), got.en())
	}
	tree.Node = root
	if _, err := checker.Check(tree, x.config); err != nil {
		return nil, syntaxFault(err, len(rs))
	}
	code, err := compiler.Compile(tree, x.config)
	if err != nil {
		return nil, syntaxFault(err, len(rs))
	}
	return &program{code: code, result: got, paths: l.paths}, nil
}

// syntaxFault puts expr's own error into both languages.
func syntaxFault(err error, end int) *fault {
	f := &fault{from: 0, zh: "表达式语法有误：" + err.Error(), en: "the expression cannot be read: " + err.Error()}
	var e *file.Error
	if !errors.As(err, &e) {
		return f
	}
	f.from = min(e.From, end)
	f.zh, f.en = "表达式语法有误："+e.Message, "the expression cannot be read: "+e.Message
	switch {
	case strings.HasPrefix(e.Message, "unexpected token EOF"), strings.HasPrefix(e.Message, "unexpected end"):
		f.from = end
		f.zh, f.en = "表达式没有写完", "the expression ends too early"
	case strings.Contains(e.Message, "maximum allowed nodes"):
		f.zh = fmt.Sprintf("表达式过长：超过 %d 个成分", maxParsed)
		f.en = fmt.Sprintf("the expression is too long: more than %d parts", maxParsed)
	case strings.HasPrefix(e.Message, "unexpected token"):
		f.zh = "此处不应出现 " + strings.TrimPrefix(e.Message, "unexpected token ")
		f.en = e.Message
	case strings.Contains(e.Message, "literal not terminated"):
		f.zh, f.en = "引号没有闭合", "a quoted text has no end"
	}
	return f
}
