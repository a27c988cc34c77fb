package custom

import (
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"

	"github.com/expr-lang/expr/ast"

	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/yamlfile"
)

// lowering turns what expr's parser read into what its machine may run. What is not
// named here is refused, so a new version of expr cannot add to the language.
//
// It gives every node its kind, puts exact numbers in place of expr's own, and writes
// all, any and none out for each element of their list: what runs has no loops, and the
// path of every cell is known when the file is loaded.
type lowering struct {
	x     *expressions
	src   []rune
	nodes int
	elem  ast.Node // what # stands for, nil outside a list
	paths []string
}

func (l *lowering) lower(n ast.Node, depth int) (ast.Node, kind, error) {
	if l.nodes++; l.nodes > maxNodes {
		return nil, 0, faultf(n, "表达式过长：展开后超过 %d 个成分", "the expression is too long: more than %d parts when written out", maxNodes)
	}
	if depth > maxDepth {
		return nil, 0, faultf(n, "表达式嵌套超过 %d 层", "the expression is nested more than %d deep", maxDepth)
	}
	out, k, err := l.node(n, depth+1)
	if err == nil {
		out.SetLocation(n.Location())
	}
	return out, k, err
}

func (l *lowering) node(n ast.Node, depth int) (ast.Node, kind, error) {
	switch n := n.(type) {
	case *ast.IntegerNode:
		return &ast.ConstantNode{Value: whole(int64(n.Value))}, numberKind, nil
	case *ast.FloatNode:
		return l.decimal(n)
	case *ast.StringNode:
		return &ast.StringNode{Value: n.Value}, textKind, nil
	case *ast.BoolNode:
		return &ast.BoolNode{Value: n.Value}, boolKind, nil
	case *ast.PointerNode:
		if l.elem == nil || n.Name != "" {
			return nil, 0, faultf(n, "只有 all、any、none 里面可以写 #", "# can only be written inside all, any and none")
		}
		return l.lower(l.elem, depth)
	case *ast.IdentifierNode:
		return l.field(n)
	case *ast.UnaryNode:
		return l.unary(n, depth)
	case *ast.BinaryNode:
		return l.binary(n, depth)
	case *ast.ConditionalNode:
		return l.conditional(n, depth)
	case *ast.CallNode:
		return l.function(n, depth)
	case *ast.BuiltinNode:
		return l.list(n, depth)
	case *ast.NilNode:
		return nil, 0, faultf(n, "nil 只能写在 == 或 != 的一边", "nil can only stand on one side of == or !=")
	case *ast.MemberNode:
		return nil, 0, faultf(innermost(n), "不支持用点或方括号取值；单元格请写成 num(\"applications.granted.total\")", "dots and square brackets are not supported; a cell is num(\"applications.granted.total\")")
	case *ast.ArrayNode:
		return nil, 0, faultf(n, "列表只能写在 in 的右边，或作为 all、any、none 的第一项", "a list can only stand behind in, or first in all, any and none")
	}
	return nil, 0, faultf(n, "规则的表达式不支持这种写法", "this is not part of the language of rules")
}

// innermost is where a.b.c begins.
func innermost(n ast.Node) ast.Node {
	for {
		m, ok := n.(*ast.MemberNode)
		if !ok {
			return n
		}
		n = m.Node
	}
}

// decimal reads the literal from the source: expr has already rounded it to binary.
func (l *lowering) decimal(n *ast.FloatNode) (ast.Node, kind, error) {
	at := n.Location()
	literal := strings.ReplaceAll(string(l.src[min(at.From, len(l.src)):min(at.To, len(l.src))]), "_", "")
	v, err := report.ParseNumber(literal)
	if err != nil {
		return nil, 0, faultf(n, "小数应写成 12.34 的样子，不超过 18 位", "a decimal is written like 12.34, with at most 18 digits")
	}
	d, ok := exact(v)
	if !ok {
		return nil, 0, faultf(n, "数值过大", "the number is too large")
	}
	return &ast.ConstantNode{Value: d}, numberKind, nil
}

// call is a call of a Go function; the first argument is the run.
func call(name string, args ...ast.Node) ast.Node {
	return &ast.CallNode{Callee: &ast.IdentifierNode{Value: name}, Arguments: append([]ast.Node{&ast.IdentifierNode{Value: "$env"}}, args...)}
}

