r"""The entry reaches hosts of an owner that it does not name.

A cluster sends the credential of a connector, and its users' text, to every URL that one entry of the list matches as a
whole. An entry is *pinned* if each host that it reaches belongs to an owner (a registrable domain, or an address or
single-label name itself) that the entry spells out in literal characters. In
``^https://models\..*[a-z0-9-]\.vendor\.example/.*$`` the first ``.*`` also matches ``/``: what looks like the end of a
host may stand in the path of a host that belongs to somebody else.

The usual causes: a repeat that crosses the end of the host, a repeat that matches ``@`` so that the host becomes a user
name, nothing that ends the host before a final ``.*``, an unescaped dot, a class in the owner's name.

Write the labels out. Where one label must stay open, match it with ``[a-z0-9-]+``, and end the host with ``/``.

Severity: critical if any host at all gets through, high if one that anyone can register does, medium if only names that
nobody can register today, single labels or addresses do.

False alarms: none known. The question is decided on the exact set of URLs that the connector client accepts, and each
finding shows one, with the host that the client dials for it. An entry that names its owner by a class on purpose
(``example\d\.com``) is reported: whoever registers the next number is trusted.
"""

from collections.abc import Iterator

from endpointlint.rule import (
    Clean,
    EntrySubject,
    Finding,
    Flagged,
    ForeignHost,
    Grade,
    Note,
    Openness,
    Outcome,
    Proved,
    Refuted,
    Severity,
    Unknown,
    Witness,
    entry_rule,
)


@entry_rule(
    title="Host is not pinned to its owner",
    severity=Severity.CRITICAL,
    since="0.1",
    references=("CWE-918", "CWE-625", "RFC 3986 section 3.2.2"),
    examples=(
        Flagged(r"^https://models\..*[a-z0-9-]\.vendor\.com/.*$", severity=Severity.HIGH),
        Flagged(
            r"^https://models\..*[a-z0-9-]\.vendor\.com/.*$",
            witness="https://models.evil.example/a.vendor.com/",
            severity=Severity.HIGH,
        ),
        Flagged("^https://api.vendor.com/.*$", witness="https://apixvendor.com/", severity=Severity.HIGH),
        Flagged(r"^https://api\.vendor\.com.*$", witness="https://api.vendor.com.evil.example", severity=Severity.HIGH),
        Flagged("^https?://.*$", severity=Severity.CRITICAL),
        Flagged(r"^http://10\.0\..*", severity=Severity.HIGH),
        Flagged(r"^http://gpu\d\d:8000/.*$", severity=Severity.MEDIUM),
        Clean(r"^https://api\.vendor\.com/.*$"),
        Clean(r"^https://[a-z0-9-]+\.eu\.vendor\.com(:443)?/.*$"),
        Clean("^http://localhost:8080/.*$"),
        Clean(r"^https://models\.vendor\.(com|org)/v1/[a-z]+$"),
    ),
)
def unpinned_host(entry: EntrySubject) -> Iterator[Outcome]:
    """Report the characters that let a foreign host through."""
    match entry.reach.pinning.verdict:
        case Proved():
            return
        case Refuted(foreign):
            blame = entry.blame(foreign)
            yield Finding(
                "host is not pinned to its owner",
                severity=_SEVERITY[foreign.openness],
                grade=Grade.WITNESSED,
                at=blame.span,
                label=blame.label,
                witness=Witness(foreign.url, foreign.host, foreign.owner),
                claims=(entry.accepts(foreign.url, foreign.host),),
                notes=(Note("connects to", _who(foreign)),),
                releases=entry.releases,
                repair=True,
            )
        case Unknown() as unknown:
            yield unknown


_SEVERITY = {
    Openness.ANY_HOST: Severity.CRITICAL,
    Openness.REGISTRABLE: Severity.HIGH,
    Openness.UNREGISTRABLE: Severity.MEDIUM,
}


def _who(foreign: ForeignHost) -> str:
    """Who could be at the other end."""
    match foreign.openness:
        case Openness.ANY_HOST:
            return f"{foreign.owner} can be registered by anyone; any other host gets through as well"
        case Openness.REGISTRABLE:
            return f"{foreign.owner} can be registered by anyone"
        case Openness.UNREGISTRABLE:
            return "nobody can register that name today" if "." in foreign.owner else "a name or address of its own"
