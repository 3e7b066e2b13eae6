"""The tables of the JDKs, unpacked as far as they are asked for.

Each file is zlib-compressed JSON made by `pack.py`. A set of code points is a *row*: one list for each JDK from the
newest to the oldest, which holds the gaps between the set's boundaries (first member, first non-member after it, …).
The lists after the first hold only the boundaries that differ from the JDK before; None stands for a JDK that does not
know the set. A text in place of a row, "kind name", stands for the row of that name.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import accumulate
from typing import Any, Final

from endpointlint.automata.codepoints import CodePointSet
from endpointlint.source.resources import read_resource

JAVAS: Final = (11, 17, 21, 25)
"""The JDKs that the tables are about: Unicode 10, 13, 15 and 16."""

Row = list[list[int] | None]


@cache
def load(name: str) -> Any:
    """The content of a data file: `properties`, `scripts`, `blocks`, `graphemes`, `case` or `names`.

    A few milliseconds each.
    """
    import json
    import zlib

    return json.loads(zlib.decompress(read_resource("endpointlint.javaregex.unicode", f"{name}.json.z")))


def unpack(row: Row, java: int) -> CodePointSet | None:
    """The set of a row under a JDK; None where the JDK does not know it."""
    boundaries: set[int] = set()
    gaps: list[int] | None = None
    for number in range(len(JAVAS) - JAVAS.index(java)):
        gaps = row[number]
        if gaps is not None:
            boundaries ^= set(accumulate(gaps))
    if gaps is None:
        return None
    ends = sorted(boundaries)
    return CodePointSet((low, high - 1) for low, high in zip(ends[::2], ends[1::2], strict=True))


@cache
def named_set(file: str, kind: str, name: str, java: int) -> CodePointSet | None:
    r"""A set by its file, kind and name, or None if the JDK does not know it.

    Kinds of `properties`: `property` (as in `\p{name}`), `unicode` (`\p{IsNAME}`, names in upper case), `posix` (what
    `(?U)` makes of `\p{NAME}`), each also with `-i` for the set under CASE_INSENSITIVE; and `predefined-unicode`
    (`(?U)\w`, by the letter). The others: `scripts` and `blocks` have `script` and `block`,
    `graphemes` has `grapheme` (by the constants of the JDK's class) and `conjunct` (`CONSONANT`, `LINKER`, `EXTEND`).
    """
    row: Row | str | None = load(file)["sets"][kind].get(name)
    if row is None:
        return None
    if isinstance(row, str):
        same_kind, same_name = row.split(" ", 1)
        return named_set(file, same_kind, same_name, java)
    return unpack(row, java)


@cache
def alias(file: str, name: str, java: int) -> str | None:
    """What a name, in upper case, stands for: the constant of a script or block."""
    found: Sequence[Any] = load(file)["names"].get(name, ())
    return found[0] if found and found[1] <= java else None


@cache
def case_mapping(kind: str, java: int) -> dict[int, int]:
    """What `Character.toUpperCase` (`upper`) or `toLowerCase` (`lower`) change, one code point to another."""
    out: dict[int, int] = {}
    for runs in load("case")[kind][: len(JAVAS) - JAVAS.index(java)]:
        for start, step, count, shift in runs:
            for code in range(start, start + step * count, step):
                out[code] = code + shift
    return {code: other for code, other in out.items() if code != other}
