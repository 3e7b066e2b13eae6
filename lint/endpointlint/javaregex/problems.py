"""Why a text is not a Java regex."""

from __future__ import annotations

from enum import StrEnum

from endpointlint.source.records import dataclass


class ProblemKind(StrEnum):
    """What `Pattern.compile` objects to. Slugs are stable: other programs read them."""

    DANGLING_QUANTIFIER = "dangling-quantifier"
    UNCLOSED_CLASS = "unclosed-class"
    UNCLOSED_GROUP = "unclosed-group"
    UNMATCHED_CLOSE = "unmatched-close"
    BAD_REPETITION = "bad-repetition"
    UNCLOSED_REPETITION = "unclosed-repetition"
    REPETITION_RANGE = "repetition-range"
    UNKNOWN_INLINE_MODIFIER = "unknown-inline-modifier"
    UNKNOWN_GROUP_TYPE = "unknown-group-type"
    BAD_ESCAPE = "bad-escape"
    BAD_RANGE = "bad-range"
    BAD_CLASS_SYNTAX = "bad-class-syntax"
    BAD_INTERSECTION = "bad-intersection"
    LOOKBEHIND_UNBOUNDED = "lookbehind-unbounded"
    UNKNOWN_PROPERTY = "unknown-property"
    EMPTY_PROPERTY = "empty-property"
    UNCLOSED_PROPERTY = "unclosed-property"
    BAD_HEX = "bad-hex"
    BAD_U = "bad-u"
    BAD_OCTAL = "bad-octal"
    BAD_CONTROL = "bad-control"
    BAD_NAME = "bad-name"
    TRAILING_BACKSLASH = "trailing-backslash"
    DUPLICATE_GROUP_NAME = "duplicate-group-name"
    UNKNOWN_GROUP_NAME = "unknown-group-name"
    BAD_GROUP_NAME = "bad-group-name"
    TOO_DEEP = "too-deep"
    """Deeply nested: the JVM runs out of stack while compiling and says so with a `PatternSyntaxException`."""


@dataclass(unsafe_hash=True)  # not frozen: Python sets the traceback of what is raised
class PatternProblem(Exception):  # noqa: N818
    """Raised by `parse` for a text that `Pattern.compile` refuses."""

    kind: ProblemKind
    message: str
    """The description in the words of the JDK asked for (`PatternSyntaxException.getDescription()`)."""
    offset: int
    """Code point offset into the pattern, as near to `getIndex()` as makes sense; never beyond the end."""

    def __str__(self) -> str:
        return f"{self.message} near index {self.offset}"
