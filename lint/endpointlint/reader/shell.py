"""Bodies that shell commands send: `curl -X PUT … -d '…'`, here-documents, `docker run -e NAME=value`.

Words are split and unquoted as POSIX shells do (XCU 2.2, 2.6.5, 2.7.4), and know where each code point stood. What the
shell would fill in when it runs is not known here, and said so where it matters.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field
from functools import cached_property

from endpointlint.reader.excerpt import Excerpt
from endpointlint.source import Offsets

_BLANK = re.compile(r"(?:[ \t]+|\\(?:\r\n|\n|\r))+")
_END = re.compile(r"[\r\n;&|()]")
_PLAIN = re.compile(r"[^\s'\"\\$`;&|()<>]+")
_IN_DOUBLE = re.compile(r"[^\"\\$`]+")
_EXPANSION = re.compile(r"\$(?:\{[^{}]*\}|\([^()]*\)|[A-Za-z_][A-Za-z0-9_]*|[0-9@*#?$!-])|`[^`]*`")
_REDIRECTION = re.compile(r"[0-9]*(?:<<<|<<-?|[<>]{1,2}&?)")
_HERE = re.compile(r"<<(?P<tabs>-?)[ \t]*(?P<quote>['\"\\]?)(?P<word>[A-Za-z_][A-Za-z0-9_]*)(?P=quote)?")
_CONTINUED = re.compile(r"\\(?:\r\n|\r|\n)")
_IN_HERE = re.compile(r"[^\\$`]+")
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_DELIMITER = re.compile(r"(?:^|(?<=\r))(?P<tabs>\t*)(?P<word>[A-Za-z_][A-Za-z0-9_]*)(?=[\r\n]|\Z)", re.MULTILINE)


@dataclass(slots=True)
class Word:
    """One word of a command, unquoted."""

    start: int
    end: int = 0
    """Offsets in the excerpt, quotes included."""
    text: list[str] = field(default_factory=list[str])
    offsets: Offsets = field(default_factory=Offsets)
    """For each code point of the text its offset in the excerpt."""
    unknown: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])
    """What the shell fills in when it runs, in the excerpt; kept in the text as it stands."""
    closed: bool = True
    """False: a quote is still open where the text ends."""
    content_end: int = 0
    """Where the last code point's spelling ends."""
    quote: int | None = None
    """The quote just closed, with which the spelling of the next code point begins: `'\\''` spells an apostrophe."""

    @property
    def value(self) -> str:
        """The text of the word."""
        return "".join(self.text)

    def excerpt(self, outer: Excerpt, start: int = 0) -> Excerpt:
        """The text from `start` on, with its places in the file."""
        offsets = Offsets()
        offsets.extend(self.offsets[start:])
        offsets.add(max(self.content_end, self.start))
        return Excerpt(self.value[start:], offsets.within(outer.offsets), outer.source)


class Delimiters:
    """The lines of a text at which here-documents can end: what is asked again and again is looked for once."""

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def _lines(self) -> dict[tuple[str, bool], list[int]]:
        """Where the lines begin that are one word, by that word and whether only those without tabs count."""
        lines: dict[tuple[str, bool], list[int]] = {}
        for found in _DELIMITER.finditer(self._text):
            lines.setdefault((found["word"], False), []).append(found.start())
            if not found["tabs"]:
                lines.setdefault((found["word"], True), []).append(found.start())
        return lines

    def after(self, position: int, word: str, *, tabs: bool) -> int | None:
        """Where the first line from a position on begins that is the word, with `tabs` behind any number of them."""
        starts = self._lines.get((word, not tabs), [])
        at = bisect_left(starts, position)
        return starts[at] if at < len(starts) else None


@dataclass(frozen=True, slots=True)
class Here:
    """Where a here-document stands in a text."""

    start: int
    """Of its first line."""
    stop: int
    """Of the line that ends it."""
    end: int
    """Behind that line."""
    tabs: bool
    """Whether tabs in front of lines are left out."""
    expanded: bool
    """Whether the shell fills in variables."""


@dataclass(frozen=True, slots=True)
class HereDocument:
    """The lines of a here-document."""

    excerpt: Excerpt
    expanded: bool
    """Whether the shell fills in variables."""


@dataclass(slots=True)
class Command:
    """A simple command: its words, its here-document, and where it ends."""

    words: list[Word]
    here: Here | None
    end: int
    here_string: Word | None = None
    """The word behind `<<<`."""


MAX_WORDS = 10_000
"""Words that are read of one command; no system takes as many."""


def read_command(excerpt: Excerpt, start: int, delimiters: Delimiters | None = None) -> Command:
    """The command that begins at `start`, up to the end of its line or an operator. Linear in its length."""
    text = excerpt.text
    words: list[Word] = []
    here: re.Match[str] | None = None
    here_string: Word | None = None
    at = start
    while at < len(text) and len(words) < MAX_WORDS:
        blank = _BLANK.match(text, at)
        if blank:
            at = blank.end()
            continue
        found = _HERE.match(text, at)
        if found and not text.startswith("<<<", at):
            here, at = here or found, found.end()
            continue
        if _END.match(text, at):
            break
        if text[at] == "#":
            line = _LINE.match(text, at)
            at = line.end() if line else len(text)
            break
        redirection = _REDIRECTION.match(text, at)
        if redirection:
            blank = _BLANK.match(text, redirection.end())
            word = read_word(text, blank.end() if blank else redirection.end())
            at = max(word.end, redirection.end())
            if redirection[0] == "<<<":
                here_string = word
            continue
        word = read_word(text, at)
        at = max(word.end, at + 1)
        words.append(word)
    document = _find_here(text, here, at, delimiters or Delimiters(text)) if here else None
    return Command(words, document, document.end if document else at, here_string)


