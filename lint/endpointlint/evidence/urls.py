"""The URLs that the connector client accepts, written down a second time.

A restatement of the grammar in `endpointlint.url.grammar` with the regexes of the standard library, which shares no
code with the automaton and is there to contradict it. Source: RFC 2396 and `java.net.URI`, JDK 11 to 25, with what the
connector client then demands: http or https, a host, a port of at most 65535.
"""

from __future__ import annotations

import re
from typing import Final

from endpointlint.source.records import dataclass

_UNRESERVED: Final = r"A-Za-z0-9\-_.!~*'()"
_OTHER: Final = r"\u00a1-\u167f\u1681-\u1fff\u200b-\u2027\u202a-\u202e\u2030-\u205e\u2060-\u2fff\u3001-\U0010ffff"
_ESCAPE: Final = r"%[0-9A-Fa-f]{2}"
_USERINFO: Final = rf"(?:[{_UNRESERVED};:&=+$,{_OTHER}]|{_ESCAPE})*"
_SEGMENTS: Final = rf"(?:[{_UNRESERVED}:@&=+$,;/{_OTHER}]|{_ESCAPE})*"
_URIC: Final = rf"(?:[{_UNRESERVED};/?:@&=+$,\[\]{_OTHER}]|{_ESCAPE})*"
_BYTE: Final = r"0*(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[0-9]{1,2})"
_IPV4: Final = rf"{_BYTE}\.{_BYTE}\.{_BYTE}\.{_BYTE}"
_INNER: Final = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_TOP: Final = r"[A-Za-z](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_NAME: Final = rf"(?:(?:{_INNER}\.)+{_TOP}|{_INNER})\.?"
_BRACKETED: Final = r"\[(?P<ipv6>[0-9A-Fa-f:.]+)(?:%[A-Za-z0-9_.]+)?\]"

_URL: Final = re.compile(
    rf"(?P<scheme>[Hh][Tt][Tt][Pp][Ss]?)://(?:(?P<userinfo>{_USERINFO})@)?(?P<host>{_IPV4}|{_NAME}|{_BRACKETED})"
    rf"(?::(?P<port>[0-9]*))?(?P<path>(?:/{_SEGMENTS})?)(?P<query>(?:\?{_URIC})?)(?P<fragment>(?:\#{_URIC})?)"
)
_GROUP: Final = re.compile(r"[0-9A-Fa-f]{1,4}")
_IPV4_ONLY: Final = re.compile(_IPV4)
_GREATEST_PORT: Final = 65535


@dataclass(frozen=True, slots=True)
class Url:
    """The parts of a URL, each as it stands there with its sign in front of it."""

    scheme: str
    userinfo: str | None
    """Without the `@`; None where there is none."""
    host: str
    """The host that is dialled; an IPv6 literal in brackets."""
    port: str | None
    """Without the `:`; None where there is none."""
    path: str
    query: str
    fragment: str

    @property
    def tail(self) -> str:
        """What follows the authority."""
        return self.path + self.query + self.fragment


def parse(text: str) -> Url | None:
    """The parts of a URL that the client accepts; None for any other text. Linear in the text."""
    found = _URL.fullmatch(text)
    if found is None:
        return None
    port = found["port"]
    if (port and len(port.lstrip("0")) > 5) or int(port or 0) > _GREATEST_PORT:
        return None
    if found["ipv6"] is not None and not _is_ipv6(found["ipv6"]):
        return None
    parts = (found[name] for name in ("path", "query", "fragment"))
    return Url(found["scheme"], found["userinfo"], found["host"], port, *parts)


def _is_ipv6(text: str) -> bool:
    """RFC 2373 as the JDK reads it: `::` stands for one group or more, and an IPv4 address for the last two."""
    left, gap, right = text.partition("::")
    if not gap:
        return _groups(text) == 8
    before = _groups(left, last=False) if left else 0
    after = _groups(right) if right else 0
    return before is not None and after is not None and before + after <= 7


def _groups(text: str, *, last: bool = True) -> int | None:
    """How many groups of 16 bits a sequence without `::` stands for; None if it is none. `last`: IPv4 may end it."""
    *groups, end = text.split(":")
    if last and _IPV4_ONLY.fullmatch(end):
        size = 2
    elif _GROUP.fullmatch(end):
        size = 1
    else:
        return None
    return len(groups) + size if all(map(_GROUP.fullmatch, groups)) else None
