"""What YAML scalars spell, code point by code point.

PyYAML says where a scalar begins and ends and what it means as a whole. Carets need more: where in the file each code
point of it stands, through quotes, escapes, folded lines and block indents.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from endpointlint.source import Offsets

ESCAPES = {
    "0": "\0", "a": "\a", "b": "\b", "t": "\t", "\t": "\t", "n": "\n", "v": "\v", "f": "\f", "r": "\r", "e": "\x1b",
    " ": " ", '"': '"', "/": "/", "\\": "\\", "N": "\x85", "_": "\xa0", "L": "\u2028", "P": "\u2029",
}  # fmt: skip
"""Escapes of one letter in a double-quoted scalar (YAML 1.1, section 5.6)."""

_DIGITS = {"x": 2, "u": 4, "U": 8}
_BREAK = "(?:\r\n|[\r\n\x85\u2028\u2029])"
_LINE_BREAK = re.compile(_BREAK)
_FOLD = re.compile(f"[ \t]*{_BREAK}(?:[ \t]*{_BREAK})*[ \t]*")
_ESCAPED_FOLD = re.compile(rf"\\{_BREAK}(?:[ \t]*{_BREAK})*[ \t]*")
_SPECIAL = {
    "": re.compile(f"[ \t]*{_BREAK}"),
    "'": re.compile(f"''|[ \t]*{_BREAK}"),
    '"': re.compile(rf"\\|[ \t]*{_BREAK}"),
}
_HEX = re.compile(r"[0-9A-Fa-f]+\Z")
_INDENT = re.compile(f"(?: *{_BREAK})*(?P<indent> *)(?![ \r\n\x85\u2028\u2029]|\\Z)")
_HEADER = re.compile(r"[|>](?P<signs>[-+0-9]{0,2})[ \t]*(?:#[^\r\n\x85\u2028\u2029]*)?")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A decoded text; for each code point the offset where its spelling begins, and where the last one ends."""

    value: str
    offsets: Offsets | range
    bad_escape: tuple[int, int] | None = None
    """The first escape that is none; it was read as a backslash that means itself."""
    slash: int | None = None
    """The first `\\/`, which YAML 1.2 has and SnakeYAML has not."""


def decode_flow(text: str, start: int, end: int, quote: str) -> Decoded:
    """A plain (`quote` empty), single- or double-quoted scalar whose content is `text[start:end]`, quotes excluded.

    As `scan_flow_scalar` and `scan_plain` of PyYAML, but tolerant of escapes that YAML does not have, and joining
    surrogate pairs as SnakeYAML does. Linear.
    """
    special = _SPECIAL[quote]
    found = special.search(text, start, end)
    if found is None:
        return Decoded(text[start:end], range(start, end + 1))
    chunks: list[str] = []
    offsets = Offsets()
    bad: tuple[int, int] | None = None
    slash: int | None = None
    at = start
    while found is not None:
        chunks.append(text[at : found.start()])
        offsets.add(at, found.start() - at)
        at = found.start()
        if text.startswith("\\", at) and quote == '"':
            spelled, after = _escape(text, at, end)
            if slash is None and spelled == "/" and after == at + 2:
                slash = at
            if spelled is None:
                bad = bad or (at, after)
                spelled, after = "\\", at + 1
        elif text.startswith("''", at):
            spelled, after = "'", at + 2
        else:
            fold = _FOLD.match(text, at, end)
            after = fold.end() if fold else at + 1
            spelled = _folded(text[at:after])
        chunks.append(spelled)
        for _ in spelled:
            offsets.add(at)
        at = after
        found = special.search(text, at, end)
    chunks.append(text[at:end])
    offsets.add(at, end + 1 - at)
    return Decoded("".join(chunks), offsets, bad, slash)


def _folded(run: str) -> str:
    """What a run of line breaks, with blanks around, means in a flow scalar."""
    first, *more = (_normal(found[0]) for found in _LINE_BREAK.finditer(run))
    if first != "\n":
        return first + "".join(more)
    return "".join(more) or " "


def _normal(line_break: str) -> str:
    return line_break if line_break in "\u2028\u2029" else "\n"


