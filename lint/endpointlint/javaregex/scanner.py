r"""The characters of a regex as `Pattern.compile` walks over them.

Two things happen before any parsing: the text becomes code points, and `\Q…\E` is rewritten into escapes. The rewriting
can be seen through (`\x4\Qa\E` is `\x4a`), so it is done here and not by the grammar; the scanner remembers where each
code point stood. Source: `java.util.regex.Pattern` of JDK 11 to 25, and what those JVMs answer.
"""

from __future__ import annotations

from typing import Final

from endpointlint.javaregex.ast import Flag
from endpointlint.javaregex.problems import PatternProblem, ProblemKind
from endpointlint.source import Span

BACKSLASH: Final = ord("\\")
_BLANKS: Final = frozenset(map(ord, " \t\n\x0b\f\r"))
_HASH: Final = ord("#")
_LF: Final = ord("\n")
_TERMINATORS: Final = frozenset(map(ord, "\n\r\u0085\u2028\u2029"))
_PADDING: Final = (0, 0, 0, 0)


class Scanner:
    """A cursor over the code points of a regex, with the flags in force.

    `codes` ends in zeros beyond `length`, as the array of the JDK does; the cursor can run a little past the end. Under
    COMMENTS, `peek` and `next` move the cursor past blanks and comments *before* the character they return, and `read`
    returns the first character that is neither, leaving the cursor right behind it.
    """

    __slots__ = ("_ends", "_starts", "codes", "cursor", "far", "flags", "java", "length", "size")

    def __init__(self, text: str, java: int) -> None:
        """Take a regex; `text` may hold lone surrogates, or pairs written as two, which are then one character."""
        codes = [*map(ord, text)]
        starts: list[int] | None = None
        if not text.isascii() and any(0xD800 <= c <= 0xDBFF for c in codes):
            codes, starts = _joined(codes)
        self._starts = self._ends = None
        if "\\Q" in text:
            codes, origins = _unquoted(codes)
            begin = starts if starts is not None else range(len(text) + 1)
            end = [*begin[1:], len(text)]
            self._starts = [*(begin[i] for i in origins), len(text)]
            self._ends = [end[i] for i in origins]
        elif starts is not None:
            self._starts = starts
            self._ends = starts[1:]
        self.codes: list[int] = [*codes, *_PADDING]
        self.length: int = len(codes)
        self.size = len(text)
        """Length of the original text."""
        self.cursor = 0
        self.flags = 0
        self.java = java
        self.far = not text.isascii() and any(map(is_wide, codes))
        """Whether the JDK has seen something that may match characters beyond the BMP, or halves of them; it does not
        look at everything."""

    _starts: list[int] | None
    _ends: list[int] | None

    def offset(self, index: int) -> int:
        """Where in the original text the code point of that index began; the ends of the text beyond either end."""
        if index <= 0:
            return 0
        if index >= self.length:
            return self.size
        return index if self._starts is None else self._starts[index]

    def span(self, start: int, end: int) -> Span:
        """The place in the original text of the code points from `start` to before `end`."""
        if self._starts is None or self._ends is None:
            return Span(start, end)
        if start >= end:
            at = self.offset(start)
            return Span(at, at)
        return Span(self._starts[start], self._ends[min(end, self.length) - 1])

    def problem(self, kind: ProblemKind, message: str) -> PatternProblem:
        """What is wrong at the cursor; `PatternSyntaxException.getIndex()` is the place before it."""
        return PatternProblem(kind, message, self.offset(self.cursor - 1))

    def at_end(self) -> bool:
        """Whether the cursor has reached the end; a zero at the cursor may also be a NUL of the text."""
        return self.cursor >= self.length

    def peek(self) -> int:
        """The character at the cursor."""
        code = self.codes[self.cursor]
        if self.flags & Flag.COMMENTS and (code in _BLANKS or code == _HASH):
            return self._peek_past(code)
        return code

    def next(self) -> int:
        """Move on by one, and the character there."""
        self.cursor += 1
        code = self.codes[self.cursor]
        if self.flags & Flag.COMMENTS and (code in _BLANKS or code == _HASH):
            return self._peek_past(code)
        return code

    def read(self) -> int:
        """The character at the cursor; the cursor moves behind it."""
        code = self.codes[self.cursor]
        self.cursor += 1
        if self.flags & Flag.COMMENTS and (code in _BLANKS or code == _HASH):
            return self._read_past(code)
        return code

    def skip(self) -> int:
        """The character after the one at the cursor, blank or not; the cursor moves behind it."""
        code = self.codes[self.cursor + 1]
        self.cursor += 2
        return code

    def _peek_past(self, code: int) -> int:
        codes = self.codes
        while code in _BLANKS or code == _HASH:
            while code in _BLANKS:
                self.cursor += 1
                code = codes[self.cursor]
            if code == _HASH:
                self.cursor += 1
                while (code := codes[self.cursor]) != 0 and not self._ends_comment(code):
                    self.cursor += 1
                if code == 0 and self.cursor > self.length:
                    self.cursor = self.length
                    code = codes[self.cursor]
        return code

    def _read_past(self, code: int) -> int:
        codes = self.codes
        while code in _BLANKS or code == _HASH:
            while code in _BLANKS:
                code = codes[self.cursor]
                self.cursor += 1
            if code == _HASH:
                code = codes[self.cursor]
                self.cursor += 1
                while code != 0 and not self._ends_comment(code):
                    code = codes[self.cursor]
                    self.cursor += 1
                if code == 0 and self.cursor > self.length:
                    code = codes[self.length]
                    self.cursor = self.length + 1
        return code

    def _ends_comment(self, code: int) -> bool:
        # a terminator that is not an ASCII blank ends the comment and then stands for itself
        return code == _LF if self.flags & Flag.UNIX_LINES else code in _TERMINATORS


