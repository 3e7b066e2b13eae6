"""What stands behind an opening parenthesis: `?:`, `?=`, `?<name>`, flags and the like.

Source: `group0`, `groupname`, `addFlag` and `subFlag` of `java.util.regex.Pattern`, JDK 11 to 25.
"""

from __future__ import annotations

from enum import Enum, auto
from typing import Final

from endpointlint.javaregex.ast import Flag
from endpointlint.javaregex.problems import ProblemKind
from endpointlint.javaregex.scanner import Scanner
from endpointlint.source.records import dataclass

_QUESTION, _CLOSE, _COLON, _LESS, _GREATER, _EQUALS, _BANG, _HYPHEN = map(ord, "?):<>=!-")
_LETTERS: Final = frozenset(map(ord, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"))
_LETTERS_AND_DIGITS: Final = _LETTERS | frozenset(map(ord, "0123456789"))
_NO_GROUPS: Final = frozenset(map(ord, "$@"))
_FLAGS: Final = {
    ord(letter): int(flag)
    for letter, flag in {
        "i": Flag.CASE_INSENSITIVE,
        "m": Flag.MULTILINE,
        "s": Flag.DOTALL,
        "d": Flag.UNIX_LINES,
        "u": Flag.UNICODE_CASE,
        "c": Flag.CANON_EQ,
        "x": Flag.COMMENTS,
        "U": Flag.UNICODE_CHARACTER_CLASS | Flag.UNICODE_CASE,
    }.items()
}


class GroupKind(Enum):
    """The kinds of parentheses."""

    CAPTURING = auto()
    PLAIN = auto()
    ATOMIC = auto()
    AHEAD = auto()
    NOT_AHEAD = auto()
    BEHIND = auto()
    NOT_BEHIND = auto()
    FLAGS = auto()
    """`(?i)`: no group, and closed already."""


_KINDS: Final = {
    _COLON: GroupKind.PLAIN,
    _EQUALS: GroupKind.AHEAD,
    _BANG: GroupKind.NOT_AHEAD,
    _GREATER: GroupKind.ATOMIC,
}


@dataclass(frozen=True, slots=True)
class GroupHead:
    """The kind of a group, and its name if it has one."""

    kind: GroupKind
    name: str | None = None


_CAPTURING: Final = GroupHead(GroupKind.CAPTURING)


def group_head(scanner: Scanner) -> GroupHead:
    """Read what begins a group; the cursor stands on the `(`, and afterwards where the body begins.

    Flags are set on the scanner; whoever closes the group has to reset them.

    Raises:
        PatternProblem: no group begins like this.
    """
    if scanner.next() != _QUESTION:
        return _CAPTURING
    code = scanner.skip()
    if code in _KINDS:
        return GroupHead(_KINDS[code])
    if code == _LESS:
        code = scanner.read()
        if code == _EQUALS:
            return GroupHead(GroupKind.BEHIND)
        if code == _BANG:
            return GroupHead(GroupKind.NOT_BEHIND)
        return GroupHead(GroupKind.CAPTURING, group_name(scanner, code))
    if code in _NO_GROUPS:
        raise scanner.problem(ProblemKind.UNKNOWN_GROUP_TYPE, "Unknown group type")
    scanner.cursor -= 1
    _set_flags(scanner)
    code = scanner.read()
    if code == _CLOSE:
        return GroupHead(GroupKind.FLAGS)
    if code != _COLON:
        raise scanner.problem(ProblemKind.UNKNOWN_INLINE_MODIFIER, "Unknown inline modifier")
    return GroupHead(GroupKind.PLAIN)


def group_name(scanner: Scanner, code: int) -> str:
    """Read a group's name up to the `>`, beginning with a character that has been read.

    Raises:
        PatternProblem: not a letter followed by letters and digits, or no `>`.
    """
    if code not in _LETTERS:
        message = "capturing group name does not start with a Latin letter"
        raise scanner.problem(ProblemKind.BAD_GROUP_NAME, message)
    name = chr(code)
    while (code := scanner.read()) in _LETTERS_AND_DIGITS:
        name += chr(code)
    if code != _GREATER:
        raise scanner.problem(ProblemKind.BAD_GROUP_NAME, "named capturing group is missing trailing '>'")
    return name


def _set_flags(scanner: Scanner) -> None:
    # a flag works at once: the x of (?x i) lets the blank pass
    code = scanner.peek()
    while code in _FLAGS:
        scanner.flags |= _FLAGS[code]
        code = scanner.next()
    if code == _HYPHEN:
        code = scanner.next()
        while code in _FLAGS:
            scanner.flags &= ~_FLAGS[code]
            code = scanner.next()
