"""The check that OpenSearch runs on a regex when a list setting is written, from 3.7 on."""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache

from endpointlint.source import Span
from endpointlint.source.patterns import lazy
from endpointlint.source.records import dataclass

LONGEST = 256
"""Length of an entry in UTF-16 units, which is what Java's `String.length()` counts."""

_TERMINATORS = "\n\r\x85\u2028\u2029"
"""What Java's `.` does not match."""

_REFERENCE = lazy(r"\\[1-9]")


class SafetyForm(StrEnum):
    """The two forms of the check. The value is the class of characters that may not follow a group ending in `*+?`."""

    SINCE_3_7 = "*+?{"
    """`MLCommonsSettings.validateRegexSafety` at tags 3.7.0.0 and 3.8.0.0."""
    SINCE_3_9 = "*+{"
    """As pull requests 4972 and 5042 of ml-commons describe it; no release has it yet."""


class SafetyRule(StrEnum):
    """The parts of the check, in the order in which they are tried."""

    NESTED_QUANTIFIER = "nested-quantifier"
    BACK_REFERENCE = "back-reference"
    LENGTH = "length"


@dataclass(frozen=True, slots=True)
class SafetyRefusal:
    """An entry that OpenSearch refuses when it is written."""

    rule: SafetyRule
    at: Span
    """The guilty text, in code points of the entry."""

    @property
    def reason(self) -> str:
        """What the check objects to, for a person."""
        match self.rule:
            case SafetyRule.NESTED_QUANTIFIER:
                return "a group that ends in a quantifier is followed by a quantifier"
            case SafetyRule.BACK_REFERENCE:
                return "a backslash is followed by a digit from 1 to 9, as in a back-reference"
            case SafetyRule.LENGTH:
                return f"it is longer than {LONGEST} characters"


# the same entry is asked about for each release
@lru_cache(maxsize=64)
def refused_by_safety_check(entry: str, form: SafetyForm) -> SafetyRefusal | None:
    r"""What `validateRegexSafety` refuses in an entry before it compiles it; None when it goes on to compile.

    The check is textual. It knows no escapes, classes or quoting, and both patterns are applied with `matches()` and
    a `.` that stops at line terminators:

    1. `.*\([^)]*[*+?]\)[*+?{].*`
    2. `.*\\[1-9].*`
    3. more than 256 UTF-16 units

    Args:
        entry: one entry, decoded.
        form: the form of the release, `Enforcement.safety_form`.

    Source: `MLCommonsSettings.java` of ml-commons, tags 3.7.0.0 and 3.8.0.0.
    """
    nested = _nested_quantifier(entry, form)
    if nested:
        return SafetyRefusal(SafetyRule.NESTED_QUANTIFIER, nested)
    if not any(terminator in entry for terminator in _TERMINATORS):
        found = _REFERENCE.search(entry)
        if found:
            return SafetyRefusal(SafetyRule.BACK_REFERENCE, Span(*found.span()))
    excess = _beyond(entry)
    return SafetyRefusal(SafetyRule.LENGTH, excess) if excess else None


def _nested_quantifier(entry: str, form: SafetyForm) -> Span | None:
    """The first group that the first pattern can mean, from its parenthesis to the quantifier behind it.

    The opening parenthesis has no `)` between it and the closing one, and the text before the one and after the
    quantifier is free of line terminators; between them, they are allowed.
    """
    ends = [place for place, character in enumerate(entry) if character in _TERMINATORS]
    first_end = ends[0] if ends else len(entry)
    last_end = ends[-1] if ends else -1
    previous = -1
    close = entry.find(")")
    while close >= 0:
        nested = 1 < close < len(entry) - 1 and entry[close - 1] in "*+?" and entry[close + 1] in form
        if nested and last_end < close:
            opening = entry.rfind("(", previous + 1, min(close - 1, first_end + 1))
            if opening >= 0:
                return Span(opening, close + 2)
        previous = close
        close = entry.find(")", close + 1)
    return None


def _beyond(entry: str) -> Span | None:
    """The part of an entry that exceeds the length allowed."""
    units = 0
    for place, character in enumerate(entry):
        units += 1 + (character > "\uffff")
        if units > LONGEST:
            return Span(place, len(entry))
    return None
