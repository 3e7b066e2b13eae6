"""What shell commands say about OpenSearch: bodies that curl sends, settings that a container or a node is given."""

from __future__ import annotations

import re
from collections.abc import Iterator

from endpointlint.reader.environment import Variable, read_variables
from endpointlint.reader.excerpt import Excerpt
from endpointlint.reader.harvest import Harvest, Target, target_of
from endpointlint.reader.json_text import parse_value, skip_space
from endpointlint.reader.shell import Command, Delimiters, Word, here_document, read_command, read_word, unescape_here
from endpointlint.reader.tree import Scalar
from endpointlint.source import Offsets, Place, SourceLiteral, Span
from endpointlint.source.records import dataclass

_DATA = ("--data", "--data-raw", "--data-binary", "--data-ascii", "--json")
_BLANKS = re.compile(r"[ \t]*")
_OURS = ("plugins", "persistent", "transient")


@dataclass(frozen=True, slots=True)
class ShellCommand:
    """What became of a command."""

    end: int
    ours: bool
    """Whether it says anything about OpenSearch."""
    inner: tuple[Excerpt, list[Span]] | None = None
    """A text that it writes, for whoever reads texts, and what of it the shell fills in."""


def read_shell_command(excerpt: Excerpt, start: int, harvest: Harvest, delimiters: Delimiters) -> ShellCommand:
    """Read the command at `start`."""
    command = read_command(excerpt, start, delimiters)
    if not command.words:
        return ShellCommand(command.end, ours=False)
    match command.words[0].value:
        case "curl":
            return ShellCommand(command.end, ours=_curl(excerpt, command, harvest))
        case "echo":
            return _echo(excerpt, command)
        case _:
            return ShellCommand(command.end, ours=_container(excerpt, start, command, harvest))


def read_settings_flag(excerpt: Excerpt, start: int, harvest: Harvest) -> int | None:
    """Read a setting in an argument of OpenSearch itself, from behind its `-E`; where it ends."""
    text = excerpt.text
    blanks = _BLANKS.match(text, start)
    begin = blanks.end() if blanks else start
    cut = 0
    variables = _Variables(excerpt)
    if begin == start and start > 2 and text[start - 3] in "'\"":
        begin, cut = start - 3, 2
        if text[:begin].rstrip(" \t\r\n")[-1:] in ("[", ","):
            # a list of words, as in a container's command
            parsed = parse_value(excerpt, begin)
            if isinstance(parsed.value, Scalar):
                variables.add_literal(parsed.value.literal, cut)
                variables.give(harvest, excerpt.span(begin, parsed.end))
            return parsed.end
    word = read_word(text, begin)
    variables.add(word, cut)
    variables.give(harvest, excerpt.span(start - 2, word.end))
    return word.end


def _curl(excerpt: Excerpt, command: Command, harvest: Harvest) -> bool:
    targets = ((target_of(word.value), word) for word in command.words[1:])
    target, url = next((found for found in targets if found[0] is not Target.OTHER), (Target.OTHER, command.words[0]))
    if target is Target.OTHER:
        return False
    method = _method(command)
    inner = url.excerpt(excerpt)
    path = inner.literal(0, len(inner.text))
    for body, unknown in _bodies(excerpt, command):
        if not body.text.startswith("[" if method == "PATCH" else "{", skip_space(body.text)):
            continue
        harvest.requests += 1
        before = len(harvest.documents)
        harvest.body(target, method, path, parse_value(body))
        harvest.drop_unknown(unknown, before)
    return True


def _echo(excerpt: Excerpt, command: Command) -> ShellCommand:
    """What `echo` writes: its words with a blank between two."""
    words = command.words[1:]
    if not any(mark in word.value for word in words for mark in _OURS):
        return ShellCommand(command.end, ours=False)
    offsets = Offsets()
    texts: list[str] = []
    for word in words:
        inner = word.excerpt(excerpt)
        texts.append(inner.text)
        # the end of one word is the place of the blank behind it
        offsets.extend(inner.offsets)
    unknown = [excerpt.span(*place) for word in words for place in word.unknown]
    return ShellCommand(command.end, True, (Excerpt(" ".join(texts), offsets, excerpt.source), unknown))


def _method(command: Command) -> str:
    words = [word.value for word in command.words]
    for index, word in enumerate(words):
        if word in ("-X", "--request"):
            return words[index + 1].upper() if index + 1 < len(words) else ""
        if word.startswith("-X"):
            return word[2:].upper()
        if word.startswith("--request="):
            return word[10:].upper()
    return "POST"


def _bodies(excerpt: Excerpt, command: Command) -> Iterator[tuple[Excerpt, list[Span]]]:
    """Each body of a curl command, and what of it the shell fills in."""
    words = iter(command.words[1:])
    for word in words:
        text = word.value
        cut = 0
        data: Word | None = word
        if text in ("-d", *_DATA):
            data = next(words, None)
        elif text.startswith("-d") and not text.startswith("--"):
            cut = 2
        elif text.startswith(tuple(f"{option}=" for option in _DATA)):
            cut = text.index("=") + 1
        else:
            continue
        if data is None:
            return
        if data.value[cut:] == "@-" and command.here_string is not None:
            data, cut = command.here_string, 0
        if data.value[cut:] == "@-" and command.here is not None:
            document = here_document(excerpt, command.here)
            body, places = document.excerpt, list[tuple[int, int]]()
            if document.expanded:
                body, places = unescape_here(document.excerpt)
            yield body, [document.excerpt.span(*place) for place in places]
        else:
            yield data.excerpt(excerpt, cut), [excerpt.span(*place) for place in data.unknown]


def _container(excerpt: Excerpt, start: int, command: Command, harvest: Harvest) -> bool:
    """The variables and settings that `docker run` and its like are given."""
    variables = _Variables(excerpt)
    words = iter(command.words[1:])
    for word in words:
        text = word.value
        pair: Word | None = word
        if text in ("-e", "--env", "-E"):
            pair, cut = next(words, None), 0
        elif text.startswith("--env="):
            cut = 6
        elif text.startswith(("-e", "-E")):
            cut = 2
        else:
            continue
        if pair is not None:
            variables.add(pair, cut)
    return variables.give(harvest, excerpt.span(start, command.end))


class _Variables:
    """Pairs `NAME=value` of a command."""

    def __init__(self, excerpt: Excerpt) -> None:
        self.excerpt = excerpt
        self.variables: list[Variable] = []
        self.unknown: list[Span] = []

    def add(self, word: Word, cut: int) -> None:
        """Take the pair that a word is from `cut` on, if it is one."""
        inner = word.excerpt(self.excerpt)
        if self.add_literal(inner.literal(0, len(inner.text)), cut):
            self.unknown.extend(self.excerpt.span(*place) for place in word.unknown)

    def add_literal(self, literal: SourceLiteral, cut: int) -> bool:
        """As `add`, for a text that is unquoted already."""
        name, equals, _ = literal.value[cut:].partition("=")
        if equals:
            split = cut + len(name)
            value = literal.part(split + 1, len(literal.value))
            self.variables.append(Variable(literal.part(cut, split), value, ""))
        return bool(equals)

    def give(self, harvest: Harvest, span: Span) -> bool:
        """Hand over the settings among them; whether there were any."""
        before = len(harvest.documents)
        place = Place(self.excerpt.source, span)
        harvest.environment(read_variables(iter(self.variables), self.excerpt.source, place, compose=False))
        harvest.drop_unknown(self.unknown, before)
        return len(harvest.documents) > before
