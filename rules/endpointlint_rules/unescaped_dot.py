r"""A dot in the host is not escaped, though the owner is still the right one.

An unescaped ``.`` matches any character. In ``^https://api.eu\.vendor\.com/.*$`` it also lets ``apixeu.vendor.com``
through. The owner is the same, so nobody else is trusted; but the entry says something other than what its author
meant, and a copy with one more dot unescaped is open.

Write ``\.``.

Severity: low. Where the dot stands in the owner's name, the entry is not pinned, and that is the finding.

False alarms: none known. A ``.`` with a quantifier, and dots in the path, are not reported.
"""

from collections.abc import Iterator

from endpointlint.rule import (
    Clean,
    EntrySubject,
    Finding,
    Flagged,
    Grade,
    Mark,
    Outcome,
    Refuted,
    Severity,
    Witness,
    entry_rule,
    owner_of,
)


@entry_rule(
    title="Unescaped dot in the host",
    severity=Severity.LOW,
    since="0.1",
    references=("CWE-625",),
    examples=(
        Flagged(r"^https://api.eu\.vendor\.com/.*$", witness="https://apixeu.vendor.com/"),
        Clean(r"^https://api\.eu\.vendor\.com/.*$"),
        Clean(r"^https://api[.]eu[.]vendor[.]com/v1.2/.*$"),
        Clean(r"^https://api\.vendor\.com/v1.2/.*$"),
    ),
)
def unescaped_dot(entry: EntrySubject) -> Iterator[Outcome]:
    """Report single dots between literal characters of the host."""
    dots = entry.bare_dots()
    if not dots:
        return
    path = entry.reach.url_without_dot_at(dots[0])
    if path is None:
        return
    yield Finding(
        "an unescaped dot stands in the host",
        severity=Severity.LOW,
        grade=Grade.WITNESSED,
        at=dots[0],
        label="matches any character, not just a dot",
        marks=tuple(Mark(dot, "and this one") for dot in dots[1:]),
        witness=Witness(path.url, path.host, owner_of(path.host)),
        claims=(entry.accepts(path.url, path.host),),
        releases=entry.releases,
        follows=isinstance(entry.reach.pinning.verdict, Refuted),
    )
