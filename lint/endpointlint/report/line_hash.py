"""The hash by which GitHub recognises the line of an alert again, `primaryLocationLineHash`.

The upload action computes it for results that bring none, and warns of those that bring another
(`src/fingerprints.ts` of github/codeql-action). A hash covers the next hundred characters that are neither blank nor
tab, from the start of the line on and over line ends, each of which counts as one LF; after the end of the file stands
one 65535, then zeros. It is the polynomial of these UTF-16 units in 37, modulo 2^64, in hexadecimal, and after a colon
how often it has been seen in the file.
"""

from __future__ import annotations

import re
import sys
from array import array
from collections import Counter

_BLOCK = 100
_BASE = 37
_MASK = (1 << 64) - 1
_HIGHEST = pow(_BASE, _BLOCK, 1 << 64)
_END = 65535
_LF = 10
_LINE_END = re.compile(r"\r\n|\r")


def line_hashes(text: str) -> list[str]:
    """The hash of each line of a file, in order. Linear in the text.

    A byte order mark counts as a character for GitHub, but is not part of the texts here: the hash of the first line of
    such a file is another one.
    """
    units = _units(text)
    starts = {0, *(number + 1 for number, unit in enumerate(units) if unit == _LF)}
    units.append(_END)
    units.extend([0] * _BLOCK)
    value = 0
    for unit in units[:_BLOCK]:
        value = (value * _BASE + unit) & _MASK
    seen: Counter[int] = Counter()
    hashes: list[str] = []
    for number, (leaving, entering) in enumerate(zip(units, units[_BLOCK:], strict=False)):
        if number in starts:
            seen[value] += 1
            hashes.append(f"{value:x}:{seen[value]}")
        value = (value * _BASE + entering - leaving * _HIGHEST) & _MASK
    return hashes


def _units(text: str) -> array[int]:
    """UTF-16 units without blanks and tabs, every line end as one LF."""
    # blanks go last: a CR and a LF with blanks between them are two line ends
    plain = _LINE_END.sub("\n", text).replace(" ", "").replace("\t", "")
    encoding = "utf-16-le" if sys.byteorder == "little" else "utf-16-be"
    return array("H", plain.encode(encoding, "surrogatepass"))
