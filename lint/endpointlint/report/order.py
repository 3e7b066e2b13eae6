"""Which findings are spoken of on their own, and which under another."""

from __future__ import annotations

from collections.abc import Sequence

from endpointlint.engine.result import Reported
from endpointlint.rule.finding import Severity
from endpointlint.source.records import dataclass


@dataclass(frozen=True, slots=True)
class Group:
    """A finding, and those on the same subject that merely follow from it."""

    main: Reported
    consequences: tuple[Reported, ...] = ()


def grouped(findings: Sequence[Reported], *, all_findings: bool = False) -> list[Group]:
    """Findings with their consequences, in the order given; with `all_findings` each on its own.

    A consequence whose main finding is not there, because it was suppressed, is spoken of on its own.
    """
    if all_findings:
        return [Group(finding) for finding in findings]
    mains: list[Reported] = []
    below: dict[int, list[Reported]] = {}
    heads: dict[tuple[str, str, str, str], int] = {}
    """By rule and subject the number of the main finding that speaks for it."""
    for finding in findings:
        subject = (finding.place.path, finding.place.pointer, finding.subject.text)
        head = None if finding.follows_from is None else heads.get((finding.follows_from, *subject))
        if head is None:
            head = len(mains)
            mains.append(finding)
            below[head] = []
        else:
            below[head].append(finding)
        heads[(finding.rule.name, *subject)] = head
    return [Group(main, tuple(below[number])) for number, main in enumerate(mains)]


def by_severity(findings: Sequence[Reported]) -> dict[Severity, int]:
    """How many findings there are of each severity that occurs, worst first."""
    counts = dict.fromkeys(sorted(Severity, reverse=True), 0)
    for finding in findings:
        counts[finding.severity] += 1
    return {severity: count for severity, count in counts.items() if count}
