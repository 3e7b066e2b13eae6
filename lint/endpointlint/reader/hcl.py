r"""Blocks of Terraform's language, as far as they hold values: texts, numbers, lists, maps, blocks.

Syntax: HCL native syntax specification, "Structural Elements" and "Template Expressions". A text's `$${` means `${`,
and `%%{` means `%{`; an interpolation such as `${var.host}` stays in the text, where it stands for something unknown.
Expressions that are no values (references, calls) are read over and count as not read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from endpointlint.policy.document import Problem
from endpointlint.reader.excerpt import Excerpt
from endpointlint.reader.tree import Array, Member, Node, Object, Scalar, ScalarKind
from endpointlint.source import Offsets, SourceLiteral

MAX_DEPTH = 100
"""Levels of nesting; no resource has a tenth of it."""

_SPACE = re.compile(r"(?:[ \t\r\n]+|#[^\r\n]*|//[^\r\n]*|/\*(?s:.*?)\*/)*")
_BLANK = re.compile(r"(?:[ \t]+|/\*(?s:.*?)\*/)*")
_NAME = re.compile(r"[A-Za-z_][\w-]*")
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?(?![\w.])")
_WORD = re.compile(r"(?:true|false|null)(?![\w.(\[-])")
_HERE = re.compile(r"<<-?([A-Za-z_]\w*)[ \t]*(\r\n|\r|\n)")
_FOR = re.compile(r"[\[{]\s*for\b")
_LABEL = re.compile(r"[ \t]*\"[^\"\r\n]*\"")
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}
_PIECE = re.compile(r"\$\$\{|%%\{|\\(?:u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)|[^\\\"$%\r\n]+|[$%]")
_OPENERS = {"(": ")", "[": "]", "{": "}"}


@dataclass(frozen=True, slots=True)
class Block:
    """What stands between the braces of a block."""

    body: Object
    end: int
    """Offset in the excerpt behind the closing brace."""
    problems: tuple[Problem, ...]


def parse_block(excerpt: Excerpt, start: int) -> Block:
    """Read the block whose opening brace is at `start`. Blocks in it become lists of objects under their type.

    Never raises. Linear in the block.
    """
    parser = _Parser(excerpt)
    try:
        body = parser.block(start)
    except _Stopped as stopped:
        body = stopped.body
    return Block(body, parser.pos, tuple(parser.problems))


class _Stopped(Exception):  # noqa: N818
    """The structure was lost; what came before it is kept."""

    def __init__(self, body: Object) -> None:
        super().__init__()
        self.body = body


@dataclass(slots=True)
class _Frame:
    members: list[Member] = field(default_factory=list[Member])
    blocks: dict[str, tuple[SourceLiteral, list[Node]]] = field(
        default_factory=dict[str, tuple[SourceLiteral, list[Node]]]
    )


class _Lost(Exception):  # noqa: N818
    """Here a value or a name should stand."""


class _Parser:
    def __init__(self, excerpt: Excerpt) -> None:
        self.excerpt = excerpt
        self.text = excerpt.text
        self.pos = 0
        self.depth = 0
        self.problems: list[Problem] = []

    def block(self, start: int) -> Object:
        """The block at `start`. Raises _Stopped with what was read where the rest cannot be."""
        frame = _Frame()
        self.pos = start + 1
        self._enter()
        try:
            while self._skip() != "}":
                self._member(frame)
        except _Lost:
            raise _Stopped(self._object(frame, start, self.pos)) from None
        except _Stopped as inner:
            if frame.blocks:
                list(frame.blocks.values())[-1][1].append(inner.body)
            raise _Stopped(self._object(frame, start, self.pos)) from None
        self.pos += 1
        self.depth -= 1
        return self._object(frame, start, self.pos)

    def _object(self, frame: _Frame, start: int, end: int) -> Object:
        members = list(frame.members)
        for key, items in frame.blocks.values():
            spans = [item.span for item in items]
            whole = spans[0].join(spans[-1]) if spans else key.span
            members.append(Member(key, Array(tuple(items), whole)))
        return Object(tuple(members), self.excerpt.span(start, end))

    def _enter(self) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            self._lose(f"nested deeper than {MAX_DEPTH} levels")

    def _lose(self, message: str) -> None:
        self.problems.append(self.excerpt.problem(message, self.pos, min(self.pos + 1, len(self.text))))
        raise _Lost

    def _skip(self, pattern: re.Pattern[str] = _SPACE) -> str:
        """Go over blanks and comments; the character that stands there, empty at the end."""
        found = pattern.match(self.text, self.pos)
        self.pos = found.end() if found else self.pos
        if self.pos >= len(self.text):
            self._lose("the text ends where `{` is still open")
        return self.text[self.pos]

    def _member(self, frame: _Frame) -> None:
        key = self._key()
        char = self._skip(_BLANK)
        if char == "=":
            self.pos += 1
            frame.members.append(Member(key, self._value()))
            return
        while label := _LABEL.match(self.text, self.pos):
            self.pos = label.end()
        if self._skip(_BLANK) != "{":
            self._lose("a value or a block should stand here")
        _, items = frame.blocks.setdefault(key.value, (key, []))
        items.append(self.block(self.pos))

    def _key(self) -> SourceLiteral:
        if self.text[self.pos] == '"':
            return self._string()
        name = _NAME.match(self.text, self.pos)
        if name is None:
            self._lose("a name should stand here")
            raise _Lost
        self.pos = name.end()
        return self.excerpt.literal(*name.span())

    def _value(self) -> Node:
        char = self._skip()
        start = self.pos
        if char == '"':
            literal = self._string()
            return self._only(Scalar(ScalarKind.TEXT, literal), start)
        if char in "{[" and not _FOR.match(self.text, start):
            return self._only(self._map() if char == "{" else self._list(), start)
        if here := _HERE.match(self.text, start):
            return self._here(here)
        for pattern, kind in ((_NUMBER, ScalarKind.NUMBER), (_WORD, None)):
            if found := pattern.match(self.text, start):
                self.pos = found.end()
                of = kind or (ScalarKind.NULL if found[0] == "null" else ScalarKind.BOOLEAN)
                return self._only(Scalar(of, self.excerpt.literal(*found.span())), start)
        return self._expression(start)

    def _only(self, node: Node, start: int) -> Node:
        """A value, unless it is the beginning of an expression."""
        following = self._after_blank()
        if following in ("", "\r", "\n", ",", "}", "]", "#", "/", ")"):
            return node
        return self._expression(start)

    def _after_blank(self) -> str:
        found = _BLANK.match(self.text, self.pos)
        at = found.end() if found else self.pos
        return self.text[at : at + 1]

    def _expression(self, start: int) -> Scalar:
        """Something that is worked out: read over, to the end of its line or to what ends the value around it."""
        self.pos = start
        open_: list[str] = []
        while self.pos < len(self.text):
            char = self.text[self.pos]
            if char == '"':
                self._string()
                continue
            if not open_ and char in "\r\n,}])":
                break
            if char in _OPENERS:
                open_.append(_OPENERS[char])
            elif open_ and char == open_[-1]:
                open_.pop()
            self.pos += 1
        if self.pos == start:
            self._lose("a value should stand here")
        return Scalar(ScalarKind.UNREAD, self.excerpt.literal(start, self.pos))

    def _map(self) -> Object:
        start = self.pos
        members: list[Member] = []
        self.pos += 1
        self._enter()
        while (char := self._skip()) != "}":
            if char == ",":
                self.pos += 1
                continue
            key = self._key()
            if self._skip(_BLANK) not in "=:":
                self._lose("an equals sign is missing here")
            self.pos += 1
            members.append(Member(key, self._value()))
        self.pos += 1
        self.depth -= 1
        return Object(tuple(members), self.excerpt.span(start, self.pos))

    def _list(self) -> Array:
        start = self.pos
        items: list[Node] = []
        self.pos += 1
        self._enter()
        while (char := self._skip()) != "]":
            if char == ",":
                self.pos += 1
                continue
            items.append(self._value())
        self.pos += 1
        self.depth -= 1
        return Array(tuple(items), self.excerpt.span(start, self.pos))

    def _string(self) -> SourceLiteral:
        """The text whose opening quote is at the position; goes behind it."""
        start = self.pos
        self.pos += 1
        chunks: list[str] = []
        offsets = Offsets()
        while True:
            if self.text.startswith('"', self.pos):
                break
            if self.text.startswith(("${", "%{"), self.pos):
                # an interpolation may have quotes of its own
                stop = self._interpolation()
            else:
                piece = _PIECE.match(self.text, self.pos)
                if piece is None:
                    self._lose("a text without its closing quote")
                    raise _Lost
                stop = piece.end()
            self._spell(self.text[self.pos : stop], chunks, offsets)
            self.pos = stop
        offsets.add(self.excerpt.offsets[self.pos])
        self.pos += 1
        return SourceLiteral("".join(chunks), offsets, self.excerpt.span(start, self.pos))

    def _interpolation(self) -> int:
        depth, at = 0, self.pos
        while at < len(self.text) and self.text[at] not in "\r\n":
            depth += (self.text[at] == "{") - (self.text[at] == "}")
            at += 1
            if depth == 0 and self.text[at - 1] == "}":
                return at
        self._lose("a text without its closing quote")
        raise _Lost

    def _spell(self, piece: str, chunks: list[str], offsets: Offsets) -> None:
        outer = self.excerpt.offsets
        if piece in ("$${", "%%{"):
            chunks.append(piece[1:])
            offsets.add(outer[self.pos])
            offsets.add(outer[self.pos + 2])
        elif piece.startswith("\\"):
            meant = _ESCAPES.get(piece[1])
            if meant is None and piece[1] in "uU":
                code = int(piece[2:], 16)
                meant = chr(code) if code <= 0x10FFFF else "\ufffd"
            chunks.append(piece[1] if meant is None else meant)
            offsets.add(outer[self.pos])
        else:
            chunks.append(piece)
            offsets.extend(outer[self.pos : self.pos + len(piece)])

    def _here(self, found: re.Match[str]) -> Scalar:
        """A here-document: its lines as they are, but for the escapes of templates. An indent stays."""
        closing = re.compile(rf"^[ \t]*{re.escape(found[1])}[ \t]*$", re.MULTILINE)
        end = closing.search(self.text, found.end())
        if end is None:
            self._lose("a here-document without its end")
            raise _Lost
        chunks: list[str] = []
        offsets = Offsets()
        self.pos = found.end()
        for piece in re.finditer(r"\$\$\{|%%\{|[^$%]+|[$%]", self.text[found.end() : end.start()]):
            self._spell_here(piece[0], chunks, offsets)
            self.pos += len(piece[0])
        offsets.add(self.excerpt.offsets[end.start()])
        self.pos = end.end()
        span = self.excerpt.span(found.start(), end.end())
        return Scalar(ScalarKind.TEXT, SourceLiteral("".join(chunks), offsets, span))

    def _spell_here(self, piece: str, chunks: list[str], offsets: Offsets) -> None:
        if piece in ("$${", "%%{"):
            self._spell(piece, chunks, offsets)
        else:
            chunks.append(piece)
            offsets.extend(self.excerpt.offsets[self.pos : self.pos + len(piece)])
