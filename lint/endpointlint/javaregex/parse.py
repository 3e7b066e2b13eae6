"""The parser of `java.util.regex.Pattern` with default flags, for JDK 11, 17, 21 and 25.

It reads what the JDK reads and refuses what the JDK refuses, with its words. Groups are kept on a stack of our own, so
that nesting costs no stack of Python's. Source: `Pattern.compile` of those JDKs, checked against the JVMs.
"""

from __future__ import annotations

from functools import partial
from typing import Final

from endpointlint.automata.codepoints import CodePointSet, single
from endpointlint.javaregex import casefold, classes
from endpointlint.javaregex.ast import (
    Alternation,
    Anchor,
    AnchorKind,
    Atomic,
    BackReference,
    Chars,
    CharsForm,
    Flag,
    Grapheme,
    GraphemeBoundary,
    Group,
    LineBreak,
    Look,
    Node,
    Pattern,
    Repeat,
    Sequence,
    WordBoundary,
)
from endpointlint.javaregex.brackets import (
    CLASS_LETTERS,
    bracket_class,
    is_narrow_class,
    note_wide,
    predefined_class,
    property_class,
)
from endpointlint.javaregex.escapes import bad_escape, escaped_character
from endpointlint.javaregex.groups import GroupHead, GroupKind, group_head, group_name
from endpointlint.javaregex.problems import PatternProblem, ProblemKind
from endpointlint.javaregex.quantifiers import quantifier
from endpointlint.javaregex.scanner import BACKSLASH, Scanner, is_wide
from endpointlint.javaregex.unicode.tables import JAVAS
from endpointlint.javaregex.widths import Widths, look_behind_widths
from endpointlint.source.records import dataclass, field

_MOST_GROUPS: Final = 750
"""Deeper nesting overflows the default stack of a JVM, sooner (from 755 groups on) or later (once compiled)."""
_LONGEST_CHAIN: Final = 10_000
"""More atoms in a row overflow it too: the JDK studies a sequence by recursion, one frame or more an atom."""
_FIRST_CLEAR: Final = 21
"""The JDK since which a backslash at the end is called by its name."""

_OPEN, _CLOSE, _BRACKET, _CARET, _DOLLAR, _DOT, _BAR, _BRACE, _LESS, _ZERO = map(ord, "()[^$.|{<0")
_DANGLING: Final = frozenset(map(ord, "?*+"))
_QUANTIFIERS: Final = frozenset(map(ord, "?*+{"))
_FIRST_SEARCHED: Final = 4
"""The length from which on the JDK searches for a leading run of characters in a way of its own."""
_META: Final = frozenset(map(ord, "()[^$.|?*+{\\"))
_DIGITS: Final = frozenset(map(ord, "0123456789"))
_NO_LITERALS: Final = frozenset((*CLASS_LETTERS, *map(ord, "123456789ABGRXZbkpPz")))
"""Letters whose escapes stand for no single character."""
_UNICODE_CASELESS: Final = Flag.CASE_INSENSITIVE | Flag.UNICODE_CASE
_FIXED_ANCHORS: Final = {
    ord("A"): AnchorKind.BEGIN,
    ord("G"): AnchorKind.LAST_MATCH,
    ord("z"): AnchorKind.END,
}
_LOOKS: Final = {
    GroupKind.AHEAD: (True, False),
    GroupKind.NOT_AHEAD: (True, True),
    GroupKind.BEHIND: (False, False),
    GroupKind.NOT_BEHIND: (False, True),
}


def parse(text: str, java: int = 25) -> Pattern:
    r"""Parse a Java regex.

    Args:
        text: as handed to `Pattern.compile`; may hold lone surrogates, and pairs written as two code units.
        java: 11, 17, 21 or 25.

    Returns:
        The tree; spans are code point offsets into `text`. Cost: a few microseconds a character; patterns that need
        tables beyond ASCII load them once, a few milliseconds.

    Raises:
        PatternProblem: the JDK refuses the text.
        ValueError: no tables for that JDK.
    """
    if java not in JAVAS:
        raise ValueError(f"no tables for Java {java}; there are {', '.join(map(str, JAVAS))}")
    return _Parser(text, java).pattern()


