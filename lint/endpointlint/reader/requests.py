"""Requests of the developer console and of REST clients, wherever they stand in a text.

`PUT /_cluster/settings` on a line of its own, then perhaps headers, comments and blank lines, then the body.
Bodies and fragments without a request are found as well.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property

from endpointlint.reader.anchors import Anchor, Kind, find_anchors, find_requests, has_yaml_key
from endpointlint.reader.commands import read_settings_flag, read_shell_command
from endpointlint.reader.environment import Variable, read_variables
from endpointlint.reader.excerpt import Excerpt
from endpointlint.reader.harvest import Harvest, Target, has_meta, target_of
from endpointlint.reader.json_text import Parsed, parse_members, parse_value, skip_space
from endpointlint.reader.shell import Delimiters, find_here, here_document, unescape_here
from endpointlint.reader.yaml_text import parse_yaml
from endpointlint.source import Place, Span

_LOGICAL_LINE = re.compile(r"(?:\\(?:\r\n|\r|\n)|[^\r\n])*+")
_MARK = re.compile(r"plugins|_cluster/settings|_security/api|persistent|transient|DISABLE_|http\.")
_REACH = 100_000
"""How far behind its first line a command is followed for one of these."""
_PAIR = re.compile(r"(?P<key>plugins\.[\w.]+)=(?P<value>[^\r\n]*)")
_REST_OF_LINE = re.compile(r"[ \t]*(?:HTTP/[0-9.]+)?")
_HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]*:[ \t][^\r\n]*(?:\r\n|\r|\n|\Z)")


def read_requests(excerpt: Excerpt, harvest: Harvest) -> None:
    """Read every request, command, body and fragment in a text that is not itself structured. Linear."""
    _Scan(excerpt, harvest).run()


class _Scan:
    """One pass over one text."""

    def __init__(self, excerpt: Excerpt, harvest: Harvest, *, nested: bool = False) -> None:
        self.nested = nested
        """Inside a here-document or a word of a command, where another one is text."""
        self.excerpt = excerpt
        self.text = excerpt.text
        self.harvest = harvest
        self.delimiters = Delimiters(excerpt.text)
        self.mark = -1
        self.patience = 2 * len(excerpt.text)
        """Characters beyond their lines that may be read of commands that turn out to be none of ours."""

    @cached_property
    def requests(self) -> list[int]:
        """Where requests begin."""
        return [anchor.start for anchor in find_requests(self.text)]

    def run(self) -> None:
        """Read from one beginning of something to the next."""
        position = 0
        while True:
            for anchor in find_anchors(self.text, position):
                end = self._read(anchor)
                if end is not None and end > anchor.end:
                    position = end
                    break
            else:
                return

    def _read(self, anchor: Anchor) -> int | None:
        """Read what begins at the anchor; where to go on, if not right behind the anchor."""
        match anchor.kind:
            case Kind.REQUEST:
                return self._request(anchor)
            case Kind.OBJECT:
                parsed = self._parse(anchor.start)
                self.harvest.value(parsed)
                return parsed.end
            case Kind.KEY:
                parsed = parse_members(self.excerpt, anchor.start, console=True)
                self.harvest.value(parsed)
                return parsed.end
            case Kind.COMMAND:
                return self._command(anchor)
            case Kind.HERE:
                return None if self.nested else self._here(anchor.start)
            case Kind.PAIR:
                self._pair(anchor.start)
                return None
            case Kind.FLAG:
                return read_settings_flag(self.excerpt, anchor.end, self.harvest)

    def _request(self, anchor: Anchor) -> int | None:
        target = target_of(anchor.path)
        start = body_start(self.text, anchor.end, "[" if anchor.method == "PATCH" else "{")
        if start is None or anchor.method in ("GET", "HEAD", "DELETE"):
            return None
        if target is not Target.OTHER:
            self.harvest.requests += 1
        parsed = self._parse(start)
        at = self.text.index(anchor.path, anchor.start + len(anchor.method))
        path = self.excerpt.literal(at, at + len(anchor.path))
        self.harvest.body(target, anchor.method, path, parsed)
        return parsed.end

    def _parse(self, start: int) -> Parsed:
        """The value at `start`. One that is broken must not swallow the next request."""
        parsed = parse_value(self.excerpt, start, console=True, strict=True)
        if not parsed.lost:
            return parsed
        following = bisect_right(self.requests, start)
        end = self.requests[following] if following < len(self.requests) else None
        return parse_value(self.excerpt, start, end, console=True)

    def _command(self, anchor: Anchor) -> int:
        """Read a shell command. Of one about something else, or a word of prose, only the line is over."""
        found = _LOGICAL_LINE.match(self.text, anchor.end)
        line_end = found.end() if found else anchor.end
        if self.patience < 0 or self._next_mark(anchor.start) > line_end + _REACH:
            return line_end
        command = read_shell_command(self.excerpt, anchor.start, self.harvest, self.delimiters)
        if command.inner is not None:
            inner, unknown = command.inner
            self._inner(inner, unknown)
        if command.ours:
            return command.end
        self.patience -= max(0, command.end - line_end)
        return line_end

    def _next_mark(self, start: int) -> int:
        """Where the next word stands that a command about OpenSearch has."""
        if self.mark < start:
            found = _MARK.search(self.text, start)
            self.mark = found.start() if found else len(self.text) + 2 * _REACH
        return self.mark

    def _here(self, start: int) -> int | None:
        """Read a here-document as the file that it becomes."""
        found = find_here(self.text, start, self.delimiters)
        if found is None:
            return None
        document = here_document(self.excerpt, found)
        inner, unknown = document.excerpt, list[tuple[int, int]]()
        if document.expanded:
            inner, unknown = unescape_here(document.excerpt)
        self._inner(inner, [document.excerpt.span(*place) for place in unknown])
        return found.end

    def _inner(self, inner: Excerpt, unknown: list[Span]) -> None:
        """Read a text that a command makes, and of which the shell fills in what is unknown."""
        before = len(self.harvest.documents)
        if has_yaml_key(inner.text) or has_meta(inner.text):
            self.harvest.yaml(parse_yaml(inner))
        else:
            _Scan(inner, self.harvest, nested=True).run()
        self.harvest.drop_unknown(unknown, before)

    def _pair(self, start: int) -> None:
        """Read a line of a file of environment variables."""
        text, excerpt = self.text, self.excerpt
        found = _PAIR.match(text, start)
        if found is None:
            return
        first = found.start("value")
        last = first + len(found["value"].rstrip())
        if last - first >= 2 and text[first] in "'\"" and text[last - 1] == text[first]:
            first, last = first + 1, last - 1
        variable = Variable(excerpt.literal(*found.span("key")), excerpt.literal(first, last), "")
        place = Place(excerpt.source, excerpt.span(start, found.end()))
        self.harvest.environment(read_variables(iter([variable]), excerpt.source, place, compose=False))


def body_start(text: str, position: int, opening: str) -> int | None:
    """Where the body of a request begins, seen from the end of its path; None if there is none of that beginning."""
    rest = _REST_OF_LINE.match(text, position)
    position = skip_space(text, rest.end() if rest else position)
    while header := _HEADER.match(text, position):
        position = skip_space(text, header.end())
    return position if text.startswith(opening, position) else None


def has_request(text: str) -> bool:
    """Whether a text sends something to an API that matters here."""
    return any(target_of(anchor.path) is not Target.OTHER for anchor in find_requests(text))
