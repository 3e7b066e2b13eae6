r"""Another host is dialled than the one that was checked, because two programs read the URL differently.

The list is tried on the text of a URL, and ``java.net.URI`` says what its host is. Who makes the call may parse the
text once more. Streaming calls (3.3) are made by OkHttp, which takes ``%hh`` inside of an IPv6 literal for a character
and not for a zone: ``[::1%41]`` is ``::1`` to the one and ``::1a`` to the other. Until 2.13 all calls are made by
Apache's client, which looks for a host of its own where ``java.net.URI`` finds none, in the decoded text:
``https://api.vendor.com%40evil.example/`` goes to ``evil.example``.

Write the host plainly.

Severity: medium.

False alarms: none known. The URL is judged with the stored parameters filled in. Missed: what callers make of it.
"""

from collections.abc import Iterator

from endpointlint.rule import (
    Clean,
    ConnectorSubject,
    Dialled,
    Finding,
    Flagged,
    Grade,
    Note,
    Outcome,
    Severity,
    Span,
    Target,
    connector_rule,
    dialled,
    others,
    special,
)
from endpointlint_rules.samples import connector


@connector_rule(
    title="Clients disagree about the host",
    severity=Severity.MEDIUM,
    since="0.2",
    references=(
        "CWE-436",
        "CWE-918",
        "OkHttp 4.12.0 hostnames.kt (toCanonicalHost)",
        "Apache HttpClient 4.5.14 URIUtils.java (extractHost)",
    ),
    examples=(
        Flagged(connector("https://[::1%41]/v1"), opensearch="3.8"),
        Flagged(connector("https://api.vendor.com%40evil.example/v1"), opensearch="2.13"),
        Clean(connector("https://[::1%41]/v1"), opensearch="3.2"),
        Clean(connector("https://[fe80::1%eth0]/v1"), opensearch="3.8"),
        Clean(connector("https://[::ffff:127.0.0.1]/v1"), opensearch="3.8"),
        Clean(connector("https://api.vendor.com%40evil.example/v1"), opensearch="2.14"),
        Clean(connector("https://a_b.vendor.com/v1"), opensearch="2.13"),
        Clean(connector("https://x@api.vendor.com/v1"), opensearch="2.13"),
    ),
)
def client_disagreement(connector: ConnectorSubject) -> Iterator[Outcome]:
    """Report each URL for which a client of the release dials another host."""
    rules = connector.enforcement
    for target in connector.targets:
        text = target.text
        if text is None or target.action is None:
            continue
        seen = dialled(text)
        if isinstance(seen, Dialled):
            theirs = others.okhttp_host(seen) if rules.streaming_client and connector.protocol == "http" else None
            if theirs is not None and not _same(seen.host, theirs):
                yield _finding(connector, target, seen.host, theirs, "streaming calls go to")
        elif rules.client == "apache":
            apparent, theirs = others.apparent_host(text), others.apache_host(text)
            if theirs is not None and theirs.lower() != apparent.lower():
                yield _finding(connector, target, apparent, theirs, "calls go to")


def _same(checked: str, theirs: str) -> bool:
    """Whether OkHttp dials the address, or the name, that was checked."""
    if not checked.startswith("["):
        return checked.lower() == theirs
    return special.address(checked) == special.address(f"[{theirs}]")


def _finding(connector: ConnectorSubject, target: Target, checked: str, theirs: str, how: str) -> Finding:
    start = (target.text or "").find(checked)
    return Finding(
        f"{how} another host than the one that was checked",
        severity=Severity.MEDIUM,
        grade=Grade.PROVED,
        place=connector.place_of(target, Span(start, start + len(checked))),
        label=f"{theirs} is dialled",
        notes=(Note("checked", checked), Note("connects to", theirs)),
    )
