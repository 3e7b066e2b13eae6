r"""The entry matches a bare origin and nothing below it.

An entry must match the *whole* URL. ``^https://api\.vendor\.com$`` matches that one URL; a connector's URL has a path,
``https://api.vendor.com/v1/chat``, and is refused.

Add the path: ``^https://api\.vendor\.com/.*$``.

Severity: low.

False alarms: a service that really is called without any path, as some AWS services are, needs just such an entry.
"""

from collections.abc import Iterator

from endpointlint.rule import (
    Clean,
    EntrySubject,
    Finding,
    Flagged,
    Grade,
    Note,
    Outcome,
    Refuted,
    Severity,
    Unknown,
    entry_rule,
)


@entry_rule(
    title="Only the bare origin matches",
    severity=Severity.LOW,
    since="0.1",
    references=("CWE-1164",),
    examples=(
        Flagged(r"^https://api\.vendor\.com$"),
        Flagged(r"^https://api\.vendor\.com"),
        Flagged(r"^https://(eu|us)\.vendor\.com/?$"),
        Clean(r"^https://api\.vendor\.com/.*$"),
        Clean(r"^https://api\.vendor\.com/v1/chat$"),
        Clean(r"^https://api\.vendor\.com(/.*)?$"),
    ),
)
def one_url_entry(entry: EntrySubject) -> Iterator[Outcome]:
    """Report entries under which no URL has a path, a query or a fragment."""
    if not isinstance(entry.dead(), Refuted) or isinstance(entry.reach.pinning.verdict, Refuted):
        return
    bare = entry.reach.only_origins
    if isinstance(bare, Unknown):
        yield bare
    elif bare:
        yield Finding(
            "only the bare origin matches, so no URL with a path will",
            severity=Severity.LOW,
            grade=Grade.PROVED,
            at=entry.end_of_text(),
            label="nothing may follow the host",
            notes=(Note("write", entry.text.removesuffix("$").removesuffix("/?").removesuffix("/") + "/.*$"),),
            releases=entry.releases,
        )
