"""Hosts as other clients of ML Commons read them out of a URL: OkHttp, which streams, and Apache's, until 2.13.

The list is tried on the text of a URL, and `java.net.URI` says whose it is. Who then connects may parse the text again.
Sources: `HttpUrl.kt` and `hostnames.kt` of OkHttp 4.12.0, `URIUtils.extractHost` of Apache HttpClient 4.5.14.
"""

from __future__ import annotations

import re
from ipaddress import IPv6Address
from typing import Final
from urllib.parse import unquote

from endpointlint.source.patterns import lazy
from endpointlint.url.client import Dialled, dialled

_LONGEST_LABEL: Final = 63
_ZONE_ESCAPE: Final = lazy("%([0-9A-Fa-f]{2})")
_URL: Final = lazy(r"(?P<scheme>[A-Za-z]+://)(?P<authority>[^/?#]*)(?P<rest>.*)", re.DOTALL)
_AUTHORITY: Final = lazy(r"(?:[A-Za-z0-9_.!~*'()$,;:@&=+\-\u00a1-\U0010ffff]|%[0-9A-Fa-f]{2})+")
_DECIMAL: Final = lazy(r"[+-]?[0-9]{1,10}")
_GREATEST_INT: Final = 2**31 - 1
_NAME: Final = lazy(r"[A-Za-z0-9_.-]+")
"""Names that a name service may know."""


def okhttp_host(seen: Dialled) -> str | None:
    """The host that OkHttp dials for a URL that `java.net.URI` has accepted; None if OkHttp refuses it.

    It takes the escapes in the host away first, those in the zone of an IPv6 literal included, and then knows no zones.

    Returns:
        The name, or the IPv6 address without brackets, in lower case.
    """
    if seen.port == 0:
        return None
    host = seen.host
    if not host.startswith("["):
        return None if any(len(label) > _LONGEST_LABEL for label in host.split(".")) else host.lower()
    text = _ZONE_ESCAPE.sub(lambda found: chr(int(found[1], 16)), host[1:-1])
    try:
        return None if "%" in text else str(IPv6Address(text))
    except ValueError:
        return None


def apache_host(url: str) -> str | None:
    """The host that Apache's client dials for a URL in which `java.net.URI` finds none; None if there is none to dial.

    It takes what stands behind the first `@` of the authority and in front of the first `:`, after it has decoded the
    escapes. Linear in the text.
    """
    found = _URL.fullmatch(url)
    if found is None or not _AUTHORITY.fullmatch(found["authority"]):
        return None
    # apart from the authority the URL is as every other
    if not isinstance(dialled(f"{found['scheme']}x{found['rest']}"), Dialled) or isinstance(dialled(url), Dialled):
        return None
    authority = unquote(found["authority"], errors="replace")
    host, colon, port = authority[authority.find("@") + 1 :].partition(":")
    if colon and port and (not _DECIMAL.fullmatch(port) or abs(int(port)) > _GREATEST_INT):
        return None
    return host if _NAME.fullmatch(host) else None


def apparent_host(url: str) -> str:
    """What a reader takes for the host: what stands behind the last `@` of the authority, without a port."""
    found = _URL.fullmatch(url)
    authority = found["authority"] if found else ""
    return authority.rpartition("@")[2].partition(":")[0]
