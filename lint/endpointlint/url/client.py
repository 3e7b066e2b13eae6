"""One URL as the connector client sees it: what it dials, or why it refuses."""

from __future__ import annotations

from typing import Final

from endpointlint.automata.alphabet import ASCII, alphabet_of
from endpointlint.source.records import dataclass
from endpointlint.url.grammar import OTHER, Phase, bound_grammar

_DEFAULT_PORT: Final = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Dialled:
    """Where the client connects for a URL."""

    scheme: str
    """In lower case."""
    host: str
    """As it stands in the URL, brackets of an IPv6 literal included."""
    port: int
    """80 or 443 where the URL names none."""
    userinfo: bool


_REFUSED: Final = {
    Phase.SCHEME: "the client calls http and https only",
    Phase.AUTHORITY: "a host is missing",
    Phase.USERINFO: "the host cannot be read: java.net.URI finds none",
    Phase.NAME: "the host cannot be read: java.net.URI finds none",
    Phase.IPV4: "the host cannot be read: java.net.URI finds none",
    Phase.IPV6: "the IPv6 literal is malformed",
    Phase.PORT: "the port is no number up to 65535",
    Phase.PATH: "the path holds a character that no URL may have",
    Phase.QUERY: "the query holds a character that no URL may have",
    Phase.FRAGMENT: "the fragment holds a character that no URL may have",
}


def dialled(url: str) -> Dialled | str:
    """What the client dials for a URL, or in one line why it refuses it. Linear in the text.

    The client is that of ML Commons from 2.14 on: `java.net.URI.create`, a host that is not null, http or https, a port
    of at most 65535.
    """
    bound = bound_grammar(_ALPHABET)
    final, phases = bound.grammar.final, bound.grammar.phases
    rows_of, join = bound.rows, bound.join
    # every URL has one run at most; a few more are alive until the authority is read
    runs: dict[int, list[int]] = {0: []}
    for char in url:
        code = ord(char)
        bit = 1 << code if code < ASCII else _ALPHABET.bit(code)
        rows = rows_of(bit)
        if len(runs) == 1:
            ((place, run),) = runs.items()
            row = rows[place]
            following = join(bit, place) if row is None else row
            if len(following) == 1:
                target = following[0][1]
                run.append(target)
                runs = {target: run}
                continue
            steps = [(run, target) for _, target in following]
        else:
            steps = [(run, target) for place, run in runs.items() for _, target in rows[place] or join(bit, place)]
        if not steps:
            return _REFUSED[max(phases[place] for place in runs)]
        runs = {target: [*run, target] for run, target in steps}
    for place, run in runs.items():
        if final[place]:
            return _read(url, [phases[state] for state in run])
    return _REFUSED[max(phases[place] for place in runs)]


def _read(url: str, phases: list[Phase]) -> Dialled:
    host = "".join(char for char, phase in zip(url, phases, strict=True) if phase in _HOST)
    digits = "".join(char for char, phase in zip(url, phases, strict=True) if phase is Phase.PORT and char != ":")
    scheme = url.partition(":")[0].lower()
    userinfo = any(char == "@" and phase is Phase.AUTHORITY for char, phase in zip(url, phases, strict=True))
    return Dialled(scheme, host, int(digits) if digits else _DEFAULT_PORT[scheme], userinfo)


_HOST: Final = frozenset((Phase.NAME, Phase.IPV4, Phase.IPV6))
_ALPHABET: Final = alphabet_of([OTHER])
