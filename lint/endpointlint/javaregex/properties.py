r"""Character properties, `\p{…}`: general categories, POSIX names, binary properties, scripts, blocks, `java…` names.

Each form has its own rule for upper and lower case, and `Is` tries three kinds one after the other. Which names exist
and what they hold is dumped from the JVMs (`unicode/`). Source: `Pattern.family` and `CharPredicates`, JDK 11 to 25.
"""

from __future__ import annotations

from functools import cache
from typing import Final

from endpointlint.automata.codepoints import CodePointSet
from endpointlint.javaregex.ast import Flag
from endpointlint.javaregex.unicode.tables import alias, named_set

_KEYS: Final = {
    "sc": "script",
    "script": "script",
    "blk": "block",
    "block": "block",
    "gc": "category",
    "general_category": "category",
}
_LOWER, _UPPER, _DIGIT = (97, 122), (65, 90), (48, 57)
CATEGORY_KEYS: Final = frozenset(key for key, kind in _KEYS.items() if kind == "category")
_PUNCTUATION: Final = ((33, 47), (58, 64), (91, 96), (123, 126))
_ASCII: Final = {
    name: CodePointSet(ranges)
    for name, ranges in {
        "ASCII": ((0, 127),),
        "Alnum": (_DIGIT, _UPPER, _LOWER),
        "Alpha": (_UPPER, _LOWER),
        "Blank": ((9, 9), (32, 32)),
        "Cntrl": ((0, 31), (127, 127)),
        "Digit": (_DIGIT,),
        "Graph": ((33, 126),),
        "Print": ((32, 126),),
        "Punct": _PUNCTUATION,
        "Space": ((9, 13), (32, 32)),
        "XDigit": (_DIGIT, (65, 70), (97, 102)),
    }.items()
}
"""Properties that need no table; `Lower` and `Upper` depend on flags."""


_NARROW: Final = frozenset((*_ASCII, "Lower", "Upper", "L1"))
"""Names for which the JDK makes predicates that never see a surrogate pair as one."""


def lookup(name: str, java: int, flags: int) -> CodePointSet | None:
    r"""The set of `\p{name}`, for a name without `=`.

    Args:
        name: as written between the braces.
        java: 11, 17, 21 or 25.
        flags: those in force, of `Flag`.

    Returns:
        None if the JDK knows no such property.
    """
    if name.startswith("In"):
        return _block(name[2:], java)
    ignore_case = bool(flags & Flag.CASE_INSENSITIVE)
    if name.startswith("Is"):
        return _is(name[2:], java, ignore_case=ignore_case)
    if flags & Flag.UNICODE_CHARACTER_CLASS:
        found = _of_kind("posix", name.upper(), java, ignore_case=ignore_case)
        if found is not None:
            return found
    return _property(name, java, ignore_case=ignore_case)


def is_narrow(name: str, java: int, flags: int) -> bool:
    r"""Whether the JDK knows of `\p{name}` that it holds nothing beyond the BMP. A name that `lookup` finds."""
    ignore_case = bool(flags & Flag.CASE_INSENSITIVE)
    if name.startswith("Is"):
        name = name[2:]
        unicode = _of_kind("unicode", name.upper(), java, ignore_case=ignore_case)
    elif flags & Flag.UNICODE_CHARACTER_CLASS:
        unicode = _of_kind("posix", name.upper(), java, ignore_case=ignore_case)
    else:
        unicode = None
    return unicode is None and name in _NARROW


def lookup_value(key: str, value: str, java: int, flags: int) -> CodePointSet | None:
    r"""The set of `\p{key=value}`; the key in lower case. None if the JDK knows no such key or value."""
    match _KEYS.get(key):
        case "script":
            return _script(value, java)
        case "block":
            return _block(value, java)
        case "category":
            return _property(value, java, ignore_case=bool(flags & Flag.CASE_INSENSITIVE))
        case _:
            return None


def _is(name: str, java: int, *, ignore_case: bool) -> CodePointSet | None:
    found = _of_kind("unicode", name.upper(), java, ignore_case=ignore_case)
    if found is None:
        found = _property(name, java, ignore_case=ignore_case)
    return _script(name, java) if found is None else found


def _property(name: str, java: int, *, ignore_case: bool) -> CodePointSet | None:
    found = _ASCII.get(name)
    return _of_kind("property", name, java, ignore_case=ignore_case) if found is None else found


def _of_kind(kind: str, name: str, java: int, *, ignore_case: bool) -> CodePointSet | None:
    return named_set("properties", f"{kind}-i" if ignore_case else kind, name, java)


@cache
def _script(name: str, java: int) -> CodePointSet | None:
    constant = alias("scripts", name.upper(), java)
    return None if constant is None else named_set("scripts", "script", constant, java)


@cache
def _block(name: str, java: int) -> CodePointSet | None:
    constant = alias("blocks", name.upper(), java)
    return None if constant is None else named_set("blocks", "block", constant, java)
