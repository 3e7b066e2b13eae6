"""Who owns a host: registrable domains by the public suffix list.

The list is the copy that the `tldextract` package carries. The file is read without importing that package, whose
import costs more than a run and whose extractor would ask the network for a newer list. The algorithm is the one of
https://github.com/publicsuffix/list/wiki/Format: the rule with the most labels wins, an exception rule beats all
others, and where no rule matches the last label is the suffix (the rule `*`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property, lru_cache

from endpointlint.source.records import dataclass

_CARRIER = "tldextract"
_FILE = ".tld_set_snapshot"

_DATE = re.compile(r"^// VERSION: (\d{4}-\d{2}-\d{2})", re.MULTILINE)

_FEW = 8
"""Labels that are looked at without knowing how many the longest rule has."""

_STAND_IN = "example"
"""RFC 2606: no one can register below it, and everyone writes it where a registrable name is meant."""

_UNREGISTRABLE = frozenset({"arpa"})
"""Delegated, but for infrastructure only (RFC 3172)."""


class SuffixListError(Exception):
    """The public suffix list cannot be found, or is none."""


@dataclass(frozen=True)
class SuffixList:
    """A public suffix list. Rules as in the file: `com`, `*.ck`, `!www.ck`, Unicode labels as they are."""

    icann: frozenset[str]
    private: frozenset[str]
    date: str
    """ISO date of the list; empty where it does not say."""

    @classmethod
    def parse(cls, text: str) -> SuffixList:
        """Read a list in the format of publicsuffix.org.

        Raises:
            SuffixListError: the text has no ICANN section.
        """
        icann = _section(text, "ICANN")
        if icann is None:
            raise SuffixListError("this is no public suffix list: it has no section of ICANN domains")
        dated = _DATE.search(text)
        return cls(
            icann=_rules(icann),
            private=_rules(_section(text, "PRIVATE") or ""),
            date=dated[1] if dated else "",
        )

    @cached_property
    def _everything(self) -> frozenset[str]:
        return self.icann | self.private

    @cached_property
    def _depth(self) -> int:
        """Labels of the longest rule."""
        return 1 + max((rule.count(".") for rule in self._everything), default=0)

    @cached_property
    def _tops(self) -> frozenset[str]:
        return frozenset(rule.rpartition(".")[2] for rule in self.icann)

    def is_top(self, label: str) -> bool:
        """Whether some rule of the ICANN section ends in this label, in whatever case."""
        top = _unicode(label.lower())
        # nearly every top-level domain is a rule by itself; looking through all rules is for the others
        return top in self.icann or top in self._tops

    def listed(self, labels: Sequence[str], *, private: bool = False) -> int:
        """How many labels a rule of the list makes the suffix; 0 where none matches, so that the default rule applies.

        Args:
            labels: lower-case labels in the order of the host name, without an empty one.
            private: also consult the private section.
        """
        rules = self._everything if private else self.icann
        tail = [_unicode(label) for label in (labels if len(labels) <= _FEW else labels[-self._depth :])]
        longest = 0
        for start in range(len(tail)):
            name = ".".join(tail[start:])
            if "!" + name in rules:
                return len(tail) - start - 1
            if not longest and (name in rules or _starred(name) in rules):
                longest = len(tail) - start
        return longest


def _section(text: str, name: str) -> str | None:
    """The lines between the marks of a section."""
    text = f"\n{text}\n"
    begin = f"\n// ===BEGIN {name} DOMAINS===\n"
    start = text.find(begin)
    stop = text.find(f"\n// ===END {name} DOMAINS===\n", start + len(begin) - 1)
    return text[start + len(begin) : stop] if 0 <= start < stop else None


def _rules(section: str) -> frozenset[str]:
    lines = [line for line in section.lower().split("\n") if line and not line.startswith("//")]
    rules = "\n".join(lines)
    if " " in rules or "\t" in rules or "\r" in rules:
        return frozenset(line.split(maxsplit=1)[0] for line in lines if line.strip())
    return frozenset(lines)


def _starred(name: str) -> str:
    """The wildcard rule that would match the name; for a single label none, as the list leaves the default rule out."""
    rest = name.partition(".")[2]
    return "*." + rest if rest else ""


def _unicode(label: str) -> str:
    """The form in which the list writes a label: A-labels (RFC 5890) decoded, everything else as it is."""
    if not label.startswith("xn--"):
        return label
    try:
        decoded = label[4:].encode("ascii").decode("punycode")
        canonical = decoded.encode("punycode").decode("ascii")
    except UnicodeError:
        return label
    return label if decoded.isascii() or "xn--" + canonical != label else decoded


@lru_cache(maxsize=1)
def suffix_list() -> SuffixList:
    """The list in use; read on first call (a few milliseconds), no network, nothing written.

    Raises:
        SuffixListError: the package that carries the list is not installed, or without its list.
    """
    import os
    from importlib.util import find_spec

    spec = find_spec(_CARRIER)
    # `get_data` also reads from a zip file (PEP 302), where there is no path to open.
    read = getattr(spec.loader, "get_data", None) if spec else None
    if spec is None or spec.origin is None or read is None:
        raise SuffixListError(f"the public suffix list is missing: the package {_CARRIER} is not installed")
    try:
        data: bytes = read(os.path.join(os.path.dirname(spec.origin), _FILE))
    except OSError as error:
        raise SuffixListError(f"the public suffix list is missing: {_CARRIER} came without it ({error})") from error
    return SuffixList.parse(data.decode("utf-8"))


def list_date() -> str:
    """ISO date of the list in use."""
    return suffix_list().date


def plain(host: str) -> str:
    """A host as names are compared: lower case, without brackets and without the final dot."""
    text = host.lower()
    if text.startswith("["):
        return text[1:].removesuffix("]")
    return text.removesuffix(".")


def is_literal(host: str) -> bool:
    """Whether a host that `java.net.URI` accepts is an IPv6 literal or a dotted IPv4 address.

    In its grammar the last of several labels begins with a letter unless the whole is an IPv4 address. A single label
    of digits only, which the resolver reads as a number, is left out: it is a name of one label just as well.
    """
    if host.startswith("[") or ":" in host:
        return True
    last = plain(host).rpartition(".")
    return bool(last[1]) and last[2][:1].isdigit()


def owner(host: str) -> str:
    """The registrable domain of a host, by the ICANN section and the default rule; lower case, no final dot.

    Args:
        host: as `java.net.URI` gives it: any case, with or without a final dot, IPv6 in brackets.

    Returns:
        For an address, a name of one label or a bare suffix the host itself, as it is written (`plain`).

    Source: https://github.com/publicsuffix/list/wiki/Format; `java.net.URI` for what is an address.
    """
    return _owner(host, private=False)


def private_owner(host: str) -> str:
    """As `owner`, with the suffixes of the private section too: `a.github.io` for `x.a.github.io`."""
    return _owner(host, private=True)


@lru_cache(maxsize=4096)
def _owner(host: str, *, private: bool) -> str:
    text = plain(host)
    if is_literal(host):
        return text
    labels = text.split(".")
    count = suffix_list().listed(labels, private=private) or 1
    return ".".join(labels[-count - 1 :])


def is_known_tld(label: str) -> bool:
    """Whether the label is a top-level domain by the list, in any case, as A-label or in Unicode."""
    return suffix_list().is_top(label)


def registrable(host: str) -> bool:
    """Whether somebody could register the owner of this host, so that it is a name that strangers can have.

    True below a known top-level domain, and below `example`, which stands for any such name. False for addresses, names
    of one label, bare suffixes, and names that only a private resolver knows (`corp.internal`, `host.local`).
    """
    if is_literal(host):
        return False
    labels = plain(host).split(".")
    known = labels[-1] == _STAND_IN or (is_known_tld(labels[-1]) and labels[-1] not in _UNREGISTRABLE)
    return known and len(labels) > (suffix_list().listed(labels) or 1)


@lru_cache(maxsize=1)
def top_level_domains() -> tuple[str, ...]:
    """Every delegated top-level domain of the list, as A-labels or ASCII, in lower case; the shortest first."""
    tops = (rule for rule in suffix_list().icann if "." not in rule and rule.isascii())
    return tuple(sorted(tops, key=lambda top: (len(top), top)))
