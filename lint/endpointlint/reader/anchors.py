"""Where in a text that is not itself structured something of ours may begin.

One pass finds candidates by their first character and the letters behind it; only those are looked at closely.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

YAML_KEY = re.compile(r"(?:^|(?<=\r))[ \t]*(?:- )?plugins(?:\.[\w.]+)?[ \t]*:(?=[ \t\r\n]|\Z)", re.MULTILINE)
"""A line that has a setting as YAML writes it."""

# a set comes first: the engine skips to its members quickly, which it does before no alternative
_CANDIDATE = re.compile(
    r"[GPDHgpdh{\[\"cne<\-]"
    r"(?:(?P<request>(?i:(?<=g)et|(?<=p)(?:ut|ost|atch)|(?<=d)elete|(?<=h)ead)(?=[ \t]))"
    r"|(?P<object>(?<=\{)(?=\s*(?:[\"}/#]|\.\.\.))|(?<=\[)(?=\s*\{\s*\"))"
    r"|(?P<key>(?<=\")(?:plugins|persistent|transient|defaults)(?:\.[\w.*]{1,200}+)?\"[ \t]*:)"
    r"|(?P<command>(?:(?<=c)url|(?<=d)ocker|(?<=p)odman|(?<=n)erdctl|(?<=e)cho)(?=[ \t\\]))"
    r"|(?P<here>(?<=<)<-?[ \t]*['\"\\]?[A-Za-z_])"
    r"|(?P<pair>(?<=p)lugins\.[\w.]{1,200}+=)"
    r"|(?P<flag>(?<=-)E(?=[ \t]*[\"']?plugins\.)))"
)
_REQUEST = re.compile(r"(?P<method>[A-Za-z]+)[ \t]++(?P<path>(?:\{\{[^{}\r\n]*\}\}|[^\s{])++)")
_AFTER_REQUEST = re.compile(r"[ \t]*(?:[\r\n{]|\Z|HTTP/|#|//)")
_BODY_FOLLOWS = re.compile(r"[ \t]*(?:(?:\r\n|\r|\n)[ \t]*)?\{")
_OF_LINE = re.compile(r"(?:\A|[\r\n])[ \t>]*(?:(?:[-*+]|[0-9]{1,3}[.)])[ \t]+)?(?:<copy>)?\Z")
_OF_PAIR = re.compile(r"(?:\A|[\r\n])[ \t]*(?:(?:export|ENV)[ \t]+)?[\"']?\Z")
_SETTINGS = re.compile(
    r"\{\s*\"(?:(?:persistent|transient|defaults)\"\s*:\s*\{|plugins(?:\.ml_commons(?:\.[\w.*]{1,200}+)?)?\"\s*:)"
)
_PUNCTUATION = "`'\"“”‘’.,:;)]*"
_BEFORE_COMMAND = frozenset(" \t\r\n;&|(`>")
_BEFORE_FLAG = frozenset(" \t\r\n\"'")
_REACH = 80
"""How far back a line's beginning is looked for: what is indented further stands at the beginning of its line, too."""


class Kind(Enum):
    """What begins."""

    REQUEST = "request"
    """`PUT /_cluster/settings`."""
    OBJECT = "object"
    """A JSON document, at the beginning of its line, or settings anywhere."""
    KEY = "key"
    """A member of settings without the braces around."""
    COMMAND = "command"
    """A shell command that may speak of OpenSearch."""
    HERE = "here"
    """The operator of a here-document."""
    PAIR = "pair"
    """`plugins.…=value`, a line of a file of environment variables."""
    FLAG = "flag"
    """`-Eplugins.…=value`, an argument of OpenSearch itself."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """Something that may be ours. For a request with its method, in upper case, and its path."""

    kind: Kind
    start: int
    end: int
    """Behind what shows that it begins; the body of a request is further on."""
    method: str = ""
    path: str = ""


def find_anchors(text: str, position: int = 0) -> Iterator[Anchor]:
    """Everything that may begin from a position on. Linear, some 50 ns a character."""
    for found in _CANDIDATE.finditer(text, position):
        anchor = _anchor(text, found)
        if anchor is not None:
            yield anchor


def find_requests(text: str) -> Iterator[Anchor]:
    """The requests of a text, whatever they are sent to."""
    return (anchor for anchor in find_anchors(text) if anchor.kind is Kind.REQUEST)


def has_yaml_key(text: str) -> bool:
    """Whether some line has a setting as YAML writes it."""
    return "plugins" in text and YAML_KEY.search(text) is not None


def _anchor(text: str, found: re.Match[str]) -> Anchor | None:
    kind = Kind(found.lastgroup)
    start, end = found.span()
    match kind:
        case Kind.REQUEST:
            return _request(text, start)
        case Kind.OBJECT:
            known = _begins_line(text, start) or _SETTINGS.match(text, start) is not None
        case Kind.KEY:
            known = _begins_line(text, start) or text.startswith('"plugins.ml_commons.', start)
        case Kind.COMMAND:
            known = start == 0 or text[start - 1] in _BEFORE_COMMAND
        case Kind.HERE:
            known = start == 0 or text[start - 1] != "<"
        case Kind.PAIR:
            known = _OF_PAIR.search(_before(text, start)) is not None
        case Kind.FLAG:
            known = start == 0 or text[start - 1] in _BEFORE_FLAG
    return Anchor(kind, start, end) if known else None


def _request(text: str, start: int) -> Anchor | None:
    """The request whose method is at `start`; within a line only if its body follows."""
    found = _REQUEST.match(text, start)
    if found is None:
        return None
    method, path = found["method"], found["path"]
    if _AFTER_REQUEST.match(text, found.end()) and _OF_LINE.search(_before(text, start)):
        return Anchor(Kind.REQUEST, start, found.end(), method.upper(), path)
    alone = start == 0 or not (text[start - 1].isalnum() or text[start - 1] in "_-/.")
    if alone and method.isupper() and ("/" in path or "_" in path) and _BODY_FOLLOWS.match(text, found.end()):
        return Anchor(Kind.REQUEST, start, found.end(), method, path.rstrip(_PUNCTUATION))
    return None


def _begins_line(text: str, start: int) -> bool:
    before = _before(text, start).rstrip(" \t")
    return not before or before[-1] in "\r\n"


def _before(text: str, start: int) -> str:
    return text[max(0, start - _REACH) : start]
