r"""One text on one regex, the way the JDK goes: by backtracking over a graph of nodes (see `walk`).

For texts on which the automaton's bounds differ, and as a second opinion on others. Slow, and exponential where the
JDK is, so metered.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from endpointlint.automata.budget import Meter
from endpointlint.javaregex import ast, loops, nodes, walk
from endpointlint.javaregex.ast import Mode, Node, Pattern
from endpointlint.javaregex.study import varies
from endpointlint.javaregex.widths import is_counted

_ENDLESS = 0x7FFFFFFF


class Matcher:
    """One regex, compiled as the JDK compiles it."""

    def __init__(self, pattern: Pattern) -> None:
        self._pattern = pattern

    @cached_property
    def _graph(self) -> _Graph | None:
        if self._pattern.canonical_equivalence:
            return None
        try:
            return _Graph(self._pattern)
        except RecursionError:
            return None

    def accepts(self, text: str, *, search: bool, meter: Meter) -> bool | None:
        """What the JDK answers; None where it throws, and for what is not modelled: CANON_EQ, very deep nesting.

        Args:
            text: any text; pairs of surrogates may be combined or not.
            search: for `find()`, else for `matches()`.
            meter: where the work is counted.

        Raises:
            BudgetExceeded: when the meter runs out.
        """
        graph = self._graph
        if graph is None or graph.erratic:
            return None
        raw = memoryview(text.encode("utf-16-le", "surrogatepass")).cast("H").tolist()
        java = self._pattern.java
        state = walk.State(raw, java, self._pattern.groups, graph.variables, meter, whole=not search)
        try:
            if not search:
                return walk.run(state, graph.root, 0)
            return self._found(state, graph.root)
        except walk.MatchFailure:
            return None

    def _found(self, state: walk.State, root: walk.Node) -> bool:
        at = 0
        while at <= state.to:
            if walk.run(state, root, at):
                return True
            if self._starts_once():
                return False
            at += 1
            if not self._pattern.halfway and state.is_halfway(at):
                at += 1
        return False

    def _starts_once(self) -> bool:
        """Whether the JDK tries the beginning only, as the regex begins with its anchor."""
        root = self._pattern.root
        first = root.items[0] if isinstance(root, ast.Sequence) and root.items else root
        return isinstance(first, ast.Anchor) and first.kind is ast.AnchorKind.BEGIN


class _Graph:
    """The nodes of a regex, each linked to the one behind it."""

    def __init__(self, pattern: Pattern) -> None:
        self._pattern = pattern
        self._referring = False
        self._closures: list[loops.Loop] = []
        """Greedy endless loops that no other loop is around: their failures may be remembered."""
        self.variables = 0
        self.erratic = False
        self.root = self._node(pattern.root, nodes.Last())
        if not self._referring:
            for loop in self._closures:
                loop.remembers = True

    def _variable(self) -> int:
        self.variables += 1
        return self.variables - 1

    def _node(self, node: Node, then: walk.Node) -> walk.Node:
        match node:
            case ast.Chars(set=chars, failing=failing):
                return nodes.Char(chars, failing, then)
            case ast.Anchor(kind=kind):
                return nodes.Place(kind, then)
            case ast.WordBoundary():
                return nodes.WordBoundary(node, then)
            case ast.GraphemeBoundary():
                return nodes.ClusterBoundary(then)
            case ast.LineBreak():
                return nodes.LineBreak(then)
            case ast.Grapheme():
                return nodes.Cluster(then)
            case ast.BackReference():
                self._referring = True
                return nodes.Reference(node, then)
            case ast.Sequence(items=items):
                for item in reversed(items):
                    then = self._node(item, then)
                return then
            case ast.Alternation(branches=branches):
                return loops.Branch([self._node(branch, then) for branch in branches])
            case ast.Group():
                return self._group(node, then)
            case ast.Atomic(body=body):
                return loops.Once(self._node(body, nodes.Accept()), None, then)
            case ast.Look(body=body, ahead=ahead):
                self.erratic |= node.erratic
                end = nodes.Accept() if ahead else nodes.BehindEnd()
                make: Callable[[], walk.Node] = lambda: self._node(body, end)  # noqa: E731
                return nodes.Look(node, make() if ahead else self._without_closures(make), then)
            case ast.Repeat():
                return self._repeat(node, then)

    def _without_closures(self, make: Callable[[], walk.Node]) -> walk.Node:
        count = len(self._closures)
        made = make()
        del self._closures[count:]
        return made

    def _group(self, node: ast.Group, then: walk.Node) -> walk.Node:
        variable = self._variable()
        tail = then if node.index is None else loops.GroupTail(variable, node.index, then)
        return loops.GroupHead(variable, self._node(node.body, tail))

    def _repeat(self, node: ast.Repeat, then: walk.Node) -> walk.Node:
        body, least, mode = node.body, node.min, node.mode
        most = _ENDLESS if node.max is None else node.max
        counted = is_counted(node, self._pattern.java, self._pattern.text)
        optional = (least, node.max) == (0, 1) and not counted
        if isinstance(body, ast.Chars) and mode is Mode.GREEDY and node.max is None and not counted:
            return nodes.Greedy(body.set, body.failing, least, then)
        if isinstance(body, ast.Group) and mode is not Mode.POSSESSIVE:
            if varies(body.body) and not optional:
                return self._loop(body, node, then)
            return self._without_closures(lambda: self._repeated_group(body, node, then, optional=optional))
        atom = self._node(body, nodes.Accept())
        if optional:
            return loops.Once(atom, mode, then)
        return loops.Curly(atom, least, most, mode, then)

    def _repeated_group(self, group: ast.Group, node: ast.Repeat, then: walk.Node, *, optional: bool) -> walk.Node:
        if optional:
            taken = self._group(group, then)
            return loops.Branch([then, taken] if node.mode is Mode.LAZY else [taken, then])
        most = _ENDLESS if node.max is None else node.max
        atom = self._node(group.body, nodes.Accept())
        return loops.Curly(atom, node.min, most, node.mode, then, group.index or 0)

    def _loop(self, group: ast.Group, node: ast.Repeat, then: walk.Node) -> walk.Node:
        most = _ENDLESS if node.max is None else node.max
        begin, count = self._variable(), self._variable()
        loop = loops.Loop(node.min, most, node.mode is Mode.LAZY, begin, count, then)
        tail = loop if group.index is None else loops.GroupTail(begin, group.index, loop)
        body = self._without_closures(lambda: self._node(group.body, tail))
        loop.body = loops.GroupHead(begin, body)
        if node.mode is Mode.GREEDY and node.max is None:
            self._closures.append(loop)
        return loops.Prolog(loop)