def read_word(text: str, start: int) -> Word:
    """The word at `start`. A backslash or quote that nothing follows ends it."""
    word = Word(start)
    at = start
    while at < len(text):
        char = text[at]
        if char == "'":
            stop = text.find("'", at + 1)
            word.closed = stop >= 0
            stop = stop if stop >= 0 else len(text)
            _take(word, text, at + 1, stop)
            word.quote = stop
            at = min(stop + 1, len(text))
        elif char == '"':
            at = _double(word, text, at + 1)
            word.quote = at - 1
        elif char == "\\":
            if at + 1 < len(text) and text[at + 1] not in "\r\n":
                _take(word, text, at + 1, at + 2, place=at)
                at += 2
            else:
                break
        elif char in "$`":
            if text.startswith("$'", at):
                at += 1
                continue
            at = _dollar(word, text, at)
        else:
            plain = _PLAIN.match(text, at)
            if not plain:
                break
            _take(word, text, at, plain.end())
            at = plain.end()
        if not word.closed:
            break
    word.end = at
    return word


def _take(word: Word, text: str, start: int, end: int, place: int | None = None) -> None:
    """Append `text[start:end]`; `place` is where the spelling begins if not there."""
    if start >= end:
        return
    if place is None:
        place = start
    if word.quote is not None and word.text:
        place = word.quote
    word.quote = None
    word.text.append(text[start:end])
    word.offsets.add(place)
    word.offsets.add(start + 1, end - start - 1)
    word.content_end = end


def _double(word: Word, text: str, at: int) -> int:
    """Read on inside double quotes; behind the closing one."""
    while at < len(text):
        plain = _IN_DOUBLE.match(text, at)
        if plain:
            _take(word, text, at, plain.end())
            at = plain.end()
        elif text[at] == '"':
            return at + 1
        elif text[at] in "$`":
            at = _dollar(word, text, at)
        elif at + 1 < len(text) and text[at + 1] in '$`"\\':
            _take(word, text, at + 1, at + 2, place=at)
            at += 2
        elif (line_end := _CONTINUED.match(text, at)) is not None:
            at = line_end.end()
        else:
            _take(word, text, at, at + 1)
            at += 1
    word.closed = False
    return at


def _dollar(word: Word, text: str, at: int) -> int:
    """A dollar sign or backquote that may be filled in."""
    found = _EXPANSION.match(text, at)
    end = found.end() if found else at + 1
    if found:
        word.unknown.append((at, end))
    _take(word, text, at, end)
    return end


def find_here(text: str, start: int, delimiters: Delimiters) -> Here | None:
    """The here-document whose operator is at `start`; None if it has no end."""
    found = _HERE.match(text, start)
    return _find_here(text, found, found.end(), delimiters) if found else None


def _find_here(text: str, opener: re.Match[str], at: int, delimiters: Delimiters) -> Here | None:
    """The lines from behind the command's line to the delimiter; None without one."""
    line = _LINE.match(text, at)
    start = line.end() if line else len(text)
    stop = delimiters.after(start, opener["word"], tabs=bool(opener["tabs"]))
    if stop is None:
        return None
    line = _LINE.match(text, stop)
    return Here(start, stop, line.end() if line else len(text), bool(opener["tabs"]), not opener["quote"])


def here_document(excerpt: Excerpt, here: Here) -> HereDocument:
    """The lines of a here-document."""
    text = excerpt.text
    pieces: list[tuple[int, int]] = []
    at = here.start
    while at < here.stop:
        line = _LINE.match(text, at)
        end = line.end() if line else here.stop
        while here.tabs and at < end and text[at] == "\t":
            at += 1
        pieces.append((at, end))
        at = end
    offsets = Offsets()
    for first, last in pieces:
        offsets.extend(excerpt.offsets[first:last])
    offsets.add(excerpt.offsets[here.stop])
    return HereDocument(Excerpt("".join(text[a:b] for a, b in pieces), offsets, excerpt.source), here.expanded)


def unescape_here(excerpt: Excerpt) -> tuple[Excerpt, list[tuple[int, int]]]:
    """A here-document whose delimiter was not quoted, as the command gets it, and what the shell fills in there."""
    if not any(char in excerpt.text for char in "\\$`"):
        return excerpt, []
    word = Word(0)
    text, at = excerpt.text, 0
    while at < len(text):
        plain = _IN_HERE.match(text, at)
        if plain:
            _take(word, text, at, plain.end())
            at = plain.end()
        elif text[at] in "$`":
            at = _dollar(word, text, at)
        elif at + 1 < len(text) and text[at + 1] in "$`\\":
            _take(word, text, at + 1, at + 2, place=at)
            at += 2
        else:
            _take(word, text, at, at + 1)
            at += 1
    word.end = word.content_end = len(text)
    return word.excerpt(excerpt), word.unknown
