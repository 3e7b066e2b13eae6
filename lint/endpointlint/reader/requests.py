"""Requests of the developer console and of REST clients, wherever they stand in a text.

`PUT /_cluster/settings` on a line of its own, then perhaps headers, comments and blank lines, then the body.
Bodies and fragments without a request are found as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

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
_REST_OF_LINE = re.compile(r"[ \t]*(?:HTTP/[0-9.]+)?")
_HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]*:[ \t][^\r\n]*(?:\r\n|\r|\n|\Z)")


def read_requests(excerpt: Excerpt, harvest: Harvest) -> None:
    """Read every request, command, body and fragment in a text that is not itself structured."""
    text = excerpt.text
    position = 0
    while anchor := _ANCHOR.search(text, position):
        position = anchor.end()
        after: int | None = None
        if anchor["method"]:
            after = _request(excerpt, anchor, harvest)
        elif anchor["object"]:
            parsed = _parse(excerpt, anchor.start("object"))
            harvest.value(parsed)
            after = parsed.end
        elif anchor["key"]:
            parsed = parse_members(excerpt, anchor.start("key"), console=True)
            harvest.value(parsed)
            after = parsed.end
        elif anchor["command"]:
            after = read_shell_command(excerpt, anchor.start("command"), harvest)
        elif anchor["here"]:
            after = _here(excerpt, anchor.start("here"), harvest)
        else:
            _pair(excerpt, anchor, harvest)
        position = max(position, after or 0)


def _here(excerpt: Excerpt, start: int, harvest: Harvest) -> int | None:
    """Read a here-document as the file that it becomes."""
    document = here_document(excerpt, start)
    if document is None:
        return None
    inner, unknown = document.excerpt, list[tuple[int, int]]()
    if document.expanded:
        inner, unknown = unescape_here(document.excerpt)
    before = len(harvest.documents)
    if YAML_KEY.search(inner.text):
        harvest.yaml(parse_yaml(inner))
    else:
        read_requests(inner, harvest)
    harvest.drop_unknown([document.excerpt.span(*place) for place in unknown], before)
    return document.end


def _pair(excerpt: Excerpt, anchor: re.Match[str], harvest: Harvest) -> None:
    """Read a line of a file of environment variables."""
    start, end = anchor.span("value")
    end = start + len(anchor["value"].rstrip())
    if end - start >= 2 and excerpt.text[start] in "'\"" and excerpt.text[end - 1] == excerpt.text[start]:
        start, end = start + 1, end - 1
    variable = Variable(excerpt.literal(*anchor.span("pair")), excerpt.literal(start, end), "")
    place = Place(excerpt.source, excerpt.span(anchor.start("pair"), anchor.end()))
    harvest.environment(read_variables(iter([variable]), excerpt.source, place, compose=False))


def _request(excerpt: Excerpt, anchor: re.Match[str], harvest: Harvest) -> int:
    """Read one request; where to go on."""
    target = target_of(anchor["path"])
    method = anchor["method"].upper()
    start = body_start(excerpt.text, anchor.end())
    if start is None or method in ("GET", "HEAD", "DELETE"):
        return anchor.end()
    if target is not Target.OTHER:
        harvest.requests += 1
    parsed = _parse(excerpt, start)
    harvest.body(target, method, parsed)
    return max(anchor.end(), parsed.end)


def body_start(text: str, position: int) -> int | None:
    """Where the body of a request begins, seen from the end of its path; None if there is none."""
    rest = _REST_OF_LINE.match(text, position)
    position = skip_space(text, rest.end() if rest else position)
    while header := _HEADER.match(text, position):
        position = skip_space(text, header.end())
    return position if text.startswith("{", position) else None


def _parse(excerpt: Excerpt, start: int) -> Parsed:
    """The value at `start`. One that is broken must not swallow the next request."""
    parsed = parse_value(excerpt, start, console=True)
    if parsed.broken:
        following = _ONLY_REQUEST.search(excerpt.text, start)
        if following and following.start() < parsed.end:
            return parse_value(excerpt, start, following.start(), console=True)
    return parsed


def has_request(text: str) -> bool:
    """Whether a text has a line that sends something to an API that matters here."""
    return any(target_of(found["path"]) is not Target.OTHER for found in _requests(text))


def _requests(text: str) -> Iterator[re.Match[str]]:
    return _ONLY_REQUEST.finditer(text)
