"""z3's sequence solver as a contender: is there a text in these regular expressions?

The parts of an intersection become assertions of their own, and complements negations: z3 answers more questions so
than with one regular expression, though the easy ones in twice the time.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import reduce
from importlib import import_module
from typing import Any, Final

from benchmarks.peers.core import And, Cat, Chars, Core, Name, Not, Or, Repeat
from benchmarks.peers.wire import serve

z3: Any = import_module("z3")
_SORT: Final = z3.ReSort(z3.StringSort())
_ESCAPE: Final = re.compile(r"\\u\{([0-9a-f]+)\}|(.)", re.DOTALL)


_Asked = list[tuple[Any, bool]]
"""Regular expressions, each with whether the text shall be in it or not."""


def _asked(core: Core, known: Mapping[str, _Asked]) -> _Asked:
    parts = core.items if isinstance(core, And) else (core,)
    return [
        (_build(part.item, known), False) if isinstance(part, Not) else (_build(part, known), True) for part in parts
    ]


def _build(core: Core, known: Mapping[str, _Asked]) -> Any:
    match core:
        case Chars(chars):
            return _joined(z3.Union, [z3.Range(_text(low), _text(high)) for low, high in chars.ranges], z3.Empty(_SORT))
        case Cat(items):
            return _joined(z3.Concat, list(_runs(items, known)), z3.Re(""))
        case Or(items):
            return _joined(z3.Union, [_build(item, known) for item in items], z3.Empty(_SORT))
        case And(items):
            return reduce(z3.Intersect, (_build(item, known) for item in items))
        case Not(item):
            return z3.Complement(_build(item, known))
        case Repeat(_, _, 0):
            return z3.Re("")
        case Repeat(item, 0, None):
            return z3.Star(_build(item, known))
        case Repeat(item, least, None):
            one = _build(item, known)
            return z3.Plus(one) if least == 1 else z3.Concat(z3.Loop(one, least, least), z3.Star(one))
        case Repeat(item, least, most):
            return z3.Loop(_build(item, known), least, most)
        case Name(name):
            ((language, _),) = known[name]
            return language


def _joined(join: Any, items: list[Any], none: Any) -> Any:
    return none if not items else items[0] if len(items) == 1 else join(*items)


def _runs(items: Sequence[Core], known: Mapping[str, _Asked]) -> Iterator[Any]:
    """The parts of a sequence, single characters that follow one another as one text."""
    run: list[Any] = []
    for item in items:
        if isinstance(item, Chars) and len(item.chars) == 1:
            run.append(item.chars.ranges[0][0])
            continue
        if run:
            yield z3.Re(_text(*run))
            run = []
        yield _build(item, known)
    if run:
        yield z3.Re(_text(*run))


def _text(*code_points: int) -> Any:
    return z3.StringVal("".join(f"\\u{{{c:x}}}" for c in code_points))


def _word(asked: _Asked) -> list[int] | None:
    text = z3.String("text")
    solver = z3.Solver()
    for language, inside in asked:
        solver.add(z3.InRe(text, language) if inside else z3.Not(z3.InRe(text, language)))
    answer = solver.check()
    if answer == z3.unsat:
        return None
    if answer == z3.unknown:
        raise RuntimeError(solver.reason_unknown())
    value = solver.model().eval(text, model_completion=True).as_string()
    return [int(escaped, 16) if escaped else ord(char) for escaped, char in _ESCAPE.findall(value)]


if __name__ == "__main__":
    sys.setrecursionlimit(100_000)
    serve(_asked, _word, built_before=True)