def _escape(text: str, at: int, end: int) -> tuple[str | None, int]:
    """What the escape at `at` means, None if it is none, and where it ends."""
    fold = _ESCAPED_FOLD.match(text, at, end)
    if fold:
        return "".join(_normal(found[0]) for found in list(_LINE_BREAK.finditer(fold[0]))[1:]), fold.end()
    letter = text[at + 1] if at + 1 < end else ""
    if letter in ESCAPES and letter:
        return ESCAPES[letter], at + 2
    count = _DIGITS.get(letter, 0)
    digits = text[at + 2 : min(at + 2 + count, end)]
    if not count or len(digits) < count or not _HEX.match(digits) or int(digits, 16) > 0x10FFFF:
        return None, min(at + 2, end)
    code, after = int(digits, 16), at + 2 + count
    if 0xD800 <= code < 0xDC00 and text.startswith("\\u", after):
        low = text[after + 2 : min(after + 6, end)]
        if len(low) == 4 and _HEX.match(low) and 0xDC00 <= int(low, 16) < 0xE000:
            return chr(0x10000 + ((code - 0xD800) << 10) + int(low, 16) - 0xDC00), after + 6
    return chr(code), after


def decode_block(text: str, start: int, end: int, value: str, shadow: str) -> Decoded | None:
    """A literal or folded block scalar, from its `|` or `>` at `start`; what follows its content is not read. Linear.

    The indent follows from the content, except where the header gives it relative to a parent unknown here; so it is
    taken from `value`, what PyYAML made of it, for which it was given `shadow`. None if the two do not agree.
    """
    header = _HEADER.match(text, start)
    if not header:
        return None
    indent = _first_indent(shadow, header.end(), end) - _first_indent(value, 0, len(value))
    if indent < 0 or _block(shadow, start, header, end, indent)[0] != value:
        return None
    return Decoded(*_block(text, start, header, end, indent))


def _first_indent(text: str, at: int, end: int) -> int:
    """Blanks before the first line that has anything else; 0 if no line has."""
    found = _INDENT.match(text, at, end)
    return len(found["indent"]) if found else 0


def _block(text: str, start: int, header: re.Match[str], end: int, indent: int) -> tuple[str, Offsets]:
    """As `scan_block_scalar` of PyYAML, for a known indent."""
    folded = text[start] == ">"
    chunks: list[str] = []
    offsets = Offsets()

    def put(piece: str, at: int) -> None:
        chunks.append(piece)
        for _ in piece:
            offsets.add(at)

    found = _LINE_BREAK.match(text, header.end(), end)
    at = found.end() if found else header.end()
    breaks, at = _blank_lines(text, at, end, indent)
    stop = after = start
    while at < end and _column(text, at) == indent:
        for piece, place in breaks:
            put(piece, place)
        spaced = text[at] in " \t"
        stop_match = _LINE_BREAK.search(text, at, end)
        stop, after = stop_match.span() if stop_match else (end, end)
        line_break = _normal(stop_match[0]) if stop_match else ""
        chunks.append(text[at:stop])
        offsets.add(at, stop - at)
        breaks, at = _blank_lines(text, after, end, indent)
        if not (at < end and _column(text, at) == indent):
            if "-" not in header["signs"]:
                put(line_break, stop)
                stop = after
            break
        if not folded or line_break != "\n" or spaced or text[at] in " \t":
            put(line_break, stop)
        elif not breaks:
            put(" ", stop)
    if "+" in header["signs"]:
        for piece, place in breaks:
            put(piece, place)
            stop = place + 1
    offsets.add(stop if len(offsets) else start)
    return "".join(chunks), offsets


def _column(text: str, at: int) -> int:
    start = at
    while start > 0 and text[start - 1] not in "\r\n\x85\u2028\u2029":
        start -= 1
    return at - start


def _blank_lines(text: str, at: int, end: int, indent: int) -> tuple[list[tuple[str, int]], int]:
    """The line breaks of empty lines, and where the next line's content begins."""
    breaks: list[tuple[str, int]] = []
    while True:
        column = 0
        while column < indent and at < end and text[at] == " ":
            at += 1
            column += 1
        found = _LINE_BREAK.match(text, at, end)
        if not found:
            return breaks, at
        breaks.append((_normal(found[0]), at))
        at = found.end()
