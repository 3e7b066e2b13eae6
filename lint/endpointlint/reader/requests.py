"""Requests of the developer console and of REST clients, wherever they stand in a text.

`PUT /_cluster/settings` on a line of its own, then perhaps headers, comments and blank lines, then the body.
Bodies and fragments without a request are found as well.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from endpointlint.reader.commands import read_shell_command
from endpointlint.reader.environment import Variable, read_variables
from endpointlint.reader.excerpt import Excerpt
from endpointlint.reader.harvest import Harvest, Target, target_of
from endpointlint.reader.json_text import Parsed, parse_members, parse_value, skip_space
from endpointlint.reader.shell import here_document, unescape_here
from endpointlint.reader.yaml_text import parse_yaml
from endpointlint.source import Place

_LINE = r"(?:^|(?<=\r))"
YAML_KEY = re.compile(rf"{_LINE}[ \t]*(?:- )?plugins(?:\.[\w.]+)?[ \t]*:(?=[ \t\r\n]|\Z)", re.MULTILINE)
"""A line that has a setting as YAML writes it."""

_REQUEST = (
    rf"{_LINE}[ \t>]*(?:(?:[-*+]|[0-9]{{1,3}}[.)])[ \t]+)?(?:<copy>)?"
    r"(?P<method>GET|POST|PUT|DELETE|PATCH|HEAD)[ \t]+(?P<path>(?:\{\{[^{}\r\n]*\}\}|[^\s{])+)"
    r"(?=[ \t]*(?:[\r\n{]|\Z|HTTP/|#|//))"
)
_OBJECT = rf"{_LINE}[ \t]*(?P<object>\{{(?=\s*(?:[\"}}/#]|\.\.\.))|\[(?=\s*\{{\s*\"))"
_KEY = rf"{_LINE}[ \t]*(?P<key>\"(?:plugins|persistent|transient|defaults)(?:\.[\w.*]+)?\"[ \t]*:)"
_COMMAND = r"(?:^|(?<=[\s;&|(`>]))(?P<command>curl|docker|podman|nerdctl)(?=[ \t\\])"
_HERE = r"(?P<here><<-?[ \t]*['\"\\]?[A-Za-z_])"
_PAIR = rf"{_LINE}[ \t]*(?:export[ \t]+)?(?P<pair>plugins\.[\w.]+)=(?P<value>[^\r\n]*)"
_ANCHOR = re.compile(f"{_REQUEST}|{_OBJECT}|{_KEY}|{_COMMAND}|{_HERE}|{_PAIR}", re.MULTILINE | re.IGNORECASE)
_ONLY_REQUEST = re.compile(_REQUEST, re.MULTILINE | re.IGNORECASE)
_TO_LINE_END = re.compile(r"[^\r\n]*")
_REST_OF_LINE = re.compile(r"[ \t]*(?:HTTP/[0-9.]+)?")
_HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]*:[ \t][^\r\n]*(?:\r\n|\r|\n|\Z)")


def read_requests(excerpt: Excerpt, harvest: Harvest) -> None:
    """Read every request, command, body and fragment in a text that is not itself structured. Linear."""
    _Scan(excerpt, harvest).run()


class _Scan:
    """One pass over one text."""

    def __init__(self, excerpt: Excerpt, harvest: Harvest, *, nested: bool = False) -> None:
        self.nested = nested
        """Inside a here-document, where another one is text."""
        self.excerpt = excerpt
        self.text = excerpt.text
        self.harvest = harvest
        self.requests = [found.start() for found in _ONLY_REQUEST.finditer(excerpt.text)]
        self.unended: set[str] = set()

    def run(self) -> None:
        """Read from one beginning of something to the next."""
        position = 0
        while anchor := _ANCHOR.search(self.text, position):
            position = max(anchor.end(), self._read(anchor) or 0)

    def _read(self, anchor: re.Match[str]) -> int | None:
        """Read what begins at the anchor; where to go on, if not right behind the anchor."""
        if anchor["method"]:
            return self._request(anchor)
        if anchor["object"]:
            parsed = self._parse(anchor.start("object"))
            self.harvest.value(parsed)
            return parsed.end
        if anchor["key"]:
            parsed = parse_members(self.excerpt, anchor.start("key"), console=True)
            self.harvest.value(parsed)
            return parsed.end
        if anchor["command"]:
            end = read_shell_command(self.excerpt, anchor.start("command"), self.harvest, self.unended)
            rest = _TO_LINE_END.match(self.text, anchor.end())
            # a word of prose, or a command about something else: quotes do not reach beyond its line
            return end if end is not None else rest.end() if rest else None
        if anchor["here"]:
            return None if self.nested else self._here(anchor.start("here"))
        self._pair(anchor)
        return None

    def _request(self, anchor: re.Match[str]) -> int | None:
        target = target_of(anchor["path"])
        method = anchor["method"].upper()
        start = body_start(self.text, anchor.end())
        if start is None or method in ("GET", "HEAD", "DELETE"):
            return None
        if target is not Target.OTHER:
            self.harvest.requests += 1
        parsed = self._parse(start)
        self.harvest.body(target, method, parsed)
        return parsed.end

    def _parse(self, start: int) -> Parsed:
        """The value at `start`. One that is broken must not swallow the next request."""
        parsed = parse_value(self.excerpt, start, console=True, strict=True)
        if not parsed.lost:
            return parsed
        following = bisect_right(self.requests, start)
        end = self.requests[following] if following < len(self.requests) else None
        return parse_value(self.excerpt, start, end, console=True)

    def _here(self, start: int) -> int | None:
        """Read a here-document as the file that it becomes."""
        document = here_document(self.excerpt, start, self.unended)
        if document is None:
            return None
        inner, unknown = document.excerpt, list[tuple[int, int]]()
        if document.expanded:
            inner, unknown = unescape_here(document.excerpt)
        before = len(self.harvest.documents)
        if YAML_KEY.search(inner.text):
            self.harvest.yaml(parse_yaml(inner))
        else:
            _Scan(inner, self.harvest, nested=True).run()
        self.harvest.drop_unknown([document.excerpt.span(*place) for place in unknown], before)
        return document.end

    def _pair(self, anchor: re.Match[str]) -> None:
        """Read a line of a file of environment variables."""
        text, excerpt = self.text, self.excerpt
        start = anchor.start("value")
        end = start + len(anchor["value"].rstrip())
        if end - start >= 2 and text[start] in "'\"" and text[end - 1] == text[start]:
            start, end = start + 1, end - 1
        variable = Variable(excerpt.literal(*anchor.span("pair")), excerpt.literal(start, end), "")
        place = Place(excerpt.source, excerpt.span(anchor.start("pair"), anchor.end()))
        self.harvest.environment(read_variables(iter([variable]), excerpt.source, place, compose=False))


def body_start(text: str, position: int) -> int | None:
    """Where the body of a request begins, seen from the end of its path; None if there is none."""
    rest = _REST_OF_LINE.match(text, position)
    position = skip_space(text, rest.end() if rest else position)
    while header := _HEADER.match(text, position):
        position = skip_space(text, header.end())
    return position if text.startswith("{", position) else None


def has_request(text: str) -> bool:
    """Whether a text has a line that sends something to an API that matters here."""
    return any(target_of(found["path"]) is not Target.OTHER for found in _ONLY_REQUEST.finditer(text))
