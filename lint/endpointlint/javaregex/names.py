r"""Characters by name, as `Character.codePointOf` of a JDK knows them (`\N{LATIN SMALL LETTER A}`).

A JDK's names are those of the Unicode standard, but for controls, which have names of their own, and for ideographs,
Hangul syllables, private use characters and surrogates, which are named by block and number.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import Any, Final

from endpointlint.automata.codepoints import EMPTY, CodePointSet
from endpointlint.javaregex.unicode.tables import JAVAS, load, named_set, unpack

_BLANKS: Final = "".join(map(chr, range(33)))


def named_character(name: str, java: int) -> int | None:
    """The code point of that name, in any case; None if the JDK knows no such name. Loads tables."""
    wanted = name.strip(_BLANKS).upper()
    known: dict[str, Any] = load("names")["others"]
    if wanted in known:
        code, javas = known[wanted]
        return code if javas >> JAVAS.index(java) & 1 else None
    if not wanted.isascii():
        return None
    try:
        found = unicodedata.lookup(wanted)
    except KeyError:
        return _by_block(wanted, java)
    # a name of a sequence and an alias are found too
    if len(found) == 1 and unicodedata.name(found, "") == wanted and ord(found) in _codes("agreed", java):
        return ord(found)
    return None


def _by_block(name: str, java: int) -> int | None:
    block, _, digits = name.rpartition(" ")
    try:
        code = int(digits, 16)
    except ValueError:
        return None
    if code not in _codes("block", java) or f"{code:X}" != digits:
        return None
    if "_" in block:
        return None
    return code if code in (named_set("blocks", "block", block.replace(" ", "_"), java) or EMPTY) else None


@cache
def _codes(kind: str, java: int) -> CodePointSet:
    return unpack(load("names")[kind], java) or EMPTY