func (l *lowering) field(n *ast.IdentifierNode) (ast.Node, kind, error) {
	f, ok := l.x.functions[n.Value]
	if !ok {
		return nil, 0, l.unknown(n, n.Value)
	}
	if !f.field {
		return nil, 0, faultf(n, "%s 是函数，后面要有括号", "%s is a function and needs brackets", n.Value)
	}
	return call(f.name), f.result, nil
}

func (l *lowering) unknown(n ast.Node, name string) error {
	zh, en := yamlfile.Hint(name, l.x.names)
	return faultf(n, "未知名称 %s%[2]s", "unknown name %[1]s%[3]s", name, zh, en)
}

func (l *lowering) unary(n *ast.UnaryNode, depth int) (ast.Node, kind, error) {
	in, k, err := l.lower(n.Node, depth)
	if err != nil {
		return nil, 0, err
	}
	switch {
	case (n.Operator == "not" || n.Operator == "!") && k == boolKind:
		return &ast.UnaryNode{Operator: "not", Node: in}, boolKind, nil
	case n.Operator == "-" && k == numberKind:
		return call(operatorName("-", numberKind), &ast.ConstantNode{Value: whole(0)}, in), numberKind, nil
	}
	return nil, 0, faultf(n, "%[1]s 不能用于%[2]s", "%[1]s cannot be used with %[3]s", n.Operator, k.zh(), k.en())
}

func (l *lowering) binary(n *ast.BinaryNode, depth int) (ast.Node, kind, error) {
	switch n.Operator {
	case "..":
		return nil, 0, faultf(n, "不支持区间，请逐项写出列表，如 [1, 2, 3]", "ranges are not supported; write the list out, as in [1, 2, 3]")
	case "in":
		return l.in(n, depth)
	case "==", "!=":
		if out, err := l.presence(n); out != nil || err != nil {
			return out, boolKind, err
		}
	}
	a, ka, err := l.lower(n.Left, depth)
	if err != nil {
		return nil, 0, err
	}
	if n.Operator == "matches" {
		return l.matches(n, a, ka)
	}
	b, kb, err := l.lower(n.Right, depth)
	if err != nil {
		return nil, 0, err
	}
	switch n.Operator {
	case "and", "&&", "or", "||":
		if ka == boolKind && kb == boolKind {
			return &ast.BinaryNode{Operator: n.Operator, Left: a, Right: b}, boolKind, nil
		}
	default:
		overloads, ok := l.x.operators[n.Operator]
		if !ok {
			return nil, 0, faultf(n, "不支持运算符 %s", "the operator %s is not supported", n.Operator)
		}
		for _, o := range overloads {
			if o.operand == ka && ka == kb {
				return call(operatorName(n.Operator, ka), a, b), o.result, nil
			}
		}
	}
	return nil, 0, faultf(n, "%[1]s 不能用于%[2]s和%[3]s", "%[1]s cannot be used with %[4]s and %[5]s", n.Operator, ka.zh(), kb.zh(), ka.en(), kb.en())
}

// presence is `field == nil`: whether the document says it at all. It returns nil where
// neither side is nil.
func (l *lowering) presence(n *ast.BinaryNode) (ast.Node, error) {
	other := n.Left
	if _, ok := n.Left.(*ast.NilNode); ok {
		other = n.Right
	} else if _, ok := n.Right.(*ast.NilNode); !ok {
		return nil, nil
	}
	id, ok := other.(*ast.IdentifierNode)
	if !ok || l.x.functions[id.Value].known == nil {
		return nil, faultf(n, "只有 year、title、agency、published、signed 可以与 nil 比较；单元格请用 has 或 state", "only year, title, agency, published and signed can be compared with nil; for cells use has or state")
	}
	out := call(knownName(id.Value))
	if n.Operator == "==" {
		out = &ast.UnaryNode{Operator: "not", Node: out}
	}
	return out, nil
}

