"""URLs that are aimed at an entry: its own, with the host or something beside it exchanged.

Each is what somebody would try who knows the entry and wants to be let through to another host: the owner as a label
of a stranger's name, as a user name, in the path, the query or the fragment; dots that are none; a name that begins or
ends like the owner's; addresses in all their spellings.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from endpointlint.evidence.urls import Url

_EVIL: Final = "evil.example"
_ADDRESSES: Final = (
    "127.0.0.1",
    "0127.0.0.1",
    "169.254.169.254",
    "2852039166",
    "10.0.0.1",
    "[::1]",
    "[::ffff:169.254.169.254]",
    "[fd00:ec2::254]",
    "[fe80::1%25eth0]",
    "localhost",
)
_PORTS: Final = ("", ":", ":0", ":80", ":443", ":8443", ":65535", ":0443")
_MOST_OWNERS: Final = 4


def decoys(base: Url, owners: Sequence[str]) -> Iterator[str]:
    """URLs made from one that the entry accepts; some 60, and 12 more for each of the first few owners.

    Args:
        base: an accepted URL.
        owners: the owners that the entry is said to be pinned to.
    """
    scheme, host, tail = base.scheme, base.host, base.tail
    path = base.path or "/"
    for other in _hosts(host):
        yield f"{scheme}://{other}{tail}"
        yield f"{scheme}://{other}{path}"
    for port in _PORTS:
        yield f"{scheme}://{host}{port}{tail}"
        yield f"{scheme}://{_EVIL}{port}{tail}"
    for name in dict.fromkeys((host, *owners[:_MOST_OWNERS])):
        yield from _disguised(scheme, name, path, tail)
    for address in _ADDRESSES:
        yield f"{scheme}://{address}{tail}"
        yield f"{scheme}://{host}@{address}{tail}"
    for swapped in ("http", "https", scheme.upper()):
        yield f"{swapped}://{host}{tail}"
        yield f"{swapped}://{_EVIL}{tail}"


def _hosts(host: str) -> Iterator[str]:
    """Hosts that look like one."""
    yield from (_EVIL, f"{host}.{_EVIL}", f"{host}-{_EVIL}", f"evil{host}", f"evil-{host}", f"x.{host}", host.upper())
    yield from (f"{host}.", f"{host}.{_EVIL}.", f"xn--{host}", host[1:], host[:-1], f"{host}x", f"{host}1")
    first, dot, rest = host.partition(".")
    if dot:
        yield from (rest, f"{_EVIL}.{rest}", f"{first}.{_EVIL}", f"{first}.{_EVIL}.{rest}", f"{first}x{rest}")
    for at, char in enumerate(host):
        if char == ".":
            for other in ("x", "-", "0"):
                yield host[:at] + other + host[at + 1 :]


def _disguised(scheme: str, name: str, path: str, tail: str) -> Iterator[str]:
    """A stranger's URLs in which a name stands where it says nothing about the host."""
    yield f"{scheme}://{name}.{_EVIL}{tail}"
    yield f"{scheme}://{name}@{_EVIL}{tail}"
    yield f"{scheme}://{name}:443@{_EVIL}{tail}"
    yield f"{scheme}://{name}%2F@{_EVIL}{tail}"
    yield f"{scheme}://{_EVIL}/{name}{path}"
    yield f"{scheme}://{_EVIL}//{name}{path}"
    yield f"{scheme}://{_EVIL}/.{name}{path}"
    yield f"{scheme}://{_EVIL}?{name}{tail}"
    yield f"{scheme}://{_EVIL}?.{name}{path}"
    yield f"{scheme}://{_EVIL}#.{name}{path}"
    yield f"{scheme}://{_EVIL}#@{name}{path}"
    yield f"{scheme}://{_EVIL}:443/{scheme}://{name}{path}"
