"""JSON as OpenSearch reads it, with the place of every key and value.

OpenSearch's parser (`JsonXContent`, on Jackson) allows `//` and `/* */` comments and refuses duplicate keys, trailing
commas and unknown escapes. What it refuses is reported here and, where its author's intent is plain, read all the same.
The developer console's raw strings in three quotes are read too.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from json import JSONDecoder

from endpointlint.policy.document import Problem
from endpointlint.reader.complaints import Complaints
from endpointlint.reader.excerpt import Excerpt
from endpointlint.reader.tree import Array, Member, Node, Object, Scalar, ScalarKind
from endpointlint.source import DeferredOffsets, Offsets, Place, SourceLiteral
from endpointlint.source.patterns import lazy
from endpointlint.source.records import dataclass, field

MAX_DEPTH = 1000
"""Levels of nesting: what Jackson's `StreamReadConstraints` allow by default."""

MAX_TOKENS = 1_000_000
"""Brackets, colons, commas, keys and values of one document, each of which costs up to 3 µs and 250 bytes."""

_INVISIBLE = "\u00a0\u200b\u2028\u2029\u202f\ufeff"
_SPACE = lazy(rf"(?:[ \t\r\n]+|//[^\r\n]*|#[^\r\n]*|[{_INVISIBLE}]+)*")
_BRACKETED = {"/*": "*/", "{%": "%}"}
_UNUSUAL_SPACE = lazy(
    rf"//[^\r\n]*|/\*.*?\*/|(?P<hash>#[^\r\n]*)|(?P<invisible>[{_INVISIBLE}]+)|(?P<tag>\{{%.*?%\}})", re.DOTALL
)
_QUOTES = {'"': '"', "'": "'", "\u2018": "\u2019", "\u2019": "\u2019", "\u201c": "\u201d", "\u201d": "\u201d"}
"""What begins a text, JSON's own quote first, and what ends it: apostrophes as in JSON5 and Python, and the quotation
marks that word processors and publishing systems make of quotes."""
_PLAIN_RUNS = {closer: lazy(rf"[^{closer}\\\x00-\x1f]*") for closer in _QUOTES.values()}
_PLAIN_RUN = lazy(r'[^"\\\x00-\x1f]*')
_SPELLING = lazy(r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|.)", re.DOTALL)
_TEMPLATE = lazy(r"\{\{[^{}\r\n]*\}\}")
_BARE = lazy(r'\{\{[^{}\r\n]*\}\}|[^\s,:\[\]{}"]+')
_BARE_KEY = lazy(r"[A-Za-z_][\w.]*(?=\s*:)")
_NUMBER = lazy(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?\Z")
_HEX4 = lazy(r"[0-9A-Fa-f]{4}")
_DECODE: Callable[[str, int], tuple[str, int]] = JSONDecoder().raw_decode
"""Reads a text from its opening quote on; where it ends."""
_CLOSER = lazy(r"[}\]]")
_LINE_REST = lazy(r"[^\r\n]*")
_ESCAPES = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_KINDS = {"true": ScalarKind.BOOLEAN, "false": ScalarKind.BOOLEAN, "null": ScalarKind.NULL}


@dataclass(frozen=True, slots=True)
class Parsed:
    """One value and where it ended."""

    value: Node | None
    """None if no value begins where one was looked for."""
    end: int
    """Offset in the excerpt behind the value."""
    problems: tuple[Problem, ...]
    lost: bool = False
    """The structure could not be followed to the end."""

    @property
    def broken(self) -> bool:
        """Whether something of it was not read."""
        return any(problem.blocking for problem in self.problems)


def parse_value(
    excerpt: Excerpt, start: int = 0, end: int | None = None, *, console: bool = False, strict: bool = False
) -> Parsed:
    """Read the value that begins at or behind `start`, over blanks and comments; what follows it is not looked at.

    `console` allows what the developer console allows: raw strings in three quotes, and comments with `#`.
    `strict` stops where the structure is lost. Never raises; linear in the length of the value.
    """
    parser = _Parser(excerpt, len(excerpt.text) if end is None else end, console=console, strict=strict)
    value = parser.run(start)
    return Parsed(value, parser.pos, parser.problems.all(), parser.lost)


def parse_members(excerpt: Excerpt, start: int = 0, end: int | None = None, *, console: bool = False) -> Parsed:
    """Read `"key": value, …` without braces around, as an object, up to what can no longer belong to it."""
    parser = _Parser(excerpt, len(excerpt.text) if end is None else end, console=console)
    value = parser.run(start, fragment=True)
    return Parsed(value, parser.pos, parser.problems.all(), parser.lost)


def skip_space(text: str, start: int = 0, end: int | None = None, unclosed: set[str] | None = None) -> int:
    """The offset of what follows blanks, comments and template tags.

    `unclosed` remembers what is opened and never closed, so that many of these stay linear.
    """
    end = len(text) if end is None else end
    while True:
        found = _SPACE.match(text, start, end)
        start = found.end() if found else start
        opener = text[start : start + 2]
        closer = _BRACKETED.get(opener)
        if closer is None or (unclosed is not None and opener in unclosed):
            return start
        stop = text.find(closer, start + 2, end)
        if stop < 0:
            if unclosed is not None:
                unclosed.add(opener)
            return start
        start = stop + 2


class _Expect:
    """What may come next in a frame."""

    KEY = 0
    COLON = 1
    VALUE = 2
    COMMA = 3


@dataclass(slots=True)
class _Frame:
    """An object or array that is still open."""

    is_object: bool
    start: int
    expect: int
    discard: bool = False
    """Stands where none may: read over, so that what follows is found again."""
    open_ended: bool = False
    """The members of a fragment, without braces."""
    comma: int | None = None
    """The comma just read."""
    key: SourceLiteral | None = None
    items: list[Node] = field(default_factory=list[Node])
    members: list[Member] = field(default_factory=list[Member])
    seen: set[str] = field(default_factory=set[str])


class _Stopped(Exception):  # noqa: N818
    """Reading ends here, what is open is closed as it stands."""


class _Parser:
    """One run over one value."""

    def __init__(self, excerpt: Excerpt, end: int, *, console: bool = False, strict: bool = False) -> None:
        self.excerpt = excerpt
        self.text = excerpt.text
        self.end = end
        self.console = console
        self.strict = strict
        self.pos: int = 0
        self.last: int = 0
        """End of the last token."""
        self.problems = Complaints()
        self.scans = True
        """Whether texts with escapes are given to the standard library first."""
        self.odd = False
        """Whether an unusual quote was complained about."""
        self.stack: list[_Frame] = []
        self.open = [0, 0]
        """Arrays and objects that are open."""
        self.unclosed: set[str] = set()
        self.root: Node | None = None
        self.lost = False
        """The structure was lost: what follows is read as well as it goes, and not complained about again."""

    def run(self, start: int, *, fragment: bool = False) -> Node | None:
        """Read until the root value is complete."""
        self.pos = self.last = start
        if fragment:
            self.stack.append(_Frame(is_object=True, start=start, expect=_Expect.KEY, open_ended=True))
        try:
            for _ in range(MAX_TOKENS):
                self._space()
                if self.pos >= self.end:
                    self._at_end()
                    break
                self._token(self.text[self.pos])
                self.last = self.pos
                if not self.stack:
                    break
            else:
                self._give_up(f"more than {MAX_TOKENS} brackets, colons, commas and values")
        except _Stopped:
            pass
        while self.stack:
            self._close(self.last, complete=False)
        self.pos = self.last
        return self.root

    def _problem(self, message: str, start: int, end: int, *, blocking: bool = True) -> None:
        if not self.problems.count(blocking=blocking):
            self.problems.add(self.excerpt.problem(message, start, min(end, len(self.text)), blocking=blocking))

    def _lost(self, message: str, start: int, end: int) -> None:
        if not self.lost:
            self.lost = True
            self._problem(message, start, end)
        if self.strict:
            raise _Stopped

    def _give_up(self, message: str) -> None:
        """Leave the rest unread."""
        self._lost(message, self.pos, self.pos + 1)
        self.last = self.end
        raise _Stopped

    def _space(self) -> None:
        start, self.pos = self.pos, self._after_space(self.pos)
        if start == self.pos or (self.text[start : self.pos].isspace() and self.text[start : self.pos].isascii()):
            return
        for odd in _UNUSUAL_SPACE.finditer(self.text, start, self.pos):
            if odd["hash"] is not None and not self.console:
                self._problem("OpenSearch refuses comments that begin with #", *odd.span(), blocking=False)
            elif odd["invisible"] is not None:
                name = f"U+{ord(odd[0][0]):04X}"
                self._problem(
                    f"OpenSearch refuses {name}, which looks like a blank and is none", *odd.span(), blocking=False
                )
            elif odd["tag"] is not None and not self.console:
                self._problem("this is a template: what the tag makes of it is not known", *odd.span())

    def _token(self, char: str) -> None:
        frame = self.stack[-1] if self.stack else None
        if frame is not None and frame.open_ended and self._fragment_ends(frame, char):
            raise _Stopped
        if char == '"' or (char in _QUOTES and self._closes_on_its_line(char)):
            self._string(frame)
        elif char in "{[" and not _TEMPLATE.match(self.text, self.pos, self.end):
            self._open(frame, char)
        elif char in "}]":
            self._closer(frame, char)
        elif char == ",":
            self._comma(frame)
        elif char == ":":
            if frame is not None and frame.expect == _Expect.COLON:
                frame.expect = _Expect.VALUE
            else:
                self._lost("a colon is not expected here", self.pos, self.pos + 1)
            self.pos += 1
        else:
            self._bare(frame)

    def _fragment_ends(self, frame: _Frame, char: str) -> bool:
        if frame.expect == _Expect.COMMA:
            return char != ","
        return frame.expect == _Expect.KEY and char not in _QUOTES

    def _closes_on_its_line(self, quote: str) -> bool:
        """Whether an unusual quote begins a text, rather than being an apostrophe."""
        found = _LINE_REST.match(self.text, self.pos + 1, self.end)
        return found is not None and _QUOTES[quote] in found[0]

    # tokens

    def _open(self, frame: _Frame | None, char: str) -> None:
        at = self.pos
        discard = not self._make_room(frame, at, at + 1)
        if len(self.stack) >= MAX_DEPTH:
            self._give_up(f"nested deeper than {MAX_DEPTH} levels")
        is_object = char == "{"
        self.open[is_object] += 1
        self.stack.append(
            _Frame(is_object=is_object, start=at, expect=_Expect.KEY if is_object else _Expect.VALUE, discard=discard)
        )
        self.pos = at + 1

    def _closer(self, frame: _Frame | None, char: str) -> None:
        at = self.pos
        self.pos = at + 1
        if frame is None:
            self._lost(f"`{char}` closes nothing", at, at + 1)
            return
        if frame.is_object != (char == "}"):
            if not self._closes_outer(char):
                self._lost(f"`{char}` is one too many", at, at + 1)
                return
            while self.stack[-1].is_object != (char == "}"):
                opener = "{" if self.stack[-1].is_object else "["
                self._lost(f"`{char}` where `{opener}` is still open", at, at + 1)
                self._close(at, complete=False)
            frame = self.stack[-1]
        if frame.open_ended:
            self.pos = at
            raise _Stopped
        if frame.expect in (_Expect.COLON, _Expect.VALUE) and frame.is_object:
            self._lost("a key without a value", self.last, at)
        elif frame.comma is not None:
            self._problem(
                "OpenSearch refuses a comma behind the last element", frame.comma, frame.comma + 1, blocking=False
            )
        self._close(at + 1)

    def _closes_outer(self, char: str) -> bool:
        """Whether a closer that does not fit closes something further out, rather than being one too many."""
        if not self.open[char == "}"]:
            return False
        following = _CLOSER.match(self.text, self._after_space(self.pos), self.end)
        return following is None or following[0] == char

    def _after_space(self, start: int) -> int:
        return skip_space(self.text, start, self.end, self.unclosed)

    def _comma(self, frame: _Frame | None) -> None:
        at = self.pos
        self.pos = at + 1
        if frame is None:
            self._lost("a comma is not expected here", at, at + 1)
        elif frame.expect == _Expect.COMMA:
            frame.expect = _Expect.KEY if frame.is_object else _Expect.VALUE
            frame.comma = at
        elif frame.is_object and frame.expect != _Expect.KEY:
            self._lost("a key without a value", self.last, at)
            frame.key = None
            frame.expect = _Expect.KEY
        else:
            self._problem("OpenSearch refuses a comma without a value before it", at, at + 1, blocking=False)

    def _bare(self, frame: _Frame | None) -> None:
        at = self.pos
        if frame is not None and frame.is_object and frame.expect in (_Expect.KEY, _Expect.COMMA):
            key = _BARE_KEY.match(self.text, at, self.end)
            if key:
                self._room_for_key(frame, at)
                self._problem("OpenSearch refuses a key without quotes", at, key.end(), blocking=False)
                self._take_key(frame, self.excerpt.literal(at, key.end()))
                self.pos = key.end()
                return
        found = _BARE.match(self.text, at, self.end)
        stop = found.end() if found else at + 1
        self.pos = stop
        word = self.text[at:stop]
        kind = _KINDS.get(word) or (ScalarKind.NUMBER if _NUMBER.match(word) else ScalarKind.UNREAD)
        if kind is ScalarKind.UNREAD:
            shown = word if len(word) <= 40 else word[:39] + "…"
            self._lost(f"`{shown}` is no JSON", at, stop)
            if frame is not None and frame.expect != _Expect.VALUE:
                return
        if self._make_room(frame, at, stop):
            self._take(Scalar(kind, self.excerpt.literal(at, stop)))

    def _string(self, frame: _Frame | None) -> None:
        at = self.pos
        is_key = frame is not None and frame.is_object and frame.expect in (_Expect.KEY, _Expect.COMMA)
        if is_key and frame is not None:
            self._room_for_key(frame, at)
            literal, _ = self._read_string(at)
            self._take_key(frame, literal)
            return
        room = self._make_room(frame, at, at + 1)
        literal, complete = self._read_string(at)
        if room:
            self._take(Scalar(ScalarKind.TEXT if complete else ScalarKind.UNREAD, literal))

    def _read_string(self, at: int) -> tuple[SourceLiteral, bool]:
        """The text whose opening quote is at `at`, and whether it has a closing one; moves behind it."""
        text, offsets = self.text, self.excerpt.offsets
        if text.startswith('"""', at):
            return self._raw_string(at)
        if text[at] != '"':
            if not self.odd:
                self.odd = True
                self._problem(f'OpenSearch takes no `{text[at]}` for `"`', at, at + 1, blocking=False)
            return self._escaped_string(at, at + 1, _QUOTES[text[at]])
        found = _PLAIN_RUN.match(text, at + 1, self.end)
        stop = found.end() if found else at + 1
        if stop < self.end and text[stop] == '"':
            self.pos = stop + 1
            return (
                SourceLiteral(text[at + 1 : stop], offsets[at + 1 : stop + 1], self.excerpt.span(at, stop + 1)),
                True,
            )
        return self._scanned(at) or self._escaped_string(at, stop)

    def _scanned(self, at: int) -> tuple[SourceLiteral, bool] | None:
        """As `_read_string`, for a text of which every escape is one of JSON; places are found when asked for."""
        if not self.scans:
            return None
        try:
            value, after = _DECODE(self.text, at)
        except ValueError:
            # each of these errors costs a pass over the text
            self.scans = False
            return None
        if after > self.end:
            return None
        self.pos = after
        find = partial(_spelled, self.excerpt, at + 1, after - 1)
        return SourceLiteral(value, DeferredOffsets(len(value) + 1, find), self.excerpt.span(at, after)), True

    def _raw_string(self, at: int) -> tuple[SourceLiteral, bool]:
        close = self.text.find('"""', at + 3, self.end)
        if close < 0:
            self._lost('a text in """ without its end', at, at + 3)
            self.pos = self.end
            return self.excerpt.literal(at, self.end), False
        if not self.console:
            self._problem('only the developer console understands """', at, at + 3, blocking=False)
        self.pos = close + 3
        literal = SourceLiteral(
            self.text[at + 3 : close], self.excerpt.offsets[at + 3 : close + 1], self.excerpt.span(at, close + 3)
        )
        return literal, True

    def _escaped_string(self, at: int, stop: int, closer: str = '"') -> tuple[SourceLiteral, bool]:
        """As `_read_string`, from the first code point that is not itself; `stop` is where it stands."""
        text, offsets, end = self.text, self.excerpt.offsets, self.end
        plain = _PLAIN_RUNS[closer]
        chunks = [text[at + 1 : stop]]
        places = Offsets()
        places.extend(offsets[at + 1 : stop])
        complained = False
        while True:
            if stop >= end or text[stop] in "\r\n":
                self._lost("a text without its closing quote", at, stop)
                self.pos = stop
                return self.excerpt.literal(at, stop), False
            char = text[stop]
            if char == closer:
                self.pos = stop + 1
                places.add(offsets[stop])
                return SourceLiteral("".join(chunks), places, self.excerpt.span(at, stop + 1)), True
            if char == "\\":
                value, after = self._escape(stop, closer)
                if value is None:
                    if not complained:
                        complained = True
                        shown = text[stop:after]
                        self._problem(f"`{shown}` is no escape in JSON; read as `\\{shown}`", stop, after)
                    value, after = "\\", stop + 1
                chunks.append(value)
                places.add(offsets[stop])
                stop = after
            elif char < " ":
                if not complained:
                    complained = True
                    self._problem(f"OpenSearch refuses U+{ord(char):04X} in a text", stop, stop + 1, blocking=False)
                chunks.append(char)
                places.add(offsets[stop])
                stop += 1
            found = plain.match(text, stop, end)
            if found and found.end() > stop:
                chunks.append(found[0])
                places.extend(offsets[stop : found.end()])
                stop = found.end()

    def _escape(self, at: int, closer: str) -> tuple[str | None, int]:
        """What the escape at `at` means, None if it is none, and where it ends."""
        char = self.text[at + 1] if at + 1 < self.end else ""
        if char and char == closer:
            return char, at + 2
        if char in _ESCAPES:
            return _ESCAPES[char], at + 2
        if char != "u":
            return None, min(at + 2, self.end) if char not in ("", "\r", "\n") else at + 1
        digits = _HEX4.match(self.text, at + 2, self.end)
        if not digits:
            return None, at + 2
        code = int(digits[0], 16)
        if 0xD800 <= code < 0xDC00 and self.text.startswith("\\u", at + 6):
            low = _HEX4.match(self.text, at + 8, self.end)
            if low and 0xDC00 <= int(low[0], 16) < 0xE000:
                return chr(0x10000 + ((code - 0xD800) << 10) + int(low[0], 16) - 0xDC00), at + 12
        return chr(code), at + 6

    # where values go

    def _room_for_key(self, frame: _Frame, at: int) -> None:
        if frame.expect == _Expect.COMMA:
            self._missing_comma(at)

    def _missing_comma(self, at: int) -> None:
        if not self.lost:
            self._problem("a comma is missing here", self.last, min(self.last + 1, at))

    def _make_room(self, frame: _Frame | None, at: int, stop: int) -> bool:
        """Complain about a value that stands where none may; whether it can be kept."""
        if frame is None or frame.expect == _Expect.VALUE:
            return True
        if frame.expect == _Expect.COLON:
            self._lost("a colon is missing before this value", at, stop)
            return True
        if frame.is_object:
            self._lost("a key is missing before this value", at, stop)
            return False
        self._missing_comma(at)
        return True

    def _take_key(self, frame: _Frame, literal: SourceLiteral) -> None:
        frame.key = literal
        frame.comma = None
        frame.expect = _Expect.COLON
        if literal.value in frame.seen:
            message = f"OpenSearch refuses the key `{literal.value}` twice in one object"
            self.problems.add(Problem(message, Place(self.excerpt.source, literal.span), blocking=False))
        frame.seen.add(literal.value)

    def _take(self, node: Node) -> None:
        if not self.stack:
            self.root = node
            return
        frame = self.stack[-1]
        frame.comma = None
        frame.expect = _Expect.COMMA
        if not frame.is_object:
            frame.items.append(node)
        elif frame.key is not None:
            frame.members.append(Member(frame.key, node))
            frame.key = None

    def _close(self, end: int, *, complete: bool = True) -> None:
        """Close the innermost frame. A list of which nothing was read is not an empty list."""
        frame = self.stack.pop()
        self.open[frame.is_object] -= not frame.open_ended
        if frame.discard:
            return
        if not complete and not frame.is_object and not frame.items:
            self._take(Scalar(ScalarKind.UNREAD, self.excerpt.literal(frame.start, max(frame.start, end))))
            return
        span = self.excerpt.span(frame.start, end)
        self._take(Object(tuple(frame.members), span) if frame.is_object else Array(tuple(frame.items), span))

    def _at_end(self) -> None:
        if not self.stack:
            return
        frame = self.stack[-1]
        if frame.open_ended and frame.expect in (_Expect.KEY, _Expect.COMMA):
            return
        opener = "{" if frame.is_object else "["
        self._lost(f"the text ends where `{opener}` is still open", self.last, self.last)


def _spelled(excerpt: Excerpt, start: int, stop: int) -> Offsets:
    """The offsets of a text without fault whose content is `text[start:stop]`."""
    places = Offsets()
    at = start
    for escape in _SPELLING.finditer(excerpt.text, start, stop):
        places.extend(excerpt.offsets[at : escape.start()])
        places.add(excerpt.offsets[escape.start()])
        at = escape.end()
    places.extend(excerpt.offsets[at : stop + 1])
    return places
