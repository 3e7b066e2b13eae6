"""What shell commands say about OpenSearch: bodies that curl sends, variables that a container is given."""

from __future__ import annotations

from collections.abc import Iterator

from endpointlint.reader.environment import Variable, read_variables
from endpointlint.reader.excerpt import Excerpt
from endpointlint.reader.harvest import Harvest, Target, target_of
from endpointlint.reader.json_text import parse_value, skip_space
from endpointlint.reader.shell import Command, Word, read_command, unescape_here
from endpointlint.source import Place, SourceLiteral, Span

_DATA = ("--data", "--data-raw", "--data-binary", "--data-ascii", "--json")


def read_shell_command(excerpt: Excerpt, start: int, harvest: Harvest, unended: set[str]) -> int | None:
    """Read the command at `start`; where it ends, or None if it says nothing about OpenSearch."""
    command = read_command(excerpt, start, unended)
    if not command.words:
        return None
    if command.words[0].value == "curl":
        return _curl(excerpt, command, harvest)
    return _container(excerpt, start, command, harvest)


def _curl(excerpt: Excerpt, command: Command, harvest: Harvest) -> int | None:
    targets = (target_of(word.value) for word in command.words[1:])
    target = next((target for target in targets if target is not Target.OTHER), Target.OTHER)
    if target is Target.OTHER:
        return None
    for body, unknown in _bodies(excerpt, command):
        if not body.text.startswith("{", skip_space(body.text)):
            continue
        harvest.requests += 1
        before = len(harvest.documents)
        harvest.body(target, _method(command), parse_value(body))
        harvest.drop_unknown(unknown, before)
    return command.end


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
        if data.value[cut:] == "@-" and command.here is not None:
            body, places = command.here.excerpt, list[tuple[int, int]]()
            if command.here.expanded:
                body, places = unescape_here(command.here.excerpt)
            yield body, [command.here.excerpt.span(*place) for place in places]
        else:
            yield data.excerpt(excerpt, cut), [excerpt.span(*place) for place in data.unknown]


def _container(excerpt: Excerpt, start: int, command: Command, harvest: Harvest) -> int | None:
    """The variables and settings that `docker run` and its like are given."""
    variables: list[Variable] = []
    words = iter(command.words[1:])
    for word in words:
        text = word.value
        pair: Word | None = word
        if text in ("-e", "--env"):
            pair, cut = next(words, None), 0
        elif text.startswith("--env="):
            cut = 6
        elif text.startswith(("-e", "-E")):
            cut = 2
        else:
            continue
        if pair is None or pair.unknown:
            continue
        name, equals, _ = pair.value[cut:].partition("=")
        if equals:
            inner = pair.excerpt(excerpt, cut)
            split = len(name)
            variables.append(Variable(_literal(inner, 0, split), _literal(inner, split + 1, len(inner.text)), ""))
    place = Place(excerpt.source, excerpt.span(start, command.end))
    found = read_variables(iter(variables), excerpt.source, place, compose=False)
    harvest.environment(found)
    return command.end if found.documents else None


def _literal(excerpt: Excerpt, start: int, end: int) -> SourceLiteral:
    return excerpt.literal(start, end)