func (l *lowering) in(n *ast.BinaryNode, depth int) (ast.Node, kind, error) {
	a, ka, err := l.lower(n.Left, depth)
	if err != nil {
		return nil, 0, err
	}
	list, ok := n.Right.(*ast.ArrayNode)
	if !ok || len(list.Nodes) == 0 {
		return nil, 0, faultf(n.Right, "in 的右边应是列表，如 [2023, 2024]", "a list must stand behind in, as in [2023, 2024]")
	}
	out := &ast.ArrayNode{}
	for _, item := range list.Nodes {
		b, kb, err := l.lower(item, depth)
		if err != nil {
			return nil, 0, err
		}
		if ka != kb || ka == boolKind {
			return nil, 0, faultf(item, "列表里的%[1]s不能与%[2]s比较", "%[4]s in the list cannot be compared with %[3]s", kb.zh(), ka.zh(), ka.en(), kb.en())
		}
		out.Nodes = append(out.Nodes, b)
	}
	out.SetLocation(list.Location())
	return &ast.BinaryNode{Operator: "in", Left: a, Right: out}, boolKind, nil
}

func (l *lowering) matches(n *ast.BinaryNode, a ast.Node, ka kind) (ast.Node, kind, error) {
	s, ok := n.Right.(*ast.StringNode)
	if !ok || ka != textKind {
		return nil, 0, faultf(n, "matches 的左边应是文字，右边应是写明的正则表达式", "matches needs text before it and a regular expression, written out, behind it")
	}
	parsed, err := syntax.Parse(s.Value, syntax.Perl)
	if err != nil {
		return nil, 0, faultf(s, "正则表达式有误：%v", "the regular expression cannot be read: %v", err)
	}
	machine, err := syntax.Compile(parsed.Simplify())
	if err != nil || len(machine.Inst) > maxMachine {
		return nil, 0, faultf(s, "正则表达式过于复杂", "the regular expression is too large")
	}
	re, err := regexp.Compile(s.Value)
	if err != nil {
		return nil, 0, faultf(s, "正则表达式有误：%v", "the regular expression cannot be read: %v", err)
	}
	return call(matchName, a, &ast.ConstantNode{Value: &pattern{re: re, steps: len(machine.Inst)}}), boolKind, nil
}

func (l *lowering) conditional(n *ast.ConditionalNode, depth int) (ast.Node, kind, error) {
	c, kc, err := l.lower(n.Cond, depth)
	if err != nil {
		return nil, 0, err
	}
	a, ka, err := l.lower(n.Exp1, depth)
	if err != nil {
		return nil, 0, err
	}
	b, kb, err := l.lower(n.Exp2, depth)
	if err != nil {
		return nil, 0, err
	}
	if kc != boolKind || ka != kb {
		return nil, 0, faultf(n.Cond, "? 前应是条件，: 两边应是同类的值", "? needs a condition before it and values of one kind on both sides of :")
	}
	return &ast.ConditionalNode{Ternary: true, Cond: c, Exp1: a, Exp2: b}, ka, nil
}

func (l *lowering) function(n *ast.CallNode, depth int) (ast.Node, kind, error) {
	id, ok := n.Callee.(*ast.IdentifierNode)
	if !ok {
		return nil, 0, faultf(n, "不支持方法调用", "methods are not supported")
	}
	f, ok := l.x.functions[id.Value]
	switch {
	case !ok:
		return nil, 0, l.unknown(n, id.Value)
	case f.field:
		return nil, 0, faultf(n, "%s 是值，后面不要括号", "%s is a value and takes no brackets", id.Value)
	case len(n.Arguments) < len(f.params), len(n.Arguments) > len(f.params) && !f.variadic:
		return nil, 0, faultf(n, "%s 需要 %d 项，写了 %d 项", "%s takes %d arguments, not %d", f.name, len(f.params), len(n.Arguments))
	}
	var args []ast.Node
	for i, a := range n.Arguments {
		arg, err := l.argument(a, f.params[min(i, len(f.params)-1)], f.name, depth)
		if err != nil {
			return nil, 0, err
		}
		args = append(args, arg)
	}
	return call(f.name, args...), f.result, nil
}