def is_wide(code: int) -> bool:
    """Whether the JDK counts in code points rather than UTF-16 units because of this character."""
    return code > 0xFFFF or 0xD800 <= code <= 0xDFFF


def _joined(codes: list[int]) -> tuple[list[int], list[int]]:
    """Surrogate pairs as one code point, and where each code point began, with the end of the text at last."""
    out: list[int] = []
    starts: list[int] = []
    at = 0
    while at < len(codes):
        code = codes[at]
        starts.append(at)
        if 0xD800 <= code <= 0xDBFF and at + 1 < len(codes) and 0xDC00 <= codes[at + 1] <= 0xDFFF:
            code = 0x10000 + ((code - 0xD800) << 10) + codes[at + 1] - 0xDC00
            at += 1
        out.append(code)
        at += 1
    starts.append(len(codes))
    return out, starts


def _unquoted(codes: list[int]) -> tuple[list[int], list[int]]:
    r"""The code points with `\Q…\E` rewritten, and the index that each one comes from.

    In a quote, letters and non-ASCII characters stay bare, punctuation gets a backslash, and a digit that stands first
    becomes `\x3d` lest it end an escape before the quote. A quote need not be closed.
    """
    out: list[int] = []
    origins: list[int] = []
    length = len(codes)
    quoting = first = False
    at = 0
    while at < length:
        code = codes[at]
        after = codes[at + 1] if at + 1 < length else 0
        if code == BACKSLASH and quoting and after == _E:
            quoting = first = False
            at += 2
            continue
        if code == BACKSLASH and not quoting and after == _Q:
            quoting = first = True
            at += 2
            continue
        if not quoting:
            width = 2 if code == BACKSLASH and at + 1 < length else 1
            out.extend(codes[at : at + width])
            origins.extend(range(at, at + width))
            at += width
            continue
        if code < 0x80 and not chr(code).isalpha():
            if not chr(code).isdigit():
                out.append(BACKSLASH)
                origins.append(at)
            elif first:
                out.extend(_HEX_OF_DIGIT)
                origins.extend((at, at, at))
        out.append(code)
        origins.append(at)
        first = False
        at += 1
    return out, origins


_E: Final = ord("E")
_Q: Final = ord("Q")
_HEX_OF_DIGIT: Final = tuple(map(ord, "\\x3"))
