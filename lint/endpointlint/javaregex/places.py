r"""Places in the input: anchors, and the boundaries of words, as expressions.

Each of the anchors of `java.util.regex` has its own idea of a line terminator. Source: `Caret`, `Dollar`, `Bound` and
their kin in `java.util.regex.Pattern`, JDK 11 to 25.
"""

from __future__ import annotations

from typing import Final

from endpointlint.automata.codepoints import CodePointSet
from endpointlint.automata.expression import Ahead, Alt, Behind, Cat, Chars, End, Expr, Loop, Start
from endpointlint.javaregex import ast
from endpointlint.javaregex.ast import AnchorKind

_CR: Final = CodePointSet.of("\r")
_LF: Final = CodePointSet.of("\n")
_TERMINATORS: Final = CodePointSet.chars("\n\r\u0085\u2028\u2029")
CRLF: Final = Cat((Chars(_CR), Chars(_LF)))
_NOT_BEHIND_CR: Final = Behind(Chars(_CR), negated=True)
_MORE: Final = Ahead(End(), negated=True)
TRIVIAL_AT_END: Final = frozenset(
    (
        AnchorKind.END,
        AnchorKind.FINAL_END,
        AnchorKind.UNIX_FINAL_END,
        AnchorKind.LINE_END,
        AnchorKind.UNIX_LINE_END,
    )
)
"""Anchors that say nothing where the whole input has to end."""


def anchor(kind: AnchorKind) -> Expr:
    """The test that an anchor makes."""
    match kind:
        case AnchorKind.BEGIN | AnchorKind.LAST_MATCH:
            return Start()
        case AnchorKind.END:
            return End()
        case AnchorKind.UNIX_FINAL_END:
            return Alt((End(), Ahead(Cat((Chars(_LF), End())))))
        case AnchorKind.FINAL_END:
            return Alt(
                (
                    End(),
                    Ahead(Cat((Chars(_TERMINATORS - _LF), End()))),
                    Ahead(Cat((CRLF, End()))),
                    Cat((_NOT_BEHIND_CR, Ahead(Cat((Chars(_LF), End()))))),
                )
            )
        case AnchorKind.UNIX_LINE_END:
            return Alt((End(), Ahead(Chars(_LF))))
        case AnchorKind.LINE_END:
            return Alt((End(), Ahead(Chars(_TERMINATORS - _LF)), Cat((_NOT_BEHIND_CR, Ahead(Chars(_LF))))))
        case AnchorKind.UNIX_LINE_BEGIN:
            return Cat((_MORE, Alt((Start(), Behind(Chars(_LF))))))
        case AnchorKind.LINE_BEGIN:
            after_cr = Cat((Behind(Chars(_CR)), Ahead(Chars(_LF), negated=True)))
            return Cat((_MORE, Alt((Start(), Behind(Chars(_TERMINATORS - _CR)), after_cr))))


def word_boundary(node: ast.WordBoundary) -> Expr:
    r"""`\b`: exactly one side is a word character; a mark is one if a letter or digit stands before its run."""
    word, mark, base = Chars(node.word), Chars(node.marks), Chars(node.bases)
    right_mark = Chars(node.marks | node.far_marks)
    marked = Cat((base, Loop(mark, 1, None)))
    based = Cat((base, Loop(mark, 0, None)))
    left = Alt((Behind(word), Behind(marked)))
    not_left = Cat((Behind(word, negated=True), Behind(marked, negated=True)))
    right = Alt((Ahead(word), Cat((Ahead(right_mark), Behind(based)))))
    not_right = Cat((Ahead(word, negated=True), Alt((Ahead(right_mark, negated=True), Behind(based, negated=True)))))
    if node.negated:
        return Alt((Cat((left, right)), Cat((not_left, not_right))))
    return Alt((Cat((left, not_right)), Cat((not_left, right))))