@dataclass(slots=True)
class _Frame:
    """A group that is open, or the whole regex."""

    start: int
    head: GroupHead
    body: int
    """Index where the body begins."""
    flags: int
    index: int | None
    branch: int
    """Index where the current branch begins."""
    items: list[Node] = field(default_factory=list[Node])
    branches: list[Node] = field(default_factory=list[Node])
    chain: int = 0
    """Atoms in the longest branch so far."""


_ROOT: Final = GroupHead(GroupKind.PLAIN)


class _Parser:
    """One run over a regex."""

    def __init__(self, text: str, java: int) -> None:
        self._text = text
        self._scanner = Scanner(text, java)
        self._groups = 0
        self._names: dict[str, int] = {}
        self._canonical = False
        self._leading = False
        """The regex begins with a run of characters that the JDK searches for by code points."""
        self._frame = _Frame(0, _ROOT, 0, 0, None, 0)
        self._outer: list[_Frame] = []

    def pattern(self) -> Pattern:
        scanner = self._scanner
        while True:
            code = scanner.peek()
            if code == 0 and scanner.at_end():
                break
            if code not in _META:
                self._literals()
            elif code == _OPEN:
                self._open()
            elif code == _BAR:
                self._end_branch()
                scanner.next()
                self._frame.branch = scanner.cursor
            elif code == _CLOSE:
                if not self._outer:
                    raise scanner.problem(ProblemKind.UNMATCHED_CLOSE, "Unmatched closing ')'")
                self._close()
            else:
                self._atom(code)
        if self._outer:
            self._close()
        if scanner.cursor != scanner.length:
            raise self._left_over()
        root = self._body(scanner.length)
        halfway = not scanner.far and not (self._leading and not self._frame.branches)
        return Pattern(self._text, scanner.java, root, self._groups, self._names, self._canonical, halfway)

    def _left_over(self) -> PatternProblem:
        """An escape has read beyond the end."""
        scanner = self._scanner
        clear = scanner.java >= _FIRST_CLEAR and scanner.codes[scanner.length - 1] == BACKSLASH
        message = "Unescaped trailing backslash" if clear else "Unexpected internal error"
        return scanner.problem(ProblemKind.TRAILING_BACKSLASH, message)

    # groups and branches

    def _open(self) -> None:
        scanner = self._scanner
        start, flags = scanner.cursor, scanner.flags
        head = group_head(scanner)
        self._canonical |= bool(scanner.flags & Flag.CANON_EQ)
        if head.kind is GroupKind.FLAGS:
            return
        if len(self._outer) >= _MOST_GROUPS:
            raise self._too_deep()
        index = None
        if head.kind is GroupKind.CAPTURING:
            if head.name in self._names:
                message = f"Named capturing group <{head.name}> is already defined"
                raise scanner.problem(ProblemKind.DUPLICATE_GROUP_NAME, message)
            self._groups += 1
            index = self._groups
            if head.name is not None:
                self._names[head.name] = index
        self._outer.append(self._frame)
        self._frame = _Frame(start, head, scanner.cursor, flags, index, scanner.cursor)

    def _close(self) -> None:
        """End the innermost group, at its `)` or at the end of the text."""
        scanner = self._scanner
        frame = self._frame
        end = scanner.cursor
        body = self._body(end)
        widths = Widths(0, 0)
        utf16 = False
        if frame.head.kind in (GroupKind.BEHIND, GroupKind.NOT_BEHIND):
            utf16 = not any(map(is_wide, scanner.codes[frame.body : scanner.length]))
            found = look_behind_widths(body, self._text, scanner.java, utf16=utf16)
            if found is None:
                message = "Look-behind group does not have an obvious maximum length"
                raise scanner.problem(ProblemKind.LOOKBEHIND_UNBOUNDED, message)
            widths = found
        if scanner.read() != _CLOSE:
            raise scanner.problem(ProblemKind.UNCLOSED_GROUP, "Unclosed group")
        node = self._group(frame, body, widths, utf16=utf16)
        scanner.flags = frame.flags
        self._frame = self._outer.pop()
        self._frame.chain += frame.chain + 3
        self._add(node, frame.start)

    def _group(self, frame: _Frame, body: Node, widths: Widths, *, utf16: bool) -> Node:
        scanner = self._scanner
        span = scanner.span(frame.start, scanner.cursor)
        kind = frame.head.kind
        if kind is GroupKind.ATOMIC:
            return Atomic(span, body)
        if kind not in _LOOKS:
            return Group(span, body, frame.index, frame.head.name)
        ahead, negated = _LOOKS[kind]
        return Look(span, body, ahead, negated, widths.min, widths.max, utf16, widths.earliest, erratic=widths.erratic)

    def _end_branch(self) -> None:
        frame = self._frame
        frame.branches.append(self._sequence(self._scanner.cursor))
        frame.items = []

    def _sequence(self, end: int) -> Node:
        frame = self._frame
        items = frame.items
        if len(items) == 1:
            return items[0]
        return Sequence(self._scanner.span(frame.branch, end), tuple(items))

    def _body(self, end: int) -> Node:
        frame = self._frame
        last = self._sequence(end)
        if not frame.branches:
            return last
        return Alternation(self._scanner.span(frame.body, end), (*frame.branches, last))

    # atoms

    def _add(self, node: Node, start: int) -> None:
        """Take in an atom that began at that index, with the quantifier that may follow."""
        scanner = self._scanner
        found = quantifier(scanner)
        if found is not None:
            span = scanner.span(start, found.end)
            place = scanner.span(found.start, found.end)
            node = Repeat(span, node, found.min, found.max, found.mode, place)
        frame = self._frame
        frame.items.append(node)
        frame.chain += 1
        if frame.chain > _LONGEST_CHAIN:
            raise self._too_deep()

    def _too_deep(self) -> PatternProblem:
        return self._scanner.problem(ProblemKind.TOO_DEEP, "Stack overflow during pattern compilation")

    def _literals(self) -> None:
        """A run of characters, but for the last one if that has a quantifier and is not the only one.

        A character alone and one in a run are compared differently under UNICODE_CASE.
        """
        scanner = self._scanner
        codes, commented = scanner.codes, scanner.flags & Flag.COMMENTS
        run: list[tuple[int, int, int]] = []
        while True:
            code = scanner.peek() if commented else codes[scanner.cursor]
            start = scanner.cursor
            if code in _META:
                if code in _QUANTIFIERS and len(run) > 1:
                    scanner.cursor = run.pop()[1]
                    break
                if code != BACKSLASH or codes[start + 1] in _NO_LITERALS:
                    break
                scanner.cursor += 2
                code = escaped_character(scanner, codes[start + 1])
            elif code == 0 and scanner.at_end():
                break
            else:
                scanner.cursor += 1
            run.append((code, start, scanner.cursor))
        alone = len(run) == 1
        span = scanner.span
        kin = partial(self._kin, alone=alone) if scanner.flags & Flag.CASE_INSENSITIVE else single
        nodes = [Chars(span(a, b), kin(c), CharsForm.LITERAL, c) for c, a, b in run]
        if alone:
            if not scanner.far:
                unicode = scanner.flags & _UNICODE_CASELESS == _UNICODE_CASELESS
                note_wide(scanner, narrow=casefold.is_narrow(run[0][0], scanner.java, unicode=unicode))
            self._add(nodes[0], run[0][1])
        else:
            if len(run) >= _FIRST_SEARCHED and not self._outer and not self._frame.items:
                caseless = scanner.flags & Flag.CASE_INSENSITIVE
                self._leading = not caseless and any(is_wide(code) for code, _, _ in run)
            self._frame.items.extend(nodes)

    def _kin(self, code: int, *, alone: bool) -> CodePointSet:
        """What a literal matches without regard to case."""
        if not self._scanner.flags & Flag.UNICODE_CASE:
            return casefold.ascii_kin(code)
        return casefold.lone_kin(code, self._scanner.java) if alone else casefold.run_kin(code, self._scanner.java)

    def _atom(self, code: int) -> None:
        """Anything but literals, groups and branches."""
        scanner = self._scanner
        start = scanner.cursor
        flags = scanner.flags
        if code == _BRACKET:
            found = bracket_class(scanner)
            span = scanner.span(start, found.end)
            self._add(
                Chars(span, found.set, CharsForm.BRACKET, None, found.failing, bool(flags & Flag.CANON_EQ)), start
            )
        elif code == BACKSLASH:
            if scanner.codes[start + 1] in _NO_LITERALS:
                self._add(self._escape(), start)
            else:
                self._literals()
        elif code == _BRACE:
            self._add(Sequence(scanner.span(start, start), ()), start)
        else:
            scanner.next()
            span = scanner.span(start, start + 1)
            if code in _DANGLING:
                message = f"Dangling meta character '{chr(code)}'"
                raise scanner.problem(ProblemKind.DANGLING_QUANTIFIER, message)
            if code == _DOT:
                self._add(Chars(span, classes.dot(flags), CharsForm.DOT), start)
            else:
                self._add(Anchor(span, _begin(flags) if code == _CARET else _end(flags)), start)

    def _escape(self) -> Node:
        """An escape that stands for no single character; the cursor is on the backslash."""
        scanner = self._scanner
        start = scanner.cursor
        letter = scanner.skip()
        span = scanner.span(start, scanner.cursor)
        if letter in CLASS_LETTERS:
            note_wide(scanner, narrow=is_narrow_class(scanner, letter))
            return Chars(span, predefined_class(scanner, letter), CharsForm.PREDEFINED)
        if letter in _FIXED_ANCHORS:
            return Anchor(span, _FIXED_ANCHORS[letter])
        match chr(letter):
            case "p" | "P":
                scanner.cursor -= 1
                found, narrow = property_class(scanner)
                note_wide(scanner, narrow=narrow)
                canonical = bool(scanner.flags & Flag.CANON_EQ)
                return Chars(scanner.span(start, scanner.cursor), found, CharsForm.PROPERTY, canonical=canonical)
            case "Z":
                return Anchor(span, _end(scanner.flags & ~Flag.MULTILINE))
            case "R":
                return LineBreak(span)
            case "X":
                return Grapheme(span)
            case "b" | "B":
                return self._boundary(start, negated=letter == ord("B"))
            case "k":
                return self._named_reference(start)
            case _:
                return self._numbered_reference(start, letter - _ZERO)

    def _boundary(self, start: int, *, negated: bool) -> Node:
        scanner = self._scanner
        span = scanner.span(start, scanner.cursor)
        if not negated and scanner.peek() == _BRACE:
            if scanner.skip() == ord("g"):
                if scanner.read() == ord("}"):
                    return GraphemeBoundary(scanner.span(start, scanner.cursor))
                raise bad_escape(scanner)
            scanner.cursor -= 2
        java = scanner.java
        return WordBoundary(
            span,
            negated,
            classes.word_characters(java, scanner.flags),
            classes.marks(java),
            classes.bases(java),
            classes.far_marks(java),
        )

    def _named_reference(self, start: int) -> Node:
        scanner = self._scanner
        if scanner.read() != _LESS:
            message = "\\k is not followed by '<' for named capturing group"
            raise scanner.problem(ProblemKind.BAD_GROUP_NAME, message)
        name = group_name(scanner, scanner.read())
        if name not in self._names:
            message = f"named capturing group <{name}> does not exist"
            raise scanner.problem(ProblemKind.UNKNOWN_GROUP_NAME, message)
        return self._reference(start, scanner.cursor, self._names[name])

    def _numbered_reference(self, start: int, number: int) -> Node:
        """Further digits belong to the number while that many groups have been opened."""
        scanner = self._scanner
        end = scanner.cursor
        while (code := scanner.peek()) in _DIGITS and number * 10 + code - _ZERO <= self._groups:
            number = number * 10 + code - _ZERO
            scanner.read()
            end = scanner.cursor
        return self._reference(start, end, number)

    def _reference(self, start: int, end: int, number: int) -> Node:
        flags = self._scanner.flags
        ignore_case = bool(flags & Flag.CASE_INSENSITIVE)
        return BackReference(
            self._scanner.span(start, end), number, ignore_case, ignore_case and bool(flags & Flag.UNICODE_CASE)
        )


def _begin(flags: int) -> AnchorKind:
    if not flags & Flag.MULTILINE:
        return AnchorKind.BEGIN
    return AnchorKind.UNIX_LINE_BEGIN if flags & Flag.UNIX_LINES else AnchorKind.LINE_BEGIN


def _end(flags: int) -> AnchorKind:
    unix = flags & Flag.UNIX_LINES
    if flags & Flag.MULTILINE:
        return AnchorKind.UNIX_LINE_END if unix else AnchorKind.LINE_END
    return AnchorKind.UNIX_FINAL_END if unix else AnchorKind.FINAL_END
