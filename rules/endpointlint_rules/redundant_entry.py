r"""Other entries of the list already admit everything that this one admits.

An entry that adds nothing is one more line to review, and it misleads: deleting it looks like a tightening, and is
none. Coverage is decided on sets: the entry is redundant if every URL that it matches, and the client accepts, is
matched by another entry, or by several others together.

Delete it. An entry that is pinned to its owner is not reported where only a wider one that is not, such as ``.*``,
covers it: then that one should go, and is reported by itself.

Severity: low. Of two entries with the same set the later one is reported.

False alarms: none known.
"""

from collections.abc import Iterator

from endpointlint.rule import (
    Clean,
    Finding,
    Flagged,
    Grade,
    ListSubject,
    Note,
    Outcome,
    Proved,
    Refuted,
    Severity,
    Unknown,
    list_rule,
)

_SHOWN = 3


@list_rule(
    title="Covered by other entries",
    severity=Severity.LOW,
    since="0.1",
    references=("CWE-1164",),
    examples=(
        Flagged((r"^https://api\.vendor\.com/.*$", r"^https://api\.vendor\.com/v1/.*$")),
        Flagged((r"^https://api\.vendor\.com/.*$", r"https://api\.vendor\.com/.*")),
        Flagged(
            (
                r"^https://[a-m]\.vendor\.com/.*$",
                r"^https://[n-z]\.vendor\.com/.*$",
                r"^https://[a-z]\.vendor\.com/v1/.*$",
            )
        ),
        Clean((r"^https://api\.vendor\.com/.*$", r"^https://eu\.vendor\.com/.*$")),
        Clean((r"^https://api\.vendor\.com/.*$", "^https://.*$")),
        Clean((r"^https://api\.vendor\.com/v1/.*$", r"^https://api\.vendor\.com/v2/.*$")),
    ),
)
def redundant_entry(listed: ListSubject) -> Iterator[Outcome]:
    """Report the entries that could be taken out, the later of equals first."""
    for number, covering, verdict in listed.covered():
        match verdict:
            case Proved():
                names = [f"entry {c.index + 1}, {c.text}" for c in covering[:_SHOWN]]
                more = len(covering) - _SHOWN
                yield Finding(
                    "other entries already admit everything that this one admits",
                    severity=Severity.LOW,
                    grade=Grade.PROVED,
                    entry=number,
                    label="adds nothing to the list",
                    notes=(
                        *(Note("covered by" if n == 0 else "and by", name) for n, name in enumerate(names)),
                        *((Note("and by", f"{more} more"),) if more > 0 else ()),
                    ),
                )
            case Unknown() as unknown:
                yield unknown
            case Refuted():
                continue