func (l *lowering) argument(n ast.Node, want kind, name string, depth int) (ast.Node, error) {
	switch want {
	case pathKind, patternKind:
		return l.path(n, want)
	case sectionKind:
		if p, ok := n.(*ast.PointerNode); ok && p.Name == "" && l.elem != nil {
			n = l.elem
		}
		i, ok := n.(*ast.IntegerNode)
		if !ok || i.Value < 1 || i.Value > 6 {
			return nil, faultf(n, "部分序号应是 1 至 6", "the number of a section is 1 to 6")
		}
	}
	out, got, err := l.lower(n, depth)
	if err == nil && got != want && want != sectionKind {
		err = faultf(n, "%[1]s 的这一项应为%[2]s，而不是%[3]s", "%[1]s needs %[4]s here, not %[5]s", name, want.zh(), got.zh(), want.en(), got.en())
	}
	return out, err
}

// path checks the path of a cell, which must be known now, and notes it.
func (l *lowering) path(n ast.Node, want kind) (ast.Node, error) {
	p, ok := l.constant(n)
	if !ok {
		return nil, faultf(n, "单元格路径应写明，如 \"applications.granted.total\"", "the path of a cell must be written out, as in \"applications.granted.total\"")
	}
	var out ast.Node = &ast.StringNode{Value: p}
	cells := []string{p}
	if want == patternKind {
		found := l.x.cells.find(p)
		if found == nil {
			return nil, l.noCell(n, p)
		}
		out, cells = &ast.ConstantNode{Value: found}, found.list()
	} else if !l.x.cells.has(p) {
		return nil, l.noCell(n, p)
	}
	for _, c := range cells {
		if !slices.Contains(l.paths, c) {
			l.paths = append(l.paths, c)
		}
	}
	return out, nil
}

func (l *lowering) noCell(n ast.Node, p string) error {
	zh, en := yamlfile.Hint(p, l.x.cells.all)
	return faultf(n, "没有单元格 %q%[2]s", "there is no cell %[1]q%[3]s", p, zh, en)
}

// constant is the value of a text that is written out, with # replaced.
func (l *lowering) constant(n ast.Node) (string, bool) {
	switch n := n.(type) {
	case *ast.StringNode:
		return n.Value, true
	case *ast.PointerNode:
		s, ok := l.elem.(*ast.StringNode)
		if !ok || n.Name != "" {
			return "", false
		}
		return s.Value, true
	case *ast.BinaryNode:
		a, ok := l.constant(n.Left)
		b, also := l.constant(n.Right)
		return a + b, ok && also && n.Operator == "+"
	}
	return "", false
}

// list writes all, any or none out: all([a, b], f(#)) is f(a) and f(b).
func (l *lowering) list(n *ast.BuiltinNode, depth int) (ast.Node, kind, error) {
	if n.Name != "all" && n.Name != "any" && n.Name != "none" {
		return nil, 0, l.unknown(n, n.Name)
	}
	if l.elem != nil {
		return nil, 0, faultf(n, "%s 不能写在另一个 all、any 或 none 里面", "%s cannot stand inside another all, any or none", n.Name)
	}
	array, ok := n.Arguments[0].(*ast.ArrayNode)
	if !ok || len(array.Nodes) == 0 {
		return nil, 0, faultf(n.Arguments[0], "%s 的第一项应是写明的列表，如 [\"natural\", \"company\"]", "%s needs a list that is written out first, as in [\"natural\", \"company\"]", n.Name)
	}
	defer func() { l.elem = nil }()
	var out ast.Node
	for _, item := range array.Nodes {
		switch item.(type) {
		case *ast.StringNode, *ast.IntegerNode, *ast.FloatNode:
		default:
			return nil, 0, faultf(item, "列表里只能写数和带引号的文字", "the list can only have numbers and quoted text")
		}
		l.elem = item
		body, k, err := l.lower(n.Arguments[1].(*ast.PredicateNode).Node, depth)
		if err != nil {
			return nil, 0, err
		}
		if k != boolKind {
			return nil, 0, faultf(n.Arguments[1], "%s 的第二项应是条件", "%s needs a condition second", n.Name)
		}
		out = chain(n.Name, out, body)
	}
	return out, boolKind, nil
}

func chain(name string, before, body ast.Node) ast.Node {
	if name == "none" {
		body = &ast.UnaryNode{Operator: "not", Node: body}
	}
	if before == nil {
		return body
	}
	op := "and"
	if name == "any" {
		op = "or"
	}
	return &ast.BinaryNode{Operator: op, Left: before, Right: body}
}
