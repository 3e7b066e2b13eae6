"""Bodies that shell commands send: `curl -X PUT … -d '…'`, here-documents, `docker run -e NAME=value`.

Words are split and unquoted as POSIX shells do (XCU 2.2, 2.6.5, 2.7.4), and know where each code point stood. What the
shell would fill in when it runs is not known here, and said so where it matters.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from endpointlint.reader.excerpt import Excerpt
from endpointlint.source import Offsets

_BLANK = re.compile(r"(?:[ \t]+|\\(?:\r\n|\n|\r))+")
_END = re.compile(r"[\r\n;&|()]")
_PLAIN = re.compile(r"[^\s'\"\\$`;&|()<>]+")
_IN_DOUBLE = re.compile(r"[^\"\\$`]+")
_EXPANSION = re.compile(r"\$(?:\{[^{}]*\}|\([^()]*\)|[A-Za-z_][A-Za-z0-9_]*|[0-9@*#?$!-])|`[^`]*`")
_REDIRECTION = re.compile(r"(?:[0-9]*)(?:<<-?|[<>]{1,2}&?|<<<)")
_HERE = re.compile(r"<<(?P<tabs>-?)[ \t]*(?P<quote>['\"\\]?)(?P<word>[A-Za-z_][A-Za-z0-9_]*)(?P=quote)?")
_CONTINUED = re.compile(r"\\(?:\r\n|\r|\n)")
_IN_HERE = re.compile(r"[^\\$`]+")
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")


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


@dataclass(frozen=True, slots=True)
class HereDocument:
    """The lines of a here-document."""

    excerpt: Excerpt
    expanded: bool
    """Whether the shell fills in variables."""
    start: int
    end: int
    """Offsets of the lines in the outer excerpt."""


@dataclass(slots=True)
class Command:
    """A simple command: its words, its here-document, and where it ends."""

    words: list[Word]
    here: HereDocument | None
    end: int


def read_command(excerpt: Excerpt, start: int, unended: set[str] | None = None) -> Command:
    """The command that begins at `start`, up to the end of its line or an operator. Linear in its length.

    `unended` as in `here_document`.
    """
    text = excerpt.text
    words: list[Word] = []
    here: re.Match[str] | None = None
    at = start
    while at < len(text):
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
            at = redirection.end()
            continue
        word = read_word(text, at)
        at = max(word.end, at + 1)
        words.append(word)
    document = _here_document(excerpt, here, at, unended) if here else None
    return Command(words, document, document.end if document else at)


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


def here_document(excerpt: Excerpt, start: int, unended: set[str] | None = None) -> HereDocument | None:
    """The here-document whose operator is at `start`; None if it has no end.

    `unended` remembers delimiters that no later line has, so that many of them stay linear.
    """
    found = _HERE.match(excerpt.text, start)
    if not found or (start > 0 and excerpt.text[start - 1] == "<"):
        return None
    return _here_document(excerpt, found, found.end(), unended)


def _here_document(excerpt: Excerpt, opener: re.Match[str], at: int, unended: set[str] | None) -> HereDocument | None:
    """The lines from behind the command's line to the delimiter; None without one."""
    if unended is not None and opener["word"] in unended:
        return None
    text = excerpt.text
    line = _LINE.match(text, at)
    start = at = line.end() if line else len(text)
    pieces: list[tuple[int, int]] = []
    while at < len(text):
        line = _LINE.match(text, at)
        end = line.end() if line else len(text)
        content = at
        while opener["tabs"] and content < end and text[content] == "\t":
            content += 1
        if text[content:end].rstrip("\r\n") == opener["word"]:
            offsets = Offsets()
            for first, last in pieces:
                offsets.extend(excerpt.offsets[first:last])
            offsets.add(excerpt.offsets[at])
            inner = Excerpt("".join(text[a:b] for a, b in pieces), offsets, excerpt.source)
            return HereDocument(inner, not opener["quote"], start, end)
        pieces.append((content, end))
        at = end
    if unended is not None:
        unended.add(opener["word"])
    return None


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
